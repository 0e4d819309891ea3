//! `POST /events`: whatever holds events, in one body.

use super::reply::{Answer, Asked};
use crate::api::accept::refusal;
use crate::api::events::bus_name;
use crate::daemon::intake::{About, Taken, read};
use crate::daemon::log::{CallKey, Entry};
use crate::daemon::trace;
use crate::sources::{InputFormat, Options};
use serde_json::json;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

pub(super) async fn post(asked: &Asked<'_>) -> Answer {
    take(asked, asked.request.body.to_vec(), None).await
}

/// Takes a body of a form.
pub(super) async fn take(asked: &Asked<'_>, body: Vec<u8>, form: Option<InputFormat>) -> Answer {
    let bus = asked.parameter("bus");
    let bus: Arc<str> = bus_name(bus.as_deref()).into();
    let daemon = &asked.api.daemon;
    if !daemon.rules().buses.contains_key(&bus) {
        let words = format!("no bus is called `{bus}`");
        return Answer::error(404, "unknown-bus", &words);
    }
    let key = asked.request.header("idempotency-key");
    let about = About {
        name: Arc::from("body"),
        bus,
        form,
        account: daemon.home().account.clone(),
        now: asked.now,
        id: key.unwrap_or(asked.id).to_owned(),
    };
    let call = key.map(|key| CallKey::new(&asked.caller.name, key, &body));
    let trace = asked.request.header("traceparent");
    let trace = trace.or_else(|| asked.request.header("x-amzn-trace-id")).and_then(trace::read);
    let limits = asked.api.plain_limits();
    let reading = tokio::task::spawn_blocking(move || {
        let mut all: Vec<Entry> = Vec::new();
        let options = Options { limits, ..Options::default() };
        let read = read(Box::new(Cursor::new(body)), &about, options, &mut |_, entries| {
            let traced = |entry| Entry { trace: trace.clone(), ..entry };
            all.extend(entries.into_iter().map(traced));
            ControlFlow::Continue(())
        });
        (all, read)
    });
    let Ok((entries, read)) = reading.await else {
        return Answer::error(500, "bug", "the body could not be read");
    };
    let Taken { records, faults, broken } = read;
    if entries.is_empty() {
        let words = match faults.first() {
            Some(fault) => fault.clone(),
            None => "there is no event in the body".to_owned(),
        };
        return Answer::error(400, "unreadable", &words);
    }
    match daemon.accept(&entries, call).await {
        Ok(accepted) => Answer::ok(json!({
            "accepted": records,
            "repeated": accepted.repeated,
            "broken": broken,
            "problems": faults,
        })),
        Err(refused) => {
            let fault = refusal(&refused);
            let status = if fault.status == 400 { 503 } else { fault.status };
            let answer = Answer::error(status, "not-accepted", &fault.message);
            Answer { retry_after: Some(fault.retry_after.unwrap_or(5)), ..answer }
        }
    }
}
