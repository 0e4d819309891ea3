//! The types of parameters, and values of them.

use super::doc::{near, wrong};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::text::show;
use crate::base::units::parse_duration;
use crate::operators::{Block, Operand};
use crate::read::json;
use crate::read::tree::{Item, Kind};
use std::borrow::Cow;

/// The type of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// A string.
    String,
    /// A number without fraction.
    Int,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A duration such as `90d`.
    Duration,
    /// A CIDR block.
    Cidr,
}

impl Scalar {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("string", Self::String),
        ("int", Self::Int),
        ("number", Self::Number),
        ("bool", Self::Bool),
        ("duration", Self::Duration),
        ("cidr", Self::Cidr),
    ];

    fn takes(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Int => "a whole number",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Duration => "a duration such as `90d`",
            Self::Cidr => "a CIDR block such as `10.0.0.0/8`",
        }
    }

    fn plural(self) -> &'static str {
        match self {
            Self::String => "strings",
            Self::Int => "whole numbers",
            Self::Number => "numbers",
            Self::Bool => "true and false",
            Self::Duration => "durations",
            Self::Cidr => "CIDR blocks",
        }
    }

    fn accepts(self, kind: Kind, text: &[u8]) -> bool {
        match self {
            Self::String => kind == Kind::Text,
            Self::Int => kind == Kind::Number && !text.iter().any(|b| b".eE".contains(b)),
            Self::Number => kind == Kind::Number,
            Self::Bool => kind == Kind::Bool,
            Self::Duration => kind == Kind::Text && parse_duration(&show(text)).is_some(),
            Self::Cidr => kind == Kind::Text && Block::parse(&show(text)).is_ok(),
        }
    }

    /// The value that a word of the command line spells.
    fn coerce(self, word: &str, span: Span) -> Result<Operand<'static>, String> {
        let kind = match self {
            Self::String | Self::Duration | Self::Cidr => Kind::Text,
            Self::Int | Self::Number => {
                let number = json::number_end(word.as_bytes(), 0) == Ok(word.len());
                if number { Kind::Number } else { Kind::Null }
            }
            Self::Bool => {
                // AWS's own packs write `TRUE` and `True`, too.
                let bool = ["true", "false"].into_iter().find(|b| word.eq_ignore_ascii_case(b));
                if let Some(bool) = bool {
                    let text = Cow::Borrowed(bool.as_bytes());
                    return Ok(Operand { kind: Kind::Bool, text, span });
                }
                Kind::Null
            }
        };
        if !self.accepts(kind, word.as_bytes()) {
            return Err(format!("`{word}` is not {}", self.takes()));
        }
        Ok(Operand { kind, text: Cow::Owned(word.as_bytes().to_vec()), span })
    }
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParamType {
    /// The type of its value, or of each of its values.
    pub scalar: Scalar,
    /// Is it a list?
    pub list: bool,
}

impl ParamType {
    /// All types by name.
    pub fn all() -> impl Iterator<Item = (String, Self)> {
        let plain = Scalar::WORDS.map(|(w, scalar)| (w.to_owned(), Self { scalar, list: false }));
        let lists =
            Scalar::WORDS.map(|(w, scalar)| (format!("list<{w}>"), Self { scalar, list: true }));
        plain.into_iter().chain(lists)
    }

    /// Reads the word for a type.
    pub(super) fn read(diags: &mut Diags, item: Item<'_>) -> Option<Self> {
        if item.kind() != Kind::Text {
            wrong(diags, "type", item, "the name of a type");
            return None;
        }
        let word = item.str().replace(' ', "");
        let found = Self::all().find(|(name, _)| *name == word).map(|(_, t)| t);
        if found.is_none() {
            let names: Vec<String> = Self::all().map(|(name, _)| name).collect();
            let mut diag =
                Diag::new(Code::TL209, item.span(), format!("unknown type `{}`", item.str()))
                    .help(format!("types: {}", names.join(", ")));
            if let Some(near) = near(&word, names.iter().map(String::as_str)) {
                diag = diag.label(format!("did you mean `{near}`?"));
            }
            diags.push(diag);
        }
        found
    }

    pub(super) fn is_numeric(self) -> bool {
        matches!(self.scalar, Scalar::Int | Scalar::Number)
    }

    /// Reads a value of the type.
    pub(super) fn value(
        self,
        diags: &mut Diags,
        key: &str,
        item: Item<'_>,
    ) -> Option<Vec<Operand<'static>>> {
        if !self.list {
            return self.element(diags, key, item).map(|o| vec![o]);
        }
        if item.kind() != Kind::List {
            wrong(diags, key, item, &format!("a list of {}", self.scalar.plural()));
            return None;
        }
        Some(item.items().filter_map(|element| self.element(diags, key, element)).collect())
    }

    /// Reads one value of the type without its `list<>`.
    pub(super) fn element(
        self,
        diags: &mut Diags,
        key: &str,
        item: Item<'_>,
    ) -> Option<Operand<'static>> {
        if self.scalar.accepts(item.kind(), &item.text()) {
            Some(owned(item))
        } else {
            wrong(diags, key, item, self.scalar.takes());
            None
        }
    }

    /// Reads the text that the command line gives: lists as JSON, or separated by commas.
    pub(super) fn coerce(self, given: &str, span: Span) -> Result<Vec<Operand<'static>>, String> {
        if !self.list {
            return self.scalar.coerce(given, span).map(|o| vec![o]);
        }
        if given.trim_start().starts_with('[') {
            let no = || format!("`{given}` is not a list of {} in JSON", self.scalar.plural());
            let tree = json::read(span.source, given.as_bytes().into(), 2).map_err(|_| no())?;
            let items: Vec<_> = tree.root().items().collect();
            if !items.iter().all(|i| self.scalar.accepts(i.kind(), &i.text())) {
                return Err(no());
            }
            return Ok(items.into_iter().map(|i| Operand { span, ..owned(i) }).collect());
        }
        given.split(',').map(|word| self.scalar.coerce(word.trim(), span)).collect()
    }

    /// Some value of the type, in place of one that was reported already.
    pub(super) fn stand_in(self, span: Span) -> Operand<'static> {
        let (kind, text) = match self.scalar {
            Scalar::String => (Kind::Text, &b"0.0.0.0/0"[..]),
            Scalar::Int | Scalar::Number => (Kind::Number, &b"0"[..]),
            Scalar::Bool => (Kind::Bool, &b"true"[..]),
            Scalar::Duration => (Kind::Text, &b"1d"[..]),
            Scalar::Cidr => (Kind::Text, &b"0.0.0.0/0"[..]),
        };
        Operand { kind, text: Cow::Borrowed(text), span }
    }
}

/// A scalar as an operand of its own.
pub(super) fn owned(item: Item<'_>) -> Operand<'static> {
    Operand { kind: item.kind(), text: Cow::Owned(item.text().into_owned()), span: item.span() }
}
