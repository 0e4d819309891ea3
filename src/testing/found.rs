//! What was found wrong with a case.

use crate::base::span::Span;

/// What differs from what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// In words.
    pub words: String,
    /// What would set it right, if the case is to be believed less than what was found.
    pub fix: Option<Correction>,
}

impl From<String> for Difference {
    fn from(words: String) -> Self {
        Self { words, fix: None }
    }
}

/// What should stand in the place of something expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction {
    /// Where it stands.
    pub span: Span,
    /// What should stand there.
    pub new: New,
}

/// What should stand in a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum New {
    /// A number.
    Count {
        /// The number that was read there.
        was: u64,
        /// The one that should be there.
        count: u64,
    },
    /// A value, as JSON text on one line.
    Value(String),
}
