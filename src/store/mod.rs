//! Floor 7: where the daemon keeps what must survive it. [`Kv`] is all that it asks of a storage
//! engine: ordered spaces of keys, written in batches that are there whole or not at all, and in
//! order: whoever sees a batch after a crash sees all that were written before it.
//!
//! `disk` is the store of the daemon. For tests there are `memory`, which is gone with the process,
//! `lossy`, which drops what was not synced, and `faulty`, which fails on demand. Everything above
//! speaks to the trait.

mod disk;
pub mod fail;
mod faulty;
mod lossy;
mod memory;

#[cfg(test)]
mod tests;

pub use disk::{Count, Damage, Disk, Options, Verified};
pub use faulty::{Fault, Faulty};
pub use lossy::Lossy;
pub use memory::Memory;

use std::fmt;
use std::path::Path;

/// A space of keys, by its name on disk. All are in [`SPACES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Space(&'static str);

impl Space {
    /// The name on disk.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }
}

macro_rules! spaces {
    ($($(#[$doc:meta])+ $name:ident = $text:literal;)*) => {
        impl Space {
            $($(#[$doc])+ pub const $name: Self = Self($text);)*
        }

        /// All spaces.
        pub const SPACES: &[Space] = &[$(Space::$name),*];
    };
}

spaces! {
    /// What was accepted, in order: blocks of entries by the number of their first.
    LOG = "log";
    /// The keys of calls that were accepted, so that a repeated call is accepted once.
    CALLS = "calls";
    /// Small things that there is one of: positions, the format's version.
    FACTS = "facts";
    /// Deliveries that have not ended, by target and order.
    QUEUE = "queue";
    /// Deliveries that failed for good.
    DEAD = "dead";
    /// Definitions that came over the API: rules, alarms, archives, schedules.
    DEFINED = "defined";
    /// The states of alarms, by name.
    ALARMS = "alarms";
    /// What alarms told, by name and time.
    HISTORY = "history";
    /// Datapoints, by metric and hour.
    METRICS = "metrics";
    /// Rates of calls, by baseline.
    RATES = "rates";
    /// Configuration items, by resource and time.
    ITEMS = "items";
    /// Results of compliance rules, by rule and resource.
    RESULTS = "results";
    /// Positions of schedules, by name.
    SCHEDULES = "schedules";
    /// What rules found, by time.
    FINDINGS = "findings";
    /// CloudTrail events that can be looked up, by time.
    TRAIL = "trail";
    /// What archives hold, by archive and time.
    ARCHIVED = "archived";
    /// Replays and how far they are.
    REPLAYS = "replays";
    /// Who changed what, by time.
    AUDIT = "audit";
    /// Objects of watched folders that were taken.
    TAKEN = "taken";
    /// Counters that the page and `top` show, by minute.
    COUNTS = "counts";
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub space: Space,
    /// The key.
    pub key: Vec<u8>,
    /// The value; `None` takes the key away.
    pub value: Option<Vec<u8>>,
}

impl Write {
    /// Sets a key.
    #[must_use]
    pub fn put(space: Space, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self { space, key: key.into(), value: Some(value.into()) }
    }

    /// Takes a key away.
    #[must_use]
    pub fn remove(space: Space, key: impl Into<Vec<u8>>) -> Self {
        Self { space, key: key.into(), value: None }
    }
}

/// When a batch has to be where a loss of power does not reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Before `write` returns, with everything written before it.
    Now,
    /// Some time after; it survives the end of the process at once.
    Later,
}

/// What a store cannot do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, or a quota is.
    #[error("the disk is full: {0}")]
    Full(String),
    /// A write or the sync of one failed: nothing more is taken, since nobody knows what is there.
    #[error("the store has failed and takes nothing more: {0}")]
    Failed(String),
    /// What is there is not what was written.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// Another process has it open.
    #[error("the data directory is in use: {0}")]
    InUse(String),
    /// A newer version wrote it.
    #[error("the data directory has format {found}, this version reads up to {known}")]
    Newer {
        /// The format of the store.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// It cannot be opened.
    #[error("cannot open the data directory: {0}")]
    Open(String),
    /// This write is none that a store takes; others are taken.
    #[error("the store does not take this: {0}")]
    Refused(String),
}

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Pairs, in order of their keys.
pub type Pairs = Vec<Pair>;

/// An ordered key-value store. Keys have 1 to 65535 bytes and compare as bytes; spaces do not see each
/// other.
pub trait Kv: Send + Sync + fmt::Debug {
    /// The value of a key.
    ///
    /// # Errors
    /// The store cannot be read.
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// At most `most` pairs in order, from a key on, itself included, and before `to` (`None`: to the
    /// end).
    ///
    /// # Errors
    /// The store cannot be read.
    fn scan(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<Pairs, StoreError>;

    /// The last pair whose key is at or before this one; `None` for the last of all.
    ///
    /// # Errors
    /// The store cannot be read.
    fn last(&self, space: Space, upto: Option<&[u8]>) -> Result<Option<Pair>, StoreError>;

    /// Writes a batch, whole or not at all.
    ///
    /// # Errors
    /// The batch is not there. After [`StoreError::Failed`] no later one is taken.
    fn write(&self, batch: Vec<Write>, durability: Durability) -> Result<(), StoreError>;

    /// Takes away all pairs of a space whose keys are before this one, for good: synced, at once, and
    /// without a change for each pair. Nothing may be written there later. It may wait for work in
    /// the background and belongs in a thread of its own.
    ///
    /// # Errors
    /// They are there or gone.
    fn drop_before(&self, space: Space, key: &[u8]) -> Result<(), StoreError>;

    /// Copies everything as it is now into a directory that is empty or not there, as a store of its
    /// own; writes go on meanwhile and are not in it.
    ///
    /// # Errors
    /// It cannot be read or written, or this kind of store cannot be copied; what is there then is no
    /// store.
    fn copy_to(&self, _: &Path) -> Result<Vec<Count>, StoreError> {
        Err(StoreError::Refused("it cannot be copied".into()))
    }

    /// The bytes on disk.
    fn bytes(&self) -> u64;
}

/// What a shared store does is done by the store.
impl<K: Kv + ?Sized> Kv for std::sync::Arc<K> {
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).get(space, key)
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<Pairs, StoreError> {
        (**self).scan(space, from, to, most)
    }

    fn last(&self, space: Space, upto: Option<&[u8]>) -> Result<Option<Pair>, StoreError> {
        (**self).last(space, upto)
    }

    fn write(&self, batch: Vec<Write>, durability: Durability) -> Result<(), StoreError> {
        (**self).write(batch, durability)
    }

    fn drop_before(&self, space: Space, key: &[u8]) -> Result<(), StoreError> {
        (**self).drop_before(space, key)
    }

    fn copy_to(&self, dir: &Path) -> Result<Vec<Count>, StoreError> {
        (**self).copy_to(dir)
    }

    fn bytes(&self) -> u64 {
        (**self).bytes()
    }
}

/// The key after all keys that begin with a prefix; `None` if there is none.
#[must_use]
pub fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}
