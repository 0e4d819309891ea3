//! Who may call: the keys and tokens of the settings.

use super::caller::{By, Caller};
use super::refusal::Refusal;
use super::session::{self, SessionKey, same};
use super::site;
use crate::settings::{Permission, Settings};
use crate::wire::sigv4::canonical::Path;
use crate::wire::sigv4::{self, Seen, Terms, claim, sha256};
use crate::wire::{Fault, Request};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How far a signer's clock may be off, in seconds.
const SKEW: i64 = 300;

/// How long a signature may come again after it was first seen, in milliseconds: retries within one
/// second have the same one.
const AGAIN: u32 = 5000;

/// Most signatures that are remembered, about 100 bytes each.
const MOST: usize = 1_000_000;

/// The service that requests of the plain API are signed for.
const OURS: &str = "tripline";

/// Who may call.
#[derive(Debug)]
pub struct Access {
    keys: HashMap<String, Key>,
    tokens: Vec<Token>,
    hosts: Vec<String>,
    sessions: SessionKey,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Key {
    name: String,
    secret: sigv4::Secret,
    permissions: Vec<Permission>,
}

#[derive(Debug)]
struct Token {
    name: String,
    /// Of the token only its hash is kept.
    hash: [u8; 32],
    permissions: Vec<Permission>,
}

impl Access {
    /// Those whom the settings name.
    #[must_use]
    pub fn new(settings: &Settings, sessions: SessionKey) -> Self {
        Self::made(settings, sessions, Seen::new(AGAIN, MOST))
    }

    /// The same by other settings: sessions go on, and signatures that were seen stay seen.
    #[must_use]
    pub fn renewed(&self, settings: &Settings) -> Self {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self::made(settings, self.sessions.clone(), seen)
    }

    fn made(settings: &Settings, sessions: SessionKey, seen: Seen) -> Self {
        let keys = settings.keys.iter().map(|key| {
            let token = key.session_token.as_ref().map(|t| t.reveal().to_owned());
            let secret = sigv4::Secret { secret: key.secret.reveal().to_owned(), token };
            let permissions = key.permissions.clone();
            (key.access_key.clone(), Key { name: key.name.clone(), secret, permissions })
        });
        let tokens = settings.tokens.iter().map(|token| Token {
            name: token.name.clone(),
            hash: sha256(token.token.reveal().as_bytes()),
            permissions: token.permissions.clone(),
        });
        Self {
            keys: keys.collect(),
            tokens: tokens.collect(),
            hosts: settings.hosts.clone(),
            sessions,
            seen: Mutex::new(seen),
        }
    }

    /// Is nobody asked who they are? `Settings::check_listen` keeps such a server on loopback.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.keys.is_empty() && self.tokens.is_empty()
    }

    /// Finds out who calls. `service` is the name that a call of AWS's is signed for, none for the
    /// plain API and the page, which are signed for `tripline` if they are signed.
    ///
    /// # Errors
    /// Nobody who is known, or a request that a browser was tricked into.
    pub fn check(
        &self,
        request: &Request<'_>,
        service: Option<&str>,
        now: Timestamp,
    ) -> Result<Caller, Refusal> {
        if self.is_open() {
            return self.anyone(request, service);
        }
        let authorization = request.header("authorization");
        if let Some((scheme, token)) = authorization.and_then(|a| a.split_once(' '))
            && scheme.eq_ignore_ascii_case("bearer")
        {
            let held = self.token(token.trim()).ok_or(Refusal::Unknown)?;
            return Ok(held.caller(By::Token));
        }
        let presigned = request.query().contains("X-Amz-Algorithm=");
        if service.is_some() || authorization.is_some() || presigned {
            return self.signed(request, service.unwrap_or(OURS), now);
        }
        let hash = |name: &str| self.named(name).map(|held| held.hash);
        let name = self.sessions.find(request, now, hash).ok_or(Refusal::Unknown)?;
        if changes(request) && site::is_foreign(request) {
            return Err(Refusal::Foreign);
        }
        self.named(&name).map(|held| held.caller(By::Session)).ok_or(Refusal::Unknown)
    }

    /// Notes the signature of a request that changes something: it is not taken again later. Requests
    /// that only read need not be noted.
    ///
    /// # Errors
    /// It was noted before, and not just now.
    pub fn once(&self, caller: &Caller, now: Timestamp) -> Result<(), Refusal> {
        let By::Signature { signature, until, .. } = &caller.by else { return Ok(()) };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.note(*signature, *until, now).map_err(|_| Refusal::Repeated)
    }

    /// Begins a session of the page with a token: who it is, and the value of `set-cookie`. `secure`
    /// says that the page came over TLS.
    ///
    /// # Errors
    /// The token is not known, or the request was made by a page of another site.
    pub fn log_in(
        &self,
        request: &Request<'_>,
        token: &str,
        now: Timestamp,
        secure: bool,
    ) -> Result<(Caller, String), Refusal> {
        if site::is_foreign(request) {
            return Err(Refusal::Foreign);
        }
        let held = self.token(token.trim()).ok_or(Refusal::Unknown)?;
        let cookie = self.sessions.begin(&held.name, &held.hash, now, secure);
        Ok((held.caller(By::Session), cookie))
    }

    /// The value of `set-cookie` that ends a session.
    #[must_use]
    pub fn log_out(secure: bool) -> String {
        session::end(secure)
    }

    fn anyone(&self, request: &Request<'_>, service: Option<&str>) -> Result<Caller, Refusal> {
        if !site::is_called_right(request, &self.hosts) {
            return Err(Refusal::Host);
        }
        // AWS's calls can change things by GET, too.
        if (service.is_some() || changes(request)) && site::is_foreign(request) {
            return Err(Refusal::Foreign);
        }
        let claim = claim::read(request).ok().flatten();
        let name = claim.map_or_else(|| "anyone".to_owned(), |claim| claim.access_key);
        Ok(Caller { name, permissions: vec![Permission::Admin], by: By::Open })
    }

    fn signed(
        &self,
        request: &Request<'_>,
        service: &str,
        now: Timestamp,
    ) -> Result<Caller, Refusal> {
        let terms = Terms {
            now,
            skew: SKEW,
            service,
            region: None,
            unsigned_payload: false,
            path: Path::Twice,
        };
        let secret = |id: &str| self.keys.get(id).map(|key| key.secret.clone());
        let signed = sigv4::verify(request, &terms, &secret).map_err(Refusal::Signature)?;
        let unknown = || Refusal::Signature(Fault::denied("the key is gone"));
        let key = self.keys.get(&signed.access_key).ok_or_else(unknown)?;
        Ok(Caller {
            name: key.name.clone(),
            permissions: key.permissions.clone(),
            by: By::Signature {
                access_key: signed.access_key,
                region: signed.region,
                signature: signed.signature,
                until: signed.until,
            },
        })
    }

    /// The token of this text. All are compared, however early one fits.
    fn token(&self, text: &str) -> Option<&Token> {
        let hash = sha256(text.as_bytes());
        let mut found = None;
        for token in &self.tokens {
            if same(&token.hash, &hash) {
                found = Some(token);
            }
        }
        found
    }

    fn named(&self, name: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.name == name)
    }
}

impl Token {
    fn caller(&self, by: By) -> Caller {
        Caller { name: self.name.clone(), permissions: self.permissions.clone(), by }
    }
}

/// May a plain request of this method change something?
fn changes(request: &Request<'_>) -> bool {
    !matches!(request.method, "GET" | "HEAD" | "OPTIONS")
}
