//! Requests over HTTP, and what a status means for the item.
//!
//! Done: 2xx. Tried again: 408, 425, 429 and 5xx, and an answer that never came. Never tried again:
//! everything else, redirects included, since another address would need a grant of its own.
//! Messages name the origin of an address only: paths of webhooks are secrets.

use crate::error::Error;
use crate::{date, host};

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
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// Such as 200.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// What followed the headers.
    pub body: Vec<u8>,
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

    /// Sends it, and takes an answer of 2xx as success.
    pub fn send(self) -> Result<Reply, Error> {
        let origin = origin(&self.url).to_string();
        let reply = host::send(self).map_err(|error| Error::from(error).at(&origin))?;
        match reply.failure() {
            None => Ok(reply),
            Some(error) => Err(error.at(&origin)),
        }
    }
}

impl Reply {
    /// The value of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// What the status means, unless it is success.
    #[must_use]
    pub fn failure(&self) -> Option<Error> {
        status_failure(self.status, || self.retry_after_ms(), || self.excerpt())
    }

    /// `Retry-After` in milliseconds: seconds, or a date against the reply's own `Date`.
    fn retry_after_ms(&self) -> Option<u64> {
        let text = self.header("retry-after")?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(seconds.saturating_mul(1000));
        }
        let then = date::http_date(text)?;
        let now = date::http_date(self.header("date")?)?;
        Some(u64::try_from(then - now).unwrap_or(0))
    }

    /// The beginning of the body, on one line, for messages.
    fn excerpt(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        text.trim().chars().take(200).collect()
    }
}

/// What a status means, unless it is success; also for the statuses inside bulk replies.
pub fn status_failure(
    status: u16,
    retry_after_ms: impl FnOnce() -> Option<u64>,
    words: impl FnOnce() -> String,
) -> Option<Error> {
    if (200..300).contains(&status) {
        return None;
    }
    let words = words();
    let message = match words.is_empty() {
        true => format!("status {status}"),
        false => format!("status {status}: {words}"),
    };
    let after = if matches!(status, 429 | 503) { retry_after_ms() } else { None };
    Some(match status {
        _ if after.is_some() => Error::Throttled { message, retry_after_ms: after },
        408 | 425 | 429 | 500.. => Error::Retryable(message),
        _ => Error::Permanent(message),
    })
}

/// Scheme, host and port of an address: what may stand in a message.
#[must_use]
pub fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    match url[host..end].rfind('@') {
        // Who stands before an `@` is nobody's business.
        Some(at) => &url[host + at + 1..end],
        None => &url[..end],
    }
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Denied(why) | SendError::Invalid(why) => Self::Permanent(why),
            SendError::Unreachable(why) | SendError::Timeout(why) => Self::Retryable(why),
            SendError::TooLarge(most) => Self::Permanent(format!("more than {most} bytes")),
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

    fn failure(status: u16, headers: &[(&str, &str)]) -> Option<Error> {
        let headers = headers.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        Reply { status, headers, body: b"no\nluck ".to_vec() }.failure()
    }

    #[test]
    fn statuses_say_whether_to_try_again() {
        assert_eq!(failure(204, &[]), None);
        for status in [408, 425, 429, 500, 502, 503, 599] {
            let message = format!("status {status}: no luck");
            assert_eq!(failure(status, &[]), Some(Error::Retryable(message)));
        }
        for status in [301, 400, 401, 404, 409, 422] {
            assert!(matches!(failure(status, &[]), Some(Error::Permanent(_))), "{status}");
        }
    }

    #[test]
    fn retry_after_slows_down() {
        let after = |headers: &[_]| match failure(429, headers) {
            Some(Error::Throttled { retry_after_ms, .. }) => retry_after_ms,
            _ => None,
        };
        assert_eq!(after(&[("retry-after", "7")]), Some(7000));
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        assert_eq!(after(&[("retry-after", "Wed, 21 Oct 2026 07:28:30 GMT"), date]), Some(30_000));
        assert_eq!(after(&[("retry-after", "Wed, 21 Oct 2026 07:27:30 GMT"), date]), Some(0));
        assert_eq!(after(&[("retry-after", "soon")]), None);
        assert!(matches!(failure(400, &[("retry-after", "7")]), Some(Error::Permanent(_))));
    }

    #[test]
    fn messages_name_the_origin_only() {
        assert_eq!(origin("https://a.example:8443/services/T0/secret?x"), "https://a.example:8443");
        assert_eq!(origin("https://a.example?token=x"), "https://a.example");
        assert_eq!(origin("https://user:key@a.example/x"), "a.example");
        let error = crate::fake::Host::new()
            .status(404)
            .enter(|| Request::post_json("https://a.example/secret", "{}").send().unwrap_err());
        assert_eq!(error.message(), "https://a.example: status 404");
    }
}
