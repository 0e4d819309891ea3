//! What is counted of the server's work.

use super::refused::Reason;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts since the start, to be read at any time.
#[derive(Debug, Default)]
pub struct Counters {
    open: AtomicU64,
    connections: AtomicU64,
    under_way: AtomicU64,
    requests: AtomicU64,
    stale: AtomicU64,
    refused: [AtomicU64; Reason::ALL.len()],
}

impl Counters {
    /// Connections that are open now, those that are turned away included.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.open.load(Relaxed)
    }

    /// Connections so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.load(Relaxed)
    }

    /// Requests that are not answered to the end yet.
    #[must_use]
    pub fn under_way(&self) -> u64 {
        self.under_way.load(Relaxed)
    }

    /// Requests so far, those that were refused included.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    /// How often a certificate that had changed could not be loaded.
    #[must_use]
    pub fn stale_certificates(&self) -> u64 {
        self.stale.load(Relaxed)
    }

    /// How many connections and requests were refused for a reason.
    #[must_use]
    pub fn refused(&self, reason: Reason) -> u64 {
        self.refused.get(reason as usize).map_or(0, |count| count.load(Relaxed))
    }

    pub(super) fn opened(&self) {
        self.open.fetch_add(1, Relaxed);
        self.connections.fetch_add(1, Relaxed);
    }

    pub(super) fn closed(&self) {
        self.open.fetch_sub(1, Relaxed);
    }

    pub(super) fn began(&self) {
        self.under_way.fetch_add(1, Relaxed);
        self.requests.fetch_add(1, Relaxed);
    }

    pub(super) fn ended(&self) {
        self.under_way.fetch_sub(1, Relaxed);
    }

    pub(super) fn refuse(&self, reason: Reason) {
        if let Some(count) = self.refused.get(reason as usize) {
            count.fetch_add(1, Relaxed);
        }
    }

    pub(super) fn stale(&self) {
        self.stale.fetch_add(1, Relaxed);
    }
}
