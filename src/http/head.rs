//! The head of a request: what is not taken, and the rest in plain form.

use super::limits::Limits;
use super::message::{Request, Version};
use super::refused::Reason;
use bytes::Bytes;
use hyper::header;
use hyper::http::request::Parts;
use std::net::SocketAddr;

/// Why a request is not taken, with a word for its sender.
pub(super) type Refused = (Reason, &'static str);

/// The request without its body, and what is wrong with it.
pub(super) fn read(
    parts: &Parts,
    peer: SocketAddr,
    secure: bool,
    limits: &Limits,
) -> (Request, Result<(), Refused>) {
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let version = match parts.version {
        hyper::Version::HTTP_2 => Version::Http2,
        hyper::Version::HTTP_11 => Version::Http11,
        _ => Version::Http10,
    };
    let mut request = Request {
        method: parts.method.as_str().to_owned(),
        target: target.to_owned(),
        headers: Vec::with_capacity(parts.headers.len() + 1),
        body: Bytes::new(),
        peer,
        version,
        secure,
        id: uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes())
            .into_uuid()
            .to_string(),
    };
    let mut sound = bounds(parts, target, limits);
    if version == Version::Http2
        && let Some(authority) = parts.uri.authority()
    {
        request.headers.push((":authority".to_owned(), authority.to_string()));
    }
    for (name, value) in &parts.headers {
        match std::str::from_utf8(value.as_bytes()) {
            Ok(value) => request.headers.push((name.as_str().to_owned(), value.to_owned())),
            Err(_) => sound = sound.and(Err((Reason::Malformed, "a header is not UTF-8"))),
        }
    }
    sound = sound.and(host(parts, version));
    (request, sound)
}

fn bounds(parts: &Parts, target: &str, limits: &Limits) -> Result<(), Refused> {
    if target.len() > limits.target {
        return Err((Reason::Target, "the path is too long"));
    }
    let size: usize = parts.headers.iter().map(|(n, v)| n.as_str().len() + v.len()).sum();
    if size > limits.header || parts.headers.len() > limits.headers {
        return Err((Reason::Headers, "the headers are too large or too many"));
    }
    let length = parts.headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    if length.and_then(|l| l.parse::<u64>().ok()).is_some_and(|l| l > limits.body as u64) {
        return Err((Reason::Body, "the body is too large"));
    }
    Ok(())
}

/// Is it clear which host is meant? Who does not say it, or says it in two ways, may mean two.
fn host(parts: &Parts, version: Version) -> Result<(), Refused> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (host, more) = (hosts.next(), hosts.next());
    if more.is_some() {
        return Err((Reason::Malformed, "more than one `host`"));
    }
    let authority = parts.uri.authority().map(|a| a.as_str());
    match (version, host, authority) {
        (Version::Http11, None, _) => Err((Reason::Malformed, "the header `host` is missing")),
        (_, Some(host), Some(authority))
            if !host.as_bytes().eq_ignore_ascii_case(authority.as_bytes()) =>
        {
            Err((Reason::Malformed, "`host` and the path name different hosts"))
        }
        _ => Ok(()),
    }
}
