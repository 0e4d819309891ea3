//! `http`: requests to granted origins. The thread that runs plugins never waits for the network.

use super::bindings::tripline::target::http::{Host, HttpError, Request, Response};
use crate::plugins::http::Address;
use crate::plugins::limits::REQUEST;
use crate::plugins::ports::{self, HttpFault};
use crate::plugins::session::Session;
use std::sync::Arc;
use std::time::Duration;
use wasmtime::Result;

/// The least time that a request leaves to its plugin.
const SPARE: Duration = Duration::from_millis(50);

impl Session {
    /// The request to send, if it may be sent.
    fn granted(&mut self, request: Request) -> Result<ports::Request, HttpError> {
        let rights = &self.facts.rights;
        let address = Address::parse(&request.url).map_err(HttpError::Denied)?;
        if !rights.http.iter().any(|origin| origin.covers(&address)) {
            let words = format!("no grant covers `{}`", address.origin());
            return Err(HttpError::Denied(words));
        }
        check_head(&request).map_err(HttpError::Invalid)?;
        if request.body.as_ref().is_some_and(|b| b.len() > REQUEST) {
            return Err(HttpError::TooLarge(REQUEST as u64));
        }
        let (left, all) = self.call.requests;
        let Some(left) = left.checked_sub(1) else { return Err(HttpError::TooMany(all)) };
        self.call.requests = (left, all);
        // Some time is left to the plugin for what it does when no answer comes.
        let remaining = self.remaining();
        let remaining = remaining.saturating_sub(SPARE.max(remaining / 20));
        let wanted = request.timeout_ms.map_or(remaining, |ms| Duration::from_millis(ms.into()));
        Ok(ports::Request {
            target: Arc::clone(&self.facts.target),
            method: request.method,
            url: request.url,
            headers: request.headers,
            body: request.body,
            timeout: wanted.min(remaining),
            private: self.facts.rights.private_network,
            secrets: self.secrets.clone(),
        })
    }
}

impl Host for Session {
    async fn send(&mut self, request: Request) -> Result<Result<Response, HttpError>> {
        if self.facts.rights.http.is_empty() {
            return Err(Session::ungranted("http.send", "http: [ORIGIN]"));
        }
        let request = match self.granted(request) {
            Ok(request) => request,
            Err(error) => return Ok(Err(error)),
        };
        let http = Arc::clone(&self.facts.ports.http);
        let sent = tokio::task::spawn_blocking(move || http.send(&request)).await;
        Ok(match sent {
            Ok(Ok(response)) => Ok(Response {
                status: response.status,
                headers: response.headers,
                body: response.body,
            }),
            Ok(Err(fault)) => Err(error(fault)),
            Err(e) => Err(HttpError::Unreachable(format!("the client failed: {e}"))),
        })
    }
}

fn error(fault: HttpFault) -> HttpError {
    match fault {
        HttpFault::Denied(why) => HttpError::Denied(why),
        HttpFault::Invalid(why) => HttpError::Invalid(why),
        HttpFault::Unreachable(why) => HttpError::Unreachable(why),
        HttpFault::Timeout(why) => HttpError::Timeout(why),
        HttpFault::TooLarge(most) => HttpError::TooLarge(most),
        HttpFault::TooMany(most) => HttpError::TooMany(most),
    }
}

/// Headers that the client writes itself: with others' values a receiver could read one request as
/// two, or as one to another host than the grant names.
const RESERVED: [&str; 10] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "proxy-authorization",
];

fn check_head(request: &Request) -> Result<(), String> {
    let method = &request.method;
    if ["CONNECT", "TRACE"].iter().any(|m| m.eq_ignore_ascii_case(method)) {
        return Err(format!("plugins do not send `{method}`"));
    }
    let reserved = |name: &str| {
        RESERVED.iter().any(|r| r.eq_ignore_ascii_case(name))
            || name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("proxy-"))
    };
    match request.headers.iter().find(|(name, _)| reserved(name)) {
        Some((name, _)) => Err(format!("the header `{name}` is the client's own")),
        None => Ok(()),
    }
}
