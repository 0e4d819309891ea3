//! Events for a bus, as PutEvents has them.

use super::imports;
use crate::Error;

/// One event to put.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The bus; the default one when there is none.
    pub bus: Option<String>,
    /// Who sends it.
    pub source: String,
    /// What it is.
    pub detail_type: String,
    /// A JSON object as text.
    pub detail: String,
    /// What it is about.
    pub resources: Vec<String>,
    /// When it happened, as RFC 3339; now when there is none.
    pub time: Option<String>,
}

/// Why an entry was not accepted, in the words of PutEvents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryError {
    /// Such as `MalformedDetail`.
    pub code: String,
    /// In words.
    pub message: String,
}

impl From<EntryError> for Error {
    /// What throttles or fails inside may pass; an entry that is wrong stays wrong.
    fn from(error: EntryError) -> Self {
        let message = format!("{}: {}", error.code, error.message);
        match error.code.as_str() {
            "ThrottlingException" => Self::Throttled { message, retry_after_ms: None },
            "InternalFailure" | "InternalException" => Self::Retryable(message),
            _ => Self::Permanent(message),
        }
    }
}

/// Puts one event and answers its id.
pub fn put(entry: Entry) -> Result<String, Error> {
    let mut answers = imports::put(vec![entry]);
    match answers.pop() {
        Some(answer) => answer.map_err(Error::from),
        None => Err(Error::retryable("the bus gave no answer")),
    }
}
