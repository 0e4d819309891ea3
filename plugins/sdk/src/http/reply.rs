//! An answer, and what its status means.

use super::veil::Veil;
use crate::date;
use crate::error::Error;

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

/// How many bytes of a body are looked at for words.
const EXCERPT: usize = 4096;

impl Reply {
    /// The value of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// What the status means, unless it is success, in words that hold nothing secret.
    pub(super) fn failure_behind(&self, veil: &Veil) -> Option<Error> {
        status_failure(self.status, || self.retry_after_ms(), || self.excerpt(veil))
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
    fn excerpt(&self, veil: &Veil) -> String {
        // So much that what is cut off further on is no part of a secret.
        let beginning = &self.body[..self.body.len().min(EXCERPT)];
        let text = veil.words(&String::from_utf8_lossy(beginning));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Request;

    fn failure(status: u16, headers: &[(&str, &str)]) -> Option<Error> {
        let veil = Veil::over(&Request::post_json("https://a.example/", "{}"));
        let headers = headers.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        Reply { status, headers, body: b"no\nluck ".to_vec() }.failure_behind(&veil)
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
}
