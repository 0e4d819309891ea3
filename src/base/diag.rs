//! Diagnostics: what is wrong, where, and what to do about it.

use super::codes::Code;
use super::span::Span;

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; never changes an exit code.
    Note,
    /// Suspicious; an error only with `--deny-warnings`.
    Warning,
    /// The bundle is not usable.
    Error,
}

impl Level {
    /// The word printed in front.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One diagnostic.
///
/// Style of messages: lower case, no full stop, what the user wrote in back-ticks, no Rust type
/// names; advice goes to `help`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diag {
    /// The stable code.
    pub code: Code,
    /// How bad.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where; `None` when no text is to blame (an unreadable file).
    pub span: Option<Span>,
    /// A few words beside the underline.
    pub label: String,
    /// Other places that matter, with a word each.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Vec<String>,
}

impl Diag {
    /// A diagnostic at a place, with the level its code has by default.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::unplaced(code, message) }
    }

    /// A diagnostic without a place.
    pub fn unplaced(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.info().level,
            message: message.into(),
            span: None,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Adds words beside the underline.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a line of advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }
}

/// A collection of diagnostics in the making.
#[derive(Debug, Default, Clone)]
pub struct Diags {
    all: Vec<Diag>,
}

impl Diags {
    /// Adds one.
    pub fn push(&mut self, diag: Diag) {
        self.all.push(diag);
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, other: Self) {
        self.all.extend(other.all);
    }

    /// Is there an error among them?
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|d| d.level == Level::Error)
    }

    /// How many of them are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.as_slice().iter().filter(|d| d.level == Level::Error).count()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Diag] {
        &self.all
    }

    /// Keeps those that `keep` says.
    pub fn retain(&mut self, keep: impl FnMut(&Diag) -> bool) {
        self.all.retain(keep);
    }

    /// Sorted by place, then code; the order of every output.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diag> {
        self.all.sort_by(|a, b| {
            (a.span.map(|s| (s.source, s.start)), a.code, &a.message).cmp(&(
                b.span.map(|s| (s.source, s.start)),
                b.code,
                &b.message,
            ))
        });
        self.all.dedup();
        self.all
    }
}
