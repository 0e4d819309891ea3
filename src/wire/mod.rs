//! AWS's wire protocols as codecs: plain requests to one tree of values, and back to plain replies.
//!
//! AWS JSON 1.0 and 1.1, REST-JSON, Smithy's RPCv2 CBOR and Query XML, table-driven by
//! `services`; the verification of signatures in `sigv4`. No sockets, files or clock: whoever
//! serves holds them. A hostile request ends in the protocol's own error (docs/wire.md).

mod answer;
mod base64;
mod call;
mod cbor;
mod fault;
mod form;
mod http;
mod inflate;
mod json;
mod limits;
pub mod percent;
mod route;
mod service;
mod services;
pub mod sigv4;
mod times;
mod value;
mod xml;

pub use call::{Call, Form, Refused, open};
pub use fault::Fault;
pub use http::{Reply, Request};
pub use limits::Limits;
pub use route::{Protocol, is_call};
pub use service::{Query, Route, Service};
pub use services::SERVICES;
pub use value::{Asked, Value};

/// Bytes in base64, with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    base64::encode(bytes)
}

#[cfg(test)]
mod tests;
