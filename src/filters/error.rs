//! What is wrong with a pattern, and where.

use std::ops::Range;

/// A fault of a filter pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// The bytes of the pattern's text that are at fault; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong there.
    pub message: String,
    /// What to write instead, where that can be told.
    pub help: Option<String>,
}

impl PatternError {
    /// The code with which the service refuses such a pattern.
    pub const CODE: &'static str = "InvalidParameterException";

    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
