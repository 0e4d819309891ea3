//! Where a splitter stands, and what it has found.

use super::{Record, keys};
use crate::model::Fault;

/// What the splitter has found in a buffer.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) records: Vec<Record>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) notes: Vec<String>,
    /// Text of records that were inside strings.
    pub(crate) extra: Vec<u8>,
    /// Indices into `records` of those whose extent is in `extra`.
    pub(crate) extracted: Vec<usize>,
}

impl Found {
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.faults.is_empty() && self.notes.is_empty()
    }
}

/// What is being looked for or passed over.
#[derive(Debug)]
pub(crate) enum State {
    /// The first bytes, perhaps a byte order mark.
    Start,
    /// What the text is that begins at `from`.
    Sniff { from: usize },
    /// The end of the line that begins at `start`, in a text that is no JSON.
    Text { start: usize },
    /// A value; in a list, behind its opening bracket (`first`) or a comma.
    Value { first: bool },
    /// A `,` or the end of the list.
    After,
    /// The end of the record that begins at `start`; its first `probed` bytes hold no list.
    Record { start: usize, probed: usize },
    /// The end of the string that begins at `start` and holds a record.
    Row { start: usize },
    /// The end of a value that is not kept.
    Skip,
    /// The end of a number or word that is not kept.
    Scalar,
    /// The end of the document behind its list.
    Trailer,
    /// The end of the line.
    Line,
    /// A record at or behind `from`, a place of the input, after something broken. The fault is
    /// told once it is known whether there is one.
    Resync { from: u64, fault: Option<Fault> },
}

/// A list that the splitter is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A list of its own.
    List,
    /// The list of a document.
    Document(keys::Holds),
}
