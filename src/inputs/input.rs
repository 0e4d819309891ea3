//! What an entry of `targets` says of its input, as written.

use crate::base::span::Spanned;

/// What a target gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Input {
    /// The whole event.
    #[default]
    Event,
    /// This JSON text.
    Constant(String),
    /// The part of the event at this path.
    Path(Spanned<String>),
    /// A template, filled with parts of the event.
    Transformer(Box<Transformer>),
}

/// A template with names for the parts of the event that go into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transformer {
    /// Names of parts, and the paths that lead to them.
    pub paths: Vec<(Spanned<String>, Spanned<String>)>,
    /// The template.
    pub template: Spanned<String>,
    /// What happens to strings that go between quotes.
    pub escape: Escape,
}

/// What happens to values that go between the quotes of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Escape {
    /// They go in as they are, as AWS has it: a quote in a value ends the string.
    #[default]
    None,
    /// They are escaped as JSON strings are, so that the string stays one.
    Json,
}

impl Escape {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 2] = [("none", Self::None), ("json", Self::Json)];
}
