//! The verification of AWS's signatures, version 4: of the `Authorization` header and of presigned
//! requests.
//!
//! Nothing here reads a clock or holds keys: both are given. The body of the request is as it came,
//! still compressed, since that is what was signed.

pub mod canonical;
pub mod claim;
mod hmac;
mod refusal;
mod replay;

use super::fault::Fault;
use super::http::Request;
use canonical::Path;
use claim::Claim;
use jiff::{SignedDuration, Timestamp};
use std::fmt;

pub use crate::base::hex::hex;
pub use hmac::{hmac, sha256, signing_key};
pub use replay::{Repeated, Seen};

/// A key that may sign. Its secret is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// The secret access key.
    pub secret: String,
    /// The session token that must come along, if it is a temporary key.
    pub token: Option<String>,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is asked of a signature.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// The time by the server's clock.
    pub now: Timestamp,
    /// How far the signer's clock may be off, in seconds, either way; AWS allows 300.
    pub skew: i64,
    /// The service that must be in the scope: `Service::signing`.
    pub service: &'a str,
    /// The region that must be in the scope; any if none.
    pub region: Option<&'a str>,
    /// May the body go unsigned (`UNSIGNED-PAYLOAD`)?
    pub unsigned_payload: bool,
    /// How the path is signed.
    pub path: Path,
}

/// A signature that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The id of the key that signed.
    pub access_key: String,
    /// The region of the scope.
    pub region: String,
    /// The signature, for `Seen::note`.
    pub signature: [u8; 32],
    /// Until when it is good.
    pub until: Timestamp,
}

/// Verifies the signature of a request. `keys` gives the secret for an id.
///
/// # Errors
/// AWS's errors: unsigned, not whole, an unknown key, another time, service or region, a signature
/// that is not the request's.
pub fn verify(
    request: &Request<'_>,
    terms: &Terms<'_>,
    keys: &dyn Fn(&str) -> Option<Secret>,
) -> Result<Signed, Fault> {
    let claim = claim::read(request)?.ok_or_else(refusal::missing)?;
    let until = in_time(&claim, terms)?;
    if claim.service != terms.service {
        return Err(refusal::wrong(&format!(
            "signed for another service than `{}`",
            terms.service
        )));
    }
    if terms.region.is_some_and(|region| region != claim.region) {
        return Err(refusal::wrong("signed for another region"));
    }
    all_signed(request, &claim)?;
    let payload = payload(request, &claim, terms)?;
    let key = keys(&claim.access_key).ok_or_else(refusal::unknown_key)?;
    let tokens = [&key.token, &claim.token].map(|t| sha256(t.as_deref().unwrap_or("").as_bytes()));
    if !hmac::same(&tokens[0], &tokens[1]) {
        return Err(refusal::unknown_key());
    }
    let wanted = signature(request, &claim, &payload, terms.path, &key.secret)
        .map_err(|why| refusal::wrong(&why))?;
    if !hmac::same(&wanted, &claim.signature) {
        return Err(refusal::wrong(
            "the request signature we calculated does not match the signature you provided: \
             check your AWS Secret Access Key and signing method",
        ));
    }
    Ok(Signed { access_key: claim.access_key, region: claim.region, signature: wanted, until })
}

/// The signature that a request with this claim should have.
///
/// # Errors
/// A query or a header that cannot be signed.
pub fn signature(
    request: &Request<'_>,
    claim: &Claim,
    payload: &str,
    path: Path,
    secret: &str,
) -> Result<[u8; 32], String> {
    let canonical = canonical::request(request, claim, payload, path)?;
    let key = signing_key(secret, &claim.day, &claim.region, &claim.service);
    Ok(hmac(&key, canonical::string_to_sign(claim, &canonical).as_bytes()))
}

/// Until when the claim is good, which must not be over.
fn in_time(claim: &Claim, terms: &Terms<'_>) -> Result<Timestamp, Fault> {
    let after = |seconds: i64| {
        let later = claim.at.checked_add(SignedDuration::from_secs(seconds));
        later.unwrap_or(Timestamp::MAX)
    };
    let until = after(claim.expires.unwrap_or(terms.skew));
    if terms.now > until {
        return Err(refusal::wrong(&format!(
            "signature expired: {} is now too old",
            claim.spelled
        )));
    }
    if after(-terms.skew) > terms.now {
        let message =
            format!("signature not yet current: {} is still later than now", claim.spelled);
        return Err(refusal::wrong(&message));
    }
    Ok(until)
}

/// Is everything signed that says what the request means?
fn all_signed(request: &Request<'_>, claim: &Claim) -> Result<(), Fault> {
    let signed = |name: &str| claim.signed.iter().any(|s| s == name);
    if !signed("host") && !signed(":authority") {
        return Err(refusal::wrong("the header `host` must be signed"));
    }
    for (name, _) in request.headers {
        let name = name.to_ascii_lowercase();
        // The payload's hash is bound by being part of what is signed; the user agent means nothing.
        let free = matches!(name.as_str(), "x-amz-content-sha256" | "x-amz-user-agent");
        if name.starts_with("x-amz-") && !free && !signed(&name) {
            return Err(refusal::wrong(&format!("the header `{name}` must be signed")));
        }
    }
    Ok(())
}

/// The last line of the canonical request: the hash of the body.
fn payload(request: &Request<'_>, claim: &Claim, terms: &Terms<'_>) -> Result<String, Fault> {
    let actual = || hex(&sha256(request.body));
    let presigned = claim.expires.is_some() && terms.path == Path::Once;
    match request.header("x-amz-content-sha256") {
        None if presigned && terms.unsigned_payload => Ok("UNSIGNED-PAYLOAD".to_owned()),
        None => Ok(actual()),
        Some("UNSIGNED-PAYLOAD") if terms.unsigned_payload => Ok("UNSIGNED-PAYLOAD".to_owned()),
        Some("UNSIGNED-PAYLOAD") => Err(refusal::payload("the body must be signed")),
        Some(form) if form.starts_with("STREAMING-") => {
            Err(refusal::payload("bodies in signed chunks are not taken"))
        }
        Some(hash) if hash == actual() => Ok(hash.to_owned()),
        Some(_) => Err(refusal::wrong("`x-amz-content-sha256` is not the hash of the body")),
    }
}

#[cfg(test)]
mod tests;
