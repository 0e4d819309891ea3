//! Why the server itself refuses, and how it says so: in the caller's protocol if it speaks one of
//! AWS's, as JSON otherwise.

use super::message::Reply;
use crate::wire::{self, Fault};
use serde_json::json;

/// Why a connection or a request is refused before a service sees it, or without its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No HTTP, or HTTP that means nothing: 400.
    Malformed,
    /// It took too long to come: 408, or the connection is closed.
    Slow,
    /// A body beyond the limit: 413.
    Body,
    /// A path beyond the limit: 414.
    Target,
    /// Headers beyond the limits: 431.
    Headers,
    /// A connection too many, or no memory for another body: 503.
    Full,
    /// No answer in time: 503.
    Late,
    /// The service failed: 500.
    Broken,
    /// A handshake of TLS that came to nothing.
    Handshake,
}

impl Reason {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Malformed,
        Self::Slow,
        Self::Body,
        Self::Target,
        Self::Headers,
        Self::Full,
        Self::Late,
        Self::Broken,
        Self::Handshake,
    ];

    /// Its word, for metrics.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Slow => "slow",
            Self::Body => "body",
            Self::Target => "target",
            Self::Headers => "headers",
            Self::Full => "full",
            Self::Late => "late",
            Self::Broken => "broken",
            Self::Handshake => "handshake",
        }
    }

    fn fault(self, message: &str) -> Fault {
        let busy = |status| Fault {
            retry_after: Some(1),
            ..Fault::receiver("ServiceUnavailableException", message)
                .query("ServiceUnavailable")
                .status(status)
        };
        match self {
            Self::Malformed | Self::Handshake => Fault::serialization(message),
            Self::Slow => Fault::sender("RequestTimeoutException", message)
                .query("RequestTimeout")
                .status(408),
            Self::Body => Fault::too_large(message),
            Self::Target => Fault::too_large(message).status(414),
            Self::Headers => Fault::too_large(message).status(431),
            Self::Full | Self::Late => busy(503),
            Self::Broken => Fault::receiver("InternalFailure", message).query("InternalFailure"),
        }
    }

    /// The reply to what is known of the request.
    pub(super) fn reply(self, message: &str, request: &wire::Request<'_>, id: &str) -> Reply {
        let fault = self.fault(message);
        let reply = if wire::is_call(request) {
            let known = wire::Request { body: &[], ..*request };
            let form = match wire::open(&known, &wire::Limits::default()) {
                Ok(call) => call.form,
                Err(refused) => refused.form,
            };
            Reply::from(form.refuse(&fault, id))
        } else {
            Reply::json(fault.status, &json!({"error": self.word(), "message": message}))
        };
        match fault.retry_after {
            Some(seconds) if !reply.headers.iter().any(|(name, _)| name == "retry-after") => {
                reply.with("retry-after", seconds.to_string())
            }
            _ => reply,
        }
    }
}
