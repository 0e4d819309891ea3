//! A filter pattern by itself: read, printed, matched.

use super::PATTERN_CHARS;
use super::columns::Columns;
use super::cursor::Cursor;
use super::error::PatternError;
use super::json::Expr;
use super::plain;
use super::terms::Terms;
use super::tokens::{Extracted, Words};
use std::fmt;

/// What a pattern is, by its first character.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// Nothing, `""` or `" "`: every message.
    Everything,
    /// Terms in a line.
    Terms(Terms),
    /// `{`: an expression over JSON records.
    Json(Expr),
    /// `[`: lines of columns.
    Columns(Columns),
}

/// A filter pattern.
#[derive(Debug, Clone)]
pub struct FilterPattern {
    pattern: Pattern,
    notes: Vec<PatternError>,
    expressions: usize,
}

impl FilterPattern {
    /// Reads a pattern of at most [`PATTERN_CHARS`] characters.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let chars = text.chars().count();
        if chars > PATTERN_CHARS {
            let words = format!("a pattern of {chars} characters, the most are {PATTERN_CHARS}");
            return Err(PatternError::new(0..text.len(), words));
        }
        let mut cursor = Cursor::new(text);
        cursor.blanks();
        let pattern = match cursor.peek() {
            _ if matches!(text.trim(), "" | "\"\"" | "\" \"") => Pattern::Everything,
            Some('{') => Pattern::Json(Expr::read(&mut cursor)?),
            Some('[') => Pattern::Columns(Columns::read(&mut cursor)?),
            _ => Pattern::Terms(Terms::read(&mut cursor)?),
        };
        Ok(Self { pattern, expressions: cursor.expressions(), notes: cursor.notes })
    }

    /// What it is.
    #[must_use]
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// What works but hardly does what is meant (`= true`, `?a b`), with its place.
    #[must_use]
    pub fn notes(&self) -> &[PatternError] {
        &self.notes
    }

    /// How many regular expressions it has; a log group takes few patterns that have any.
    #[must_use]
    pub fn expressions(&self) -> usize {
        self.expressions
    }

    /// Does a message match? The plain way, one pattern and one message at a time.
    #[must_use]
    pub fn matches(&self, message: &[u8]) -> bool {
        match &self.pattern {
            Pattern::Everything => true,
            Pattern::Terms(terms) => terms.holds(|find| find.is_in(message)),
            Pattern::Json(expr) => {
                plain::record(message).is_some_and(|tree| plain::holds(expr, tree.root()))
            }
            Pattern::Columns(columns) => {
                let mut words = Words::default();
                words.cut(message);
                columns.fits(&words, message)
            }
        }
    }

    /// The values that a test of the pattern shows for a message: those of columns, by name or
    /// place. `None` if the message does not match.
    #[must_use]
    pub fn extract<'l>(&self, message: &'l [u8]) -> Option<Extracted<'l>> {
        if let Pattern::Columns(columns) = &self.pattern {
            let mut words = Words::default();
            words.cut(message);
            return columns.fits(&words, message).then(|| columns.extracted(&words, message));
        }
        self.matches(message).then(Vec::new)
    }
}

impl fmt::Display for FilterPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pattern {
            Pattern::Everything => Ok(()),
            Pattern::Terms(terms) => terms.fmt(f),
            Pattern::Json(expr) => write!(f, "{{ {expr} }}"),
            Pattern::Columns(columns) => columns.fmt(f),
        }
    }
}
