//! Texts with placeholders, filled from an item.
//!
//! `{$.path}` is a value of the body, `{@name}` one of the invocation: `id`, `rule`, `target`,
//! `invocation`, `attempt`, or `attribute.NAME` of the item. Any other brace is a brace. After the
//! name may stand `|json` (JSON text), `|text` (a string's own characters), `|url` (percent-encoded)
//! and `|or:WORDS` (what stands there when there is no value).
//!
//! Where a template is JSON, a placeholder outside quotes is JSON text (`null` without a value) and
//! one inside quotes is escaped, so that no event can break the document.

mod placeholder;

use crate::{Context, Item};
use placeholder::{Form, Placeholder};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Value(Placeholder),
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Template {
    parts: Vec<Part>,
}

/// A template whose values stand as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(Template);

/// A template that makes JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(Template);

/// A template that makes an address: values are percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url(Template);

/// A template that makes HTML: values are escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(Template);

/// What placeholders are filled from.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// The item.
    pub item: &'a Item,
    /// The item's body.
    pub body: &'a Value,
    /// The invocation.
    pub cx: &'a Context,
}

impl Template {
    fn parse(text: &str, base: Form) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut words = String::new();
        let (mut quoted, mut escaped) = (false, false);
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("{$") || rest.starts_with("{@") {
                let form = if base == Form::Json && quoted { Form::Escaped } else { base };
                let (value, after) = Placeholder::parse(rest, form)?;
                if !words.is_empty() {
                    parts.push(Part::Words(std::mem::take(&mut words)));
                }
                parts.push(Part::Value(value));
                rest = after;
                continue;
            }
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = quoted,
                '"' => quoted = !quoted,
                _ => {}
            }
            words.push(c);
            rest = &rest[c.len_utf8()..];
        }
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        Ok(Self { parts })
    }

    fn fill(&self, filling: Filling<'_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => out.push_str(words),
                Part::Value(placeholder) => placeholder.write(&mut out, filling),
            }
        }
        out
    }
}

macro_rules! kinds {
    ($($kind:ident $form:ident $what:literal),*) => {$(
        impl $kind {
            /// Reads a template.
            pub fn parse(text: &str) -> Result<Self, String> {
                Template::parse(text, Form::$form).map(Self)
            }

            /// Is it the same text for every item?
            #[must_use]
            pub fn is_fixed(&self) -> bool {
                self.0.parts.iter().all(|part| matches!(part, Part::Words(_)))
            }

            /// What every text that it makes begins with.
            #[must_use]
            pub fn beginning(&self) -> &str {
                match self.0.parts.first() {
                    Some(Part::Words(words)) => words,
                    _ => "",
                }
            }

            /// Is it one placeholder and nothing else?
            #[must_use]
            pub fn is_lone(&self) -> bool {
                matches!(self.0.parts[..], [Part::Value(_)])
            }

            #[doc = $what]
            #[must_use]
            pub fn fill(&self, filling: Filling<'_>) -> String {
                self.0.fill(filling)
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let text = String::deserialize(reader)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    )*};
}

kinds!(
    Text Text "The text for an item.",
    Json Json "The JSON text for an item.",
    Html Html "The HTML for an item.",
    Url Url "The address for an item."
);

impl Json {
    /// Reads a template of which one JSON value comes, whatever it is filled from.
    pub fn document(text: &str) -> Result<Self, String> {
        let made = Self::parse(text)?;
        // Inside quotes a value is escaped, outside it is a value: one is as good as another.
        let word = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Value(value) if value.is_quoted() => String::new(),
            Part::Value(_) => "null".into(),
        };
        let sample: String = made.0.parts.iter().map(word).collect();
        match serde_json::from_str::<de::IgnoredAny>(&sample) {
            Ok(_) => Ok(made),
            Err(error) => {
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                Err(format!("the template makes no JSON: {why}"))
            }
        }
    }
}

/// A [`Json`] that makes one JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document(pub Json);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Json::document(&text).map(Self).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
