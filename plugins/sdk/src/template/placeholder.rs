//! One placeholder: what it names, and how its value is written.

use super::Filling;
use crate::json::{escape_into, html_escape_into, plain, url_encode_into};
use crate::path::Path;
use serde_json::Value;
use std::borrow::Cow;

/// How values stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A string's own characters; nothing without a value.
    Text,
    /// The same, escaped for the inside of a JSON string.
    Escaped,
    /// JSON text; `null` without a value.
    Json,
    /// Percent-encoded.
    Url,
    /// With HTML's characters written out.
    Html,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Body(Path),
    Known(Known),
    Attribute(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Id,
    Rule,
    Target,
    Invocation,
    Attempt,
}

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    source: Source,
    form: Form,
    /// What stands there when there is no value.
    or: Option<String>,
}

impl Placeholder {
    /// Reads the placeholder that a text begins with; gives what follows it, too.
    pub fn parse(text: &str, base: Form) -> Result<(Self, &str), String> {
        let end = outside_names(text, '}').ok_or_else(|| {
            let beginning: String = text.chars().take(20).collect();
            format!("the placeholder `{beginning}` has no end")
        })?;
        let mut rest = &text[1..end];
        let mut pieces = Vec::new();
        while let Some(at) = outside_names(rest, '|') {
            pieces.push(&rest[..at]);
            rest = &rest[at + 1..];
        }
        pieces.push(rest);
        Ok((Self::read(&pieces, base)?, &text[end + 1..]))
    }

    fn read(pieces: &[&str], base: Form) -> Result<Self, String> {
        let (name, pieces) = pieces.split_first().unwrap_or((&"", &[]));
        let (source, mut form, mut or) = (Source::parse(name)?, base, None);
        for piece in pieces {
            match *piece {
                // What could break the text that it stands in is written as that text needs it.
                "json" | "text" if matches!(base, Form::Escaped | Form::Html | Form::Url) => {}
                "json" => form = Form::Json,
                "text" | "url" if base == Form::Json => {
                    return Err(format!("`|{piece}` in JSON stands inside quotes"));
                }
                "text" => form = Form::Text,
                "url" => form = Form::Url,
                other => match other.strip_prefix("or:") {
                    Some(words) => or = Some(words.to_string()),
                    None => return Err(format!("a placeholder cannot be `|{other}`")),
                },
            }
        }
        Ok(Self { source, form, or })
    }

    /// Does it stand inside the quotes of a JSON string?
    pub fn is_quoted(&self) -> bool {
        self.form == Form::Escaped
    }

    /// Adds the value.
    pub fn write(&self, out: &mut String, filling: Filling<'_>) {
        let or = || self.or.as_ref().map(|words| Cow::Owned(Value::String(words.clone())));
        write(out, self.source.find(filling).or_else(or).as_deref(), self.form);
    }
}

/// Where a character stands first, names such as `['a}b']` left out.
fn outside_names(text: &str, wanted: char) -> Option<usize> {
    let mut named = false;
    for (at, c) in text.char_indices() {
        if c == wanted && !named {
            return Some(at);
        }
        match named {
            false => named = text[at..].starts_with("['"),
            true => named = !text[at..].starts_with("']"),
        }
    }
    None
}

impl Source {
    fn parse(name: &str) -> Result<Self, String> {
        Ok(match name.strip_prefix('@') {
            None => Self::Body(Path::parse(name)?),
            Some("id") => Self::Known(Known::Id),
            Some("rule") => Self::Known(Known::Rule),
            Some("target") => Self::Known(Known::Target),
            Some("invocation") => Self::Known(Known::Invocation),
            Some("attempt") => Self::Known(Known::Attempt),
            Some(other) => match other.strip_prefix("attribute.") {
                Some(name) => Self::Attribute(name.to_string()),
                None => return Err(format!("no placeholder has the name `@{other}`")),
            },
        })
    }

    fn find<'a>(&self, filling: Filling<'a>) -> Option<Cow<'a, Value>> {
        let text = |text: &str| Some(Cow::Owned(Value::String(text.to_string())));
        match self {
            Self::Body(path) => path.get(filling.body).map(Cow::Borrowed),
            Self::Known(Known::Id) => text(&filling.item.id),
            Self::Known(Known::Rule) => text(&filling.cx.rule),
            Self::Known(Known::Target) => text(&filling.cx.target),
            Self::Known(Known::Invocation) => text(&filling.cx.invocation_id),
            Self::Known(Known::Attempt) => Some(Cow::Owned(filling.cx.attempt.into())),
            Self::Attribute(name) => filling.item.attribute(name).and_then(text),
        }
    }
}

fn write(out: &mut String, value: Option<&Value>, form: Form) {
    match (form, value) {
        (Form::Json, None) => out.push_str("null"),
        (_, None) => {}
        (Form::Json, Some(value)) => out.push_str(&value.to_string()),
        (Form::Text, Some(value)) => out.push_str(&plain(value)),
        (Form::Escaped, Some(value)) => escape_into(out, &plain(value)),
        (Form::Url, Some(value)) => url_encode_into(out, &plain(value)),
        (Form::Html, Some(value)) => html_escape_into(out, &plain(value)),
    }
}
