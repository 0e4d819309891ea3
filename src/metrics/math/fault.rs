//! What is wrong with an expression, where, and what would have been right.

use std::ops::Range;

/// A mistake in an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MathFault {
    /// The entry, counted from 0 (0 when an expression was read by itself).
    pub entry: usize,
    /// The bytes of the expression that are to blame.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl MathFault {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { entry: 0, span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn meant(mut self, meant: Option<&str>) -> Self {
        if let Some(meant) = meant {
            self.help = Some(format!("did you mean `{meant}`?"));
        }
        self
    }
}
