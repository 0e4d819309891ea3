//! What is wrong with an expression, where, and what was perhaps meant.

use std::ops::Range;

/// Why a text is no schedule expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// The wrong part, as bytes of the expression.
    pub at: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead, if that can be told.
    pub help: Option<String>,
}

impl ExpressionError {
    /// The same with advice.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
