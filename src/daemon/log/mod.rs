//! The event log: what was accepted, in order, and how far it was worked off.
//!
//! [`EventLog`] is the port: entries are appended, read in order, and acknowledged; a checkpoint moves
//! the position of a partition together with the state that belongs to it, so that after a crash both
//! are of one moment. `local` keeps it in a [`Kv`](crate::store::Kv) with group commit;
//! docs/scale-out.md says how a distributed log takes its place.

mod calls;
mod commit;
mod entry;
mod local;
mod tail;
#[cfg(test)]
mod tests;

pub use calls::{CallKey, forget as forget_calls};
pub use entry::{Entry, Kind, Seen, decode};
pub use local::{Local, Options, position};

use crate::store::{StoreError, Write};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// The number of an entry in its partition. The first is 1.
pub type Seq = u64;

/// A part of the log with an order and a position of its own. The local log has one, 0.
pub type Partition = u32;

/// What became of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The number of its first entry; 0 if the call was accepted before.
    pub first: Seq,
    /// Was the call accepted before? Then nothing was appended.
    pub repeated: bool,
}

/// Why nothing was appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too much waits to be written or worked off.
    #[error("too much is waiting: {0}")]
    Busy(&'static str),
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log is closed: the process is ending.
    #[error("the log is closed")]
    Closed,
}

/// Says what became of an append or a change, once it is known. Dropping it changes nothing.
pub type Receipt = oneshot::Receiver<Result<Accepted, Refused>>;

/// State and entries that change together.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Everything before this number is worked off.
    pub position: Option<Seq>,
    /// Changes of keyed state.
    pub writes: Vec<Write>,
    /// Entries that came of it.
    pub entries: Vec<Entry>,
}

impl Change {
    /// Is there nothing to change?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.position.is_none() && self.writes.is_empty() && self.entries.is_empty()
    }

    /// This and what changed after it, as one.
    #[must_use]
    pub fn then(mut self, later: Self) -> Self {
        self.position = self.position.max(later.position);
        self.writes.extend(later.writes);
        self.entries.extend(later.entries);
        self
    }
}

/// Entries of one block, where they lie.
#[derive(Clone)]
pub struct Block {
    /// The number of its first entry.
    pub first: Seq,
    /// Its entries, for [`decode`].
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({}, {} bytes)", self.first, self.bytes.len())
    }
}

/// The port. Whatever stands behind it, entries that were accepted are there after any crash, have
/// one order in their partition, and are read until a checkpoint is past them.
pub trait EventLog: Send + Sync + fmt::Debug {
    /// Appends entries, in order and together; the receipt comes when they are safe. A call with the
    /// key of an earlier one appends nothing.
    fn append(&self, partition: Partition, entries: &[Entry], key: Option<CallKey>) -> Receipt;

    /// Blocks of entries from a number on, in order, about so many bytes; the first may begin
    /// before it. Empty when there are none yet.
    ///
    /// # Errors
    /// The store cannot be read.
    fn read(&self, partition: Partition, from: Seq, bytes: usize)
    -> Result<Vec<Block>, StoreError>;

    /// Waits until an entry of this number is there, or for so long at most; is it?
    fn wait(&self, partition: Partition, from: Seq, most: Duration) -> bool;

    /// Changes state, appends entries and moves the position, all or nothing, in the order of calls.
    /// The receipt comes when it is written; a loss of power may still take it back, together with
    /// everything after it.
    fn checkpoint(&self, partition: Partition, change: Change) -> Receipt;

    /// The same of what needs no position: deliveries that ended.
    fn ack(&self, partition: Partition, writes: Vec<Write>) -> Receipt {
        self.checkpoint(partition, Change { writes, ..Change::default() })
    }

    /// The first number that is not worked off.
    fn position(&self, partition: Partition) -> Seq;

    /// The number that the next entry gets.
    fn next(&self, partition: Partition) -> Seq;

    /// Forgets entries before a number; those that are not worked off stay.
    ///
    /// # Errors
    /// The store cannot be written.
    fn trim(&self, partition: Partition, before: Seq) -> Result<(), StoreError>;

    /// Takes nothing more, and waits until what was taken is written.
    fn close(&self);
}
