//! Requests over HTTP, and what a status means for the item.
//!
//! Done: 2xx. Tried again: 408, 425, 429 and 5xx, and an answer that never came. Never tried again:
//! everything else, redirects included, since another address would need a grant of its own.
//! Messages name the origin of an address only: paths of webhooks are secrets.

mod reply;
mod veil;

use crate::error::Error;
use crate::host;
pub use reply::{Reply, status_failure};
use veil::Veil;
pub use veil::{check_address, is_address, origin};

/// The most bytes of a body that holds many items. Above it delivery is to try with fewer: batches
/// have 6 MiB unless their target says otherwise, and what is written around items needs room.
pub const MOST_TOGETHER: usize = 8 << 20;
/// The most bytes of a body that hosts send.
pub(crate) const MOST_SENT: usize = 12 << 20;
/// The most bytes of an answer that hosts take.
pub(crate) const MOST_TAKEN: usize = 8 << 20;

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What follows the headers.
    pub body: Option<Vec<u8>>,
    /// How long it may take, in milliseconds; never longer than the invocation.
    pub timeout_ms: Option<u32>,
    /// What no message about it may hold, besides its address and its headers.
    pub hidden: Vec<String>,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendError {
    /// No grant covers the address.
    Denied(String),
    /// The request cannot be sent as it is.
    Invalid(String),
    /// The other side could not be reached, or broke off.
    Unreachable(String),
    /// It took too long.
    Timeout(String),
    /// More than the limit in bytes.
    TooLarge(u64),
    /// More requests than an invocation may make.
    TooMany(u32),
}

impl Request {
    /// A request with a body.
    pub fn new(method: &str, url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let (method, body) = (method.to_string(), Some(body.into()));
        Self { method, url: url.into(), body, ..Self::default() }
    }

    /// A `POST` of JSON.
    pub fn post_json(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", url, body).header("content-type", "application/json")
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_string(), value.into()));
        self
    }

    /// Is there a header of this name, in any letter case?
    #[must_use]
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name))
    }

    /// Keeps a text out of messages.
    #[must_use]
    pub fn hide(mut self, text: &str) -> Self {
        self.hidden.push(text.to_string());
        self
    }

    /// The request, unless it is too large for so many items: delivery halves a batch that fails as
    /// a whole. What a single item takes is for the host to judge.
    pub fn of_items(self, items: usize) -> Result<Self, Error> {
        let length = self.length();
        match items > 1 && length > MOST_TOGETHER {
            true => Err(Error::retryable(format!(
                "{items} items make a body of {length} bytes, over {MOST_TOGETHER}"
            ))),
            false => Ok(self),
        }
    }

    /// Sends it for its answer, of which 2xx is success. An answer that is too large to be read is
    /// asked for again.
    pub fn send(self) -> Result<Reply, Error> {
        let origin = origin(&self.url).to_string();
        self.exchange()?.map_err(|why| Error::Retryable(why).at(&origin))
    }

    /// Sends it for its effect. An answer that is too large to be read is an answer: what was sent
    /// has arrived, and is not sent again.
    pub fn deliver(self) -> Result<(), Error> {
        let origin = origin(&self.url).to_string();
        if let Err(why) = self.exchange()? {
            host::log::warn(&format!("{origin}: {why}, and counts as success"));
        }
        Ok(())
    }

    fn length(&self) -> usize {
        self.body.as_ref().map_or(0, Vec::len)
    }

    /// The answer, or why there is one that cannot be read.
    fn exchange(self) -> Result<Result<Reply, String>, Error> {
        if !is_address(&self.url) {
            return Err(Error::permanent("an address begins with https:// or http://"));
        }
        let (veil, length) = (Veil::over(&self), self.length());
        let error = match host::send(self) {
            Ok(reply) => match reply.failure_behind(&veil) {
                None => return Ok(Ok(reply)),
                Some(error) => error,
            },
            Err(SendError::TooLarge(most)) if !of_request(length, most) => {
                return Ok(Err(format!("the answer has more than {most} bytes")));
            }
            Err(error) => veil.hide(Error::from(error)),
        };
        Err(error.at(veil.origin()))
    }
}

