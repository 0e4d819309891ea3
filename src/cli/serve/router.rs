//! Requests to what answers them: AWS's calls, the plain API, the page.

use super::pages::Pages;
use crate::api::plain::{self, Answer, Asked, find};
use crate::api::{self, Api, Incoming};
use crate::daemon::audit_log;
use crate::daemon::journal::Journal;
use crate::http::auth::{Access, Caller};
use crate::http::{Reply, Request, Service};
use crate::settings::Permission;
use crate::wire::{self, Call, Fault, Limits};
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;

/// Answers all requests.
#[derive(Debug)]
pub(super) struct Router {
    pub api: Api,
    pub access: Access,
    pub limits: Limits,
    pub journal: Arc<Journal>,
    pub pages: Pages,
}

impl Service for Router {
    async fn answer(&self, request: Request) -> Reply {
        let request = &request;
        let now = Timestamp::now();
        let wire = request.wire();
        // A browser means the page, also where a path is one of AWS's: `/schedules`.
        let asks_html = wire.header("accept").is_some_and(|types| types.contains("text/html"));
        let browses = wire.method == "GET" && asks_html && wire.header("authorization").is_none();
        if !browses && wire::is_call(&wire) {
            return self.call(request, now).await;
        }
        self.plain(request, now).await
    }
}

impl Router {
    async fn call(&self, request: &Request, now: Timestamp) -> Reply {
        let wire = request.wire();
        let call = match wire::open(&wire, &self.limits) {
            Ok(call) => call,
            Err(refused) => return refused.form.refuse(&refused.fault, &request.id).into(),
        };
        match self.answered(request, &call, now).await {
            Ok(value) => call.answer(&value, &request.id).into(),
            Err(fault) => {
                self.journal.debug(
                    "a call was refused",
                    &[
                        ("operation", call.operation.into()),
                        ("code", fault.code.into()),
                        ("message", fault.message.as_str().into()),
                        ("request", request.id.as_str().into()),
                    ],
                );
                call.refuse(&fault, &request.id).into()
            }
        }
    }

    async fn answered(
        &self,
        request: &Request,
        call: &Call<'_>,
        now: Timestamp,
    ) -> Result<wire::Value, Fault> {
        let unknown = || {
            Fault::unknown_operation(format!("the operation {} is not supported", call.operation))
        };
        let operation = api::find(call.service.name, call.operation).ok_or_else(unknown)?;
        let checked = self.access.check(&request.wire(), Some(call.service.signing), now);
        let caller = checked.map_err(|refusal| refusal.fault())?;
        if operation.permission != Permission::Read {
            self.access.once(&caller, now).map_err(|refusal| refusal.fault())?;
        }
        let input = call.input(&self.limits)?;
        let shown = (operation.permission == Permission::Admin).then(|| about(&input));
        let incoming = Incoming {
            caller: &caller,
            id: call.invocation,
            request_id: &request.id,
            body: &request.body,
            now,
        };
        let answered = api::accept(&self.api, operation, &incoming, input).await;
        if let Some(about) = shown {
            let what = format!("{}:{}", call.service.name, call.operation);
            let outcome = answered.as_ref().err().map(ToString::to_string);
            self.note(&caller, now, &what, outcome.as_deref().unwrap_or("done"), &about);
        }
        answered
    }

    async fn plain(&self, request: &Request, now: Timestamp) -> Reply {
        let wire = request.wire();
        if let Some(answered) = self.pages.answer(self, request, now).await {
            return answered;
        }
        let (route, name) = match find(wire.method, wire.path()) {
            Ok(found) => found,
            Err(status) => {
                let (code, words) = match status {
                    plain::METHOD_NOT_ALLOWED => ("method-not-allowed", "not with this method"),
                    _ => ("not-found", "there is nothing of this name"),
                };
                return reply(&Answer::error(status, code, words));
            }
        };
        let caller = match route.permission {
            None => Caller::anyone(),
            Some(permission) => match self.caller(request, permission, now) {
                Ok(caller) => caller,
                Err(refused) => return refused,
            },
        };
        let api = &self.api;
        let asked = Asked { api, caller: &caller, request: wire, name, id: &request.id, now };
        let answer = (route.run)(&asked).await;
        if route.permission == Some(Permission::Admin) {
            let about = json!({"target": request.target});
            let what = format!("{} {}", route.method, route.path);
            self.note(&caller, now, &what, &format!("status {}", answer.status), &about);
        }
        reply(&answer)
    }

    /// Who calls the plain API, if they may.
    pub(super) fn caller(
        &self,
        request: &Request,
        permission: Permission,
        now: Timestamp,
    ) -> Result<Caller, Reply> {
        let checked = self.access.check(&request.wire(), None, now);
        let caller = checked.map_err(|refusal| refusal.reply())?;
        caller.need(permission).map_err(|refusal| refusal.reply())?;
        if permission != Permission::Read {
            self.access.once(&caller, now).map_err(|refusal| refusal.reply())?;
        }
        Ok(caller)
    }

    /// Writes down who changed what.
    fn note(
        &self,
        caller: &Caller,
        now: Timestamp,
        what: &str,
        outcome: &str,
        about: &serde_json::Value,
    ) {
        let kv = self.api.daemon.kv();
        if let Err(error) = audit_log::note(kv, now, &caller.name, what, outcome, about) {
            let fields = [("what", what.into()), ("why", error.to_string().into())];
            self.journal.error("a change could not be written down", &fields);
        }
        let fields = [("who", caller.name.as_str().into()), ("what", what.into())];
        self.journal.info("a change", &fields);
    }
}

/// The names that a call is about, for the audit log: what it holds beside may be long or secret.
fn about(input: &wire::Value) -> serde_json::Value {
    let names =
        ["Name", "Rule", "EventBusName", "ArchiveName", "ReplayName", "AlarmName", "GroupName"];
    let mut all = serde_json::Map::new();
    for name in names {
        if let Ok(Some(text)) = input.text(name) {
            all.insert(name.to_owned(), text.into());
        }
    }
    all.into()
}

fn reply(answer: &Answer) -> Reply {
    let reply = Reply::json(answer.status, &answer.body);
    match answer.retry_after {
        Some(seconds) => reply.with("retry-after", seconds.to_string()),
        None => reply,
    }
}
