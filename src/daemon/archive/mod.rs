//! What archives hold: events by archive, minute and order of arrival, in compressed blocks.
//!
//! The core's `archiver` gathers what a block of the log brings and writes it in the step of its
//! entries; `reader` gives it back, minute by minute. `key` and `block` are its form on disk.
//! [`Archives`] counts, and takes away what is old. docs/archive.md says what it means to users.

mod archiver;
mod block;
mod key;
mod reader;
#[cfg(test)]
pub(in crate::daemon) mod tests;

pub use archiver::Archiver;
pub use reader::{Cursor, Kept, Reader, Span, names};

use crate::rules::Archive;
use crate::store::{Durability, Kv, Space, StoreError, Write};
use block::Head;
use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows that are taken away in one batch.
const ROWS: usize = 1_024;

/// How much an archive holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Events.
    pub events: u64,
    /// The bytes of their texts.
    pub bytes: u64,
}

impl Totals {
    fn add(&mut self, head: Head) {
        self.events += u64::from(head.events);
        self.bytes += u64::from(head.bytes);
    }

    fn encode(self) -> Vec<u8> {
        [self.events.to_be_bytes(), self.bytes.to_be_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (events, bytes) = bytes.split_first_chunk()?;
        let bytes = bytes.try_into().ok()?;
        Some(Self { events: u64::from_be_bytes(*events), bytes: u64::from_be_bytes(bytes) })
    }
}

fn totals(kv: &dyn Kv, key: &[u8]) -> Result<Totals, StoreError> {
    match kv.get(Space::ARCHIVED, key)? {
        None => Ok(Totals::default()),
        Some(bytes) => Totals::decode(&bytes)
            .ok_or_else(|| StoreError::Damaged("the counts of an archive".to_owned())),
    }
}

/// The archives of a store.
#[derive(Debug)]
pub struct Archives {
    kv: Arc<dyn Kv>,
    /// Held by whoever takes events away: what went is counted by one at a time.
    taking: Mutex<()>,
}

impl Archives {
    /// The archives of a store.
    #[must_use]
    pub fn new(kv: Arc<dyn Kv>) -> Self {
        Self { kv, taking: Mutex::new(()) }
    }

    /// How much an archive holds: what was written into it but for what went.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn totals(&self, name: &str) -> Result<Totals, StoreError> {
        // First what went: in between more may be written, and never is more gone than was written.
        let gone = totals(&*self.kv, &key::gone(name))?;
        let written = totals(&*self.kv, &key::written(name))?;
        Ok(Totals {
            events: written.events.saturating_sub(gone.events),
            bytes: written.bytes.saturating_sub(gone.bytes),
        })
    }

    /// Takes away what is older than archives keep; gives how many events went.
    ///
    /// # Errors
    /// The store.
    pub fn forget(&self, archives: &[Archive], now: Timestamp) -> Result<u64, StoreError> {
        let mut gone = 0;
        for archive in archives {
            let Some(kept) = archive.retention else { continue };
            let kept = i64::try_from(kept.as_millis()).unwrap_or(i64::MAX);
            let before = key::minute(now.as_millisecond().saturating_sub(kept));
            gone += self.take_away(&archive.name, &key::row(&archive.name, before, 0))?;
        }
        Ok(gone)
    }

    /// Takes away everything that an archive holds; gives how many events went.
    ///
    /// # Errors
    /// The store.
    pub fn clear(&self, name: &str) -> Result<u64, StoreError> {
        self.take_away(name, &key::end(name))
    }

    fn take_away(&self, name: &str, end: &[u8]) -> Result<u64, StoreError> {
        let _alone = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        let mut gone = totals(&*self.kv, &key::gone(name))?;
        let before = gone.events;
        loop {
            let rows = self.kv.scan(Space::ARCHIVED, &key::start(name), Some(end), ROWS)?;
            let last = rows.len() < ROWS;
            let mut writes = Vec::with_capacity(rows.len() + 1);
            for (key, value) in rows {
                // What cannot be read goes uncounted.
                gone.add(Head::of(&value).unwrap_or_default());
                writes.push(Write::remove(Space::ARCHIVED, key));
            }
            if !writes.is_empty() {
                writes.push(Write::put(Space::ARCHIVED, key::gone(name), gone.encode()));
                let durability = if last { Durability::Now } else { Durability::Later };
                self.kv.write(writes, durability)?;
            }
            if last {
                return Ok(gone.events - before);
            }
        }
    }
}
