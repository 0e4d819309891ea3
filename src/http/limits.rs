//! What callers may ask of the server.

use crate::settings::Bounds;
use std::time::Duration;

/// Bounds of size, number and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest body as it is sent, in bytes: 413 beyond.
    pub body: usize,
    /// Most bytes of all bodies that are in memory at one time: 503 beyond.
    pub bodies: usize,
    /// Most bytes of all names and values of headers: 431 beyond.
    pub header: usize,
    /// Most headers: 431 beyond.
    pub headers: usize,
    /// Longest path with its query, in bytes: 414 beyond.
    pub target: usize,
    /// Most connections at one time: 503 beyond.
    pub connections: usize,
    /// Most requests under way on one connection of HTTP/2.
    pub streams: u32,
    /// How long a connection may take from the first byte of a request to the end of its head, and
    /// for the handshake of TLS.
    pub head: Duration,
    /// How long a body may take to come, 408 beyond, and after it the answer, 503 beyond.
    pub request: Duration,
    /// How long a connection may rest between requests.
    pub idle: Duration,
    /// How long requests that are under way at the end are waited for.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self::from(&Bounds::default())
    }
}

impl From<&Bounds> for Limits {
    fn from(bounds: &Bounds) -> Self {
        let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        Self {
            body: size(bounds.body),
            bodies: size(bounds.body).saturating_mul(4).max(256 << 20),
            header: size(bounds.header),
            headers: 100,
            target: 16 << 10,
            connections: size(bounds.connections),
            streams: 128,
            head: bounds.request.min(Duration::from_secs(10)),
            request: bounds.request,
            idle: bounds.idle,
            drain: bounds.request,
        }
    }
}
