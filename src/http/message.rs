//! Requests and replies as a service sees them.

use crate::wire;
use bytes::Bytes;
use serde_json::Value;
use std::borrow::Cow;
use std::net::SocketAddr;
use tokio::sync::mpsc;

/// The version of HTTP that a request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// HTTP/1.0.
    Http10,
    /// HTTP/1.1.
    Http11,
    /// HTTP/2.
    Http2,
}

/// A request that is there whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method in capitals.
    pub method: String,
    /// Path and query as they were sent, still percent-encoded.
    pub target: String,
    /// Names in small letters and values, in order; of HTTP/2 also `:authority`.
    pub headers: Vec<(String, String)>,
    /// The body as it was sent, still compressed.
    pub body: Bytes,
    /// Who sent it.
    pub peer: SocketAddr,
    /// The version of HTTP.
    pub version: Version,
    /// Did it come over TLS?
    pub secure: bool,
    /// The id that the reply carries if it brings none of its own.
    pub id: String,
}

impl Request {
    /// The same as the codecs and `auth` take it; nothing is copied.
    #[must_use]
    pub fn wire(&self) -> wire::Request<'_> {
        wire::Request {
            method: &self.method,
            target: &self.target,
            headers: &self.headers,
            body: &self.body,
        }
    }
}

/// The body of a reply.
#[derive(Debug)]
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// Piece by piece until the sender is dropped or the server ends. Something has to be sent more
    /// often than `Limits::idle`, a comment if there is nothing else.
    Stream(mpsc::Receiver<Bytes>),
}

/// A reply.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in small letters, and values; what is no header is left out.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body, as it goes out.
    pub body: Body,
}

impl Reply {
    /// A reply with a body of a media type.
    #[must_use]
    pub fn new(status: u16, media: &'static str, body: impl Into<Bytes>) -> Self {
        let headers = vec![(Cow::Borrowed("content-type"), media.to_owned())];
        Self { status, headers, body: Body::Whole(body.into()) }
    }

    /// A reply with one JSON document.
    #[must_use]
    pub fn json(status: u16, document: &Value) -> Self {
        Self::new(status, "application/json", document.to_string())
    }

    /// The same with one header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((Cow::Borrowed(name), value.into()));
        self
    }
}

impl From<wire::Reply> for Reply {
    fn from(reply: wire::Reply) -> Self {
        let headers = reply.headers.into_iter().map(|(n, v)| (Cow::Borrowed(n), v)).collect();
        Self { status: reply.status, headers, body: Body::Whole(reply.body.into()) }
    }
}
