//! What a request claims about its signature: in the `Authorization` header or, presigned, in the
//! query.

use super::refusal;
use crate::wire::fault::Fault;
use crate::wire::http::Request;
use crate::wire::percent;
use crate::wire::times;
use jiff::Timestamp;

/// The longest time that a presigned request may be good for, in seconds.
const LONGEST: i64 = 7 * 24 * 3600;

/// Most names in a query, and most signed headers.
const MOST: usize = 500;

/// A claim, read but not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The id of the access key.
    pub access_key: String,
    /// The day of the scope, eight digits.
    pub day: String,
    /// The region of the scope.
    pub region: String,
    /// The service of the scope.
    pub service: String,
    /// The names of the signed headers, in small letters, in order.
    pub signed: Vec<String>,
    /// The signature.
    pub signature: [u8; 32],
    /// When it was signed.
    pub at: Timestamp,
    /// The same, as it is spelled.
    pub spelled: String,
    /// For how many seconds it is good, if it is presigned.
    pub expires: Option<i64>,
    /// The token of a temporary key.
    pub token: Option<String>,
}

impl Claim {
    /// The scope as it is signed.
    #[must_use]
    pub fn scope(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.day, self.region, self.service)
    }
}

/// The claim of a request; none if it makes none.
///
/// # Errors
/// A claim that is not whole.
pub fn read(request: &Request<'_>) -> Result<Option<Claim>, Fault> {
    let pairs = percent::pairs(request.query(), false, MOST).map_err(refusal::incomplete)?;
    let of = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    if request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case("authorization")).count() > 1 {
        return Err(refusal::incomplete("more than one `Authorization` header"));
    }
    match (request.header("authorization"), of("X-Amz-Algorithm")) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(refusal::incomplete("signed by header and by query")),
        (Some(header), None) => {
            let Some(fields) = header.strip_prefix("AWS4-HMAC-SHA256") else {
                return Err(refusal::incomplete("the only algorithm is AWS4-HMAC-SHA256"));
            };
            let field = |name: &str| {
                let mut all = fields.split(',').filter_map(|f| f.trim().split_once('='));
                all.find(|(n, _)| *n == name).map(|(_, v)| v.to_owned())
            };
            claim(
                [field("Credential"), field("SignedHeaders"), field("Signature")],
                request.header("x-amz-date").map(str::to_owned),
                None,
                request.header("x-amz-security-token").map(str::to_owned),
            )
            .map(Some)
        }
        (None, Some(algorithm)) => {
            if algorithm != "AWS4-HMAC-SHA256" {
                return Err(refusal::incomplete("the only algorithm is AWS4-HMAC-SHA256"));
            }
            let expires = of("X-Amz-Expires").and_then(|text| text.parse().ok());
            let Some(expires) = expires.filter(|e| (1..=LONGEST).contains(e)) else {
                return Err(refusal::incomplete("`X-Amz-Expires` must be 1 to 604800 seconds"));
            };
            claim(
                [of("X-Amz-Credential"), of("X-Amz-SignedHeaders"), of("X-Amz-Signature")],
                of("X-Amz-Date"),
                Some(expires),
                of("X-Amz-Security-Token"),
            )
            .map(Some)
        }
    }
}

fn claim(
    [credential, signed, signature]: [Option<String>; 3],
    spelled: Option<String>,
    expires: Option<i64>,
    token: Option<String>,
) -> Result<Claim, Fault> {
    let need = |what: Option<String>, name: &str| {
        what.ok_or_else(|| refusal::incomplete(&format!("`{name}` is missing")))
    };
    let credential = need(credential, "Credential")?;
    let signed = need(signed, "SignedHeaders")?;
    let signature = need(signature, "Signature")?;
    let spelled = need(spelled, "X-Amz-Date")?;
    let mut parts = credential.rsplitn(5, '/');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let (end, service, region, day, access_key) = (next(), next(), next(), next(), next());
    if end != "aws4_request" || access_key.is_empty() || day.len() != 8 {
        return Err(refusal::incomplete(
            "`Credential` must be KEY/DAY/REGION/SERVICE/aws4_request",
        ));
    }
    let at = times::of_basic(&spelled)
        .ok_or_else(|| refusal::incomplete("`X-Amz-Date` must be like 20260102T030405Z"))?;
    if !spelled.starts_with(&day) {
        return Err(refusal::wrong("the scope's day is not that of `X-Amz-Date`"));
    }
    let signature = super::hmac::unhex(&signature)
        .ok_or_else(|| refusal::incomplete("`Signature` must be 64 hex digits"))?;
    let signed: Vec<String> = signed.split(';').map(str::to_ascii_lowercase).collect();
    if signed.len() > MOST || !signed.is_sorted_by(|a, b| a < b) {
        return Err(refusal::incomplete("`SignedHeaders` must be in order, each once"));
    }
    Ok(Claim { access_key, day, region, service, signed, signature, at, spelled, expires, token })
}
