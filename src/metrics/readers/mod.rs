//! Bytes to data: PutMetricData's JSON, NDJSON datapoints, CSV, and the embedded metric format.
//!
//! Every reader looks at the whole text: what is wrong is told with its place and left out, the rest
//! is taken. In the service a whole call fails on one bad datum; who acts for it looks whether there
//! are faults. Who has records one by one reads them with [`one`] and [`Table::row`].

mod csv;
mod emf;
mod field;
mod form;
mod json;
mod table;

pub use csv::csv;
pub use emf::{emf, emf_line};
pub use form::{Form, recognise};
pub use json::{ndjson, one, put};
pub use table::Table;

use super::datum::Datum;
use super::refusal::Refusal;

/// What a text gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taken {
    /// Good data, in the order of the text.
    pub data: Vec<Datum>,
    /// What was not taken.
    pub faults: Vec<ReadFault>,
}

/// Something that was not taken, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", said(self))]
pub struct ReadFault {
    /// The line, from 1.
    pub line: usize,
    /// The first byte that is to blame, from the start of the text; for CSV, 0.
    pub at: usize,
    /// Why.
    pub why: Why,
}

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The service would refuse it.
    Refused(Refusal),
    /// It cannot be read, in words.
    Unreadable(String),
}

fn said(fault: &ReadFault) -> &str {
    match &fault.why {
        Why::Refused(refusal) => &refusal.message,
        Why::Unreadable(words) => words,
    }
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Taken {
    fn fault(&mut self, line: usize, at: usize, why: impl Into<Why>) {
        self.faults.push(ReadFault { line, at, why: why.into() });
    }

    fn unreadable(&mut self, line: usize, at: usize, words: impl Into<String>) {
        self.fault(line, at, Why::Unreadable(words.into()));
    }
}