/// Hosts have one error for a body that is too large to be sent and for an answer that is too large
/// to be taken; the limits tell them apart.
fn of_request(length: usize, most: u64) -> bool {
    length as u64 > most && (most != MOST_TAKEN as u64 || length > MOST_SENT)
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Denied(why) | SendError::Invalid(why) => Self::Permanent(why),
            SendError::Unreachable(why) | SendError::Timeout(why) => Self::Retryable(why),
            SendError::TooLarge(most) => {
                Self::Permanent(format!("the body has more than {most} bytes"))
            }
            // The rest of the batch has its turn in the next invocation.
            SendError::TooMany(most) => {
                Self::Retryable(format!("more than {most} requests in one invocation"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Host;

    const URL: &str = "https://a.example/services/T0/s3cret?x";

    fn bodies(length: usize) -> Request {
        Request::post_json(URL, vec![b'x'; length])
    }

    fn answers(length: usize) -> Host {
        Host::new()
            .web(move |_| Ok(Reply { status: 200, body: vec![0; length], ..Reply::default() }))
    }

    #[test]
    fn messages_name_the_origin_only() {
        let message = |host: Host, request: Request| {
            host.enter(|| request.send().unwrap_err().message().to_string())
        };
        let request = || Request::post_json(URL, "{}");
        assert_eq!(message(Host::new().status(404), request()), "https://a.example: status 404");
        // Neither do those that the host or the other side worded.
        let denied = |r: &Request| Err(SendError::Denied(format!("no grant covers `{}`", r.url)));
        let wanted = "https://a.example: no grant covers `https://a.example`";
        assert_eq!(message(Host::new().web(denied), request()), wanted);
        let body = b"no /services/T0/s3cret for topsecret, key r0uting".to_vec();
        let echo =
            move |_: &Request| Ok(Reply { status: 404, body: body.clone(), ..Reply::default() });
        let request = request().header("authorization", "Bearer topsecret").hide("r0uting");
        let wanted = "https://a.example: status 404: no *** for ***, key ***";
        assert_eq!(message(Host::new().web(echo), request), wanted);
        let token = Request::post_json("xoxb-1234", "{}");
        let wanted = "an address begins with https:// or http://";
        assert_eq!(message(Host::new().status(200), token), wanted);
    }

    #[test]
    fn a_body_that_is_too_large_is_not_sent() {
        for request in [bodies(MOST_SENT + 1), bodies(MOST_SENT + 1).of_items(1).unwrap()] {
            let (answer, host) = answers(0).run(|| request.deliver());
            assert!(matches!(answer, Err(Error::Permanent(_))), "{answer:?}");
            assert!(host.requests.is_empty());
        }
        // Many items have fewer bytes together, and are tried with fewer of them.
        assert!(bodies(MOST_TOGETHER).of_items(2).is_ok());
        assert!(matches!(bodies(MOST_TOGETHER + 1).of_items(2), Err(Error::Retryable(_))));
        assert!(bodies(MOST_TOGETHER + 1).of_items(1).is_ok());
    }

    #[test]
    fn an_answer_that_is_too_large_is_one() {
        for length in [2, MOST_TAKEN + 1, MOST_SENT] {
            let (answer, host) = answers(MOST_TAKEN + 1).run(|| bodies(length).deliver());
            assert_eq!((answer, host.lines.len()), (Ok(()), 1), "{length}");
            let (answer, host) = answers(MOST_TAKEN + 1).run(|| bodies(length).send());
            assert!(matches!(answer, Err(Error::Retryable(_))), "{answer:?}");
            assert_eq!(host.requests.len(), 1);
        }
    }
}
