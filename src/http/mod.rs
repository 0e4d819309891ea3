//! Floor 7: the server. One port speaks HTTP/1.1 and HTTP/2 (with prior knowledge or by ALPN), in the
//! clear or over TLS; a [`Service`] answers requests that are there whole.
//!
//! Bounds of size, number and time are kept here, before a service sees anything; who may call is
//! found out in `auth`. Nothing here knows an operation or a path. The only places that know the
//! crates of HTTP and TLS are in this folder.

pub mod auth;
mod connection;
mod counters;
mod exchange;
mod head;
mod limits;
mod link;
mod message;
mod outgoing;
mod progress;
mod refused;
mod server;
mod service;
mod tls;

pub use counters::Counters;
pub use limits::Limits;
pub use message::{Body, Reply, Request, Version};
pub use refused::Reason;
pub use server::{Bound, Ended, Server};
pub use service::Service;
pub use tls::{Tls, TlsError};

#[cfg(test)]
mod tests;
