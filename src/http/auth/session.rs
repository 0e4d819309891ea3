//! Sessions of the page: a cookie that says which token began it and until when it is good, with a
//! code over both. Nothing is kept of them; they end with the server, with their token, or by time.

use crate::wire::Request;
use crate::wire::sigv4::{hex, hmac};
use jiff::Timestamp;
use std::fmt;

/// The name of the cookie.
const COOKIE: &str = "tripline-session";

/// How long a session lasts, in seconds.
const LASTS: i64 = 12 * 3600;

/// The key that the cookies of one run of the server are made with.
#[derive(Clone)]
pub struct SessionKey([u8; 32]);

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl SessionKey {
    /// A key that nobody knows.
    ///
    /// # Errors
    /// The system has no random numbers to give.
    pub fn generate() -> std::io::Result<Self> {
        let mut key = [0; 32];
        getrandom::getrandom(&mut key).map_err(|e| std::io::Error::other(e.to_string()))?;
        Ok(Self(key))
    }

    fn code(&self, name: &str, token: &[u8; 32], until: i64) -> [u8; 32] {
        let text = format!("session\0{name}\0{}\0{until}", hex(token));
        hmac(&self.0, text.as_bytes())
    }

    /// The value of `set-cookie` that begins a session of a token, of which the hash is given.
    pub(super) fn begin(
        &self,
        name: &str,
        token: &[u8; 32],
        now: Timestamp,
        secure: bool,
    ) -> String {
        let until = now.as_second().saturating_add(LASTS);
        let code = hex(&self.code(name, token, until));
        cookie(&format!("{name}~{until}~{code}"), LASTS, secure)
    }

    /// The name of the token whose session the request belongs to. `token` gives the hash of a name.
    pub(super) fn find(
        &self,
        request: &Request<'_>,
        now: Timestamp,
        token: impl Fn(&str) -> Option<[u8; 32]>,
    ) -> Option<String> {
        let headers = request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case("cookie"));
        let mut cookies = headers.flat_map(|(_, all)| all.split(';'));
        let value = cookies.find_map(|c| c.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
        let mut parts = value.split('~');
        let (name, until, code) = (parts.next()?, parts.next()?, parts.next()?);
        let until: i64 = until.parse().ok()?;
        let wanted = hex(&self.code(name, &token(name)?, until));
        let good = same(wanted.as_bytes(), code.as_bytes()) && now.as_second() < until;
        good.then(|| name.to_owned())
    }
}

/// The value of `set-cookie` that ends a session.
pub(super) fn end(secure: bool) -> String {
    cookie("", 0, secure)
}

fn cookie(value: &str, seconds: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// Are they equal? Takes the same time wherever they differ; that lengths differ may be seen.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    let differ = |seen: u8, (a, b): (&u8, &u8)| std::hint::black_box(seen | (a ^ b));
    a.len() == b.len() && a.iter().zip(b).fold(0, differ) == 0
}
