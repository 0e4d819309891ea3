//! Texts with placeholders, filled from an item.
//!
//! `{$.path}` is a value of the body, `{@name}` one of the invocation: `id`, `rule`, `target`,
//! `invocation`, `attempt`, or `attribute.NAME` of the item. Any other brace is a brace. After the
//! name may stand `|json` (JSON text), `|text` (a string's own characters), `|url` (percent-encoded)
//! and `|or:WORDS` (what stands there when there is no value).
//!
//! Where a template is JSON, a placeholder outside quotes is JSON text (`null` without a value) and
//! one inside quotes is escaped, so that no event can break the document.

use crate::json::{escape_into, html_escape_into, plain, url_encode_into};
use crate::path::Path;
use crate::{Context, Item};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// How values stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
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

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Value { source: Source, form: Form, or: Option<String> },
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
                let (inner, after) = placeholder(rest)?;
                let form = if base == Form::Json && quoted { Form::Escaped } else { base };
                if !words.is_empty() {
                    parts.push(Part::Words(std::mem::take(&mut words)));
                }
                parts.push(value(inner, form)?);
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
                Part::Value { source, form, or } => {
                    let found = source.find(filling);
                    let or = || or.as_ref().map(|words| Value::String(words.clone()));
                    write(&mut out, found.or_else(or).as_ref(), *form);
                }
            }
        }
        out
    }
}

/// The inside of the placeholder that a text begins with, and what follows it.
fn placeholder(text: &str) -> Result<(&str, &str), String> {
    let (mut quoted, inner) = (false, &text[1..]);
    for (at, c) in inner.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Ok((&inner[..at], &inner[at + 1..])),
            _ => {}
        }
    }
    let beginning: String = text.chars().take(20).collect();
    Err(format!("the placeholder `{beginning}` has no end"))
}

fn value(inner: &str, form: Form) -> Result<Part, String> {
    let mut pieces = inner.split('|');
    let name = pieces.next().unwrap_or_default();
    let source = match name.strip_prefix('@') {
        None => Source::Body(Path::parse(name)?),
        Some("id") => Source::Known(Known::Id),
        Some("rule") => Source::Known(Known::Rule),
        Some("target") => Source::Known(Known::Target),
        Some("invocation") => Source::Known(Known::Invocation),
        Some("attempt") => Source::Known(Known::Attempt),
        Some(other) => match other.strip_prefix("attribute.") {
            Some(name) => Source::Attribute(name.to_string()),
            None => return Err(format!("no placeholder has the name `@{other}`")),
        },
    };
    let (mut form, mut or) = (form, None);
    for piece in pieces {
        match piece {
            // Where a value could break what it stands in, it stays escaped.
            "json" | "text" if matches!(form, Form::Escaped | Form::Html | Form::Url) => {}
            "json" => form = Form::Json,
            "text" => form = Form::Text,
            "url" => form = Form::Url,
            other => match other.strip_prefix("or:") {
                Some(words) => or = Some(words.to_string()),
                None => return Err(format!("a placeholder cannot be `|{other}`")),
            },
        }
    }
    Ok(Part::Value { source, form, or })
}

impl Source {
    fn find(&self, filling: Filling<'_>) -> Option<Value> {
        let text = |text: &str| Some(Value::String(text.to_string()));
        match self {
            Self::Body(path) => path.get(filling.body).cloned(),
            Self::Known(Known::Id) => text(&filling.item.id),
            Self::Known(Known::Rule) => text(&filling.cx.rule),
            Self::Known(Known::Target) => text(&filling.cx.target),
            Self::Known(Known::Invocation) => text(&filling.cx.invocation_id),
            Self::Known(Known::Attempt) => Some(filling.cx.attempt.into()),
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

            /// Is it one placeholder and nothing else?
            #[must_use]
            pub fn is_lone(&self) -> bool {
                matches!(self.0.parts[..], [Part::Value { .. }])
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

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"a":"x \"y\"\n","n":1.10,"o":{"p":[true]},"it's":1}"#;

    fn filled<T>(parsed: Result<T, String>, fill: fn(&T, Filling<'_>) -> String) -> String {
        let mut item = Item::new("i-1", BODY);
        item.attributes.push(("ERROR_CODE".into(), "TIMEOUT".into()));
        let (body, cx) = (item.value(), crate::fake::context());
        fill(&parsed.unwrap(), Filling { item: &item, body: &body, cx: &cx })
    }

    fn text(template: &str) -> String {
        filled(Text::parse(template), Text::fill)
    }

    fn json(template: &str) -> String {
        filled(Json::parse(template), Json::fill)
    }

    #[test]
    fn texts_are_filled() {
        assert_eq!(text("{$.n} {$.o} {$.none}."), "1.10 {\"p\":[true]} .");
        assert_eq!(text("{@id} {@rule} {@target} {@invocation} {@attempt}"), "i-1 r t inv-1 1");
        assert_eq!(text("{@attribute.ERROR_CODE} {@attribute.X|or:-}"), "TIMEOUT -");
        assert_eq!(text("{} {a} {{$.n}} {$.a|json}"), "{} {a} {1.10} \"x \\\"y\\\"\\n\"");
        assert_eq!(text("{$['it}s']|or:no}"), "no");
    }

    #[test]
    fn json_cannot_be_broken() {
        let made = json(r#"{"all":{$},"a":{$.a},"q":"<{$.a}>","o":"{$.o}","m":{$.m},"w":"{$.m|or:w}"}"#);
        let value: Value = serde_json::from_str(&made).unwrap();
        assert_eq!(value["q"], "<x \"y\"\n>");
        assert_eq!(value["o"], "{\"p\":[true]}");
        assert_eq!((value["m"].is_null(), value["w"].as_str()), (true, Some("w")));
        assert_eq!(value["all"]["n"].to_string(), "1.10");
        assert_eq!(json(r#""\" {$.a|text}""#), r#""\" x \"y\"\n""#);
    }

    #[test]
    fn addresses_are_encoded() {
        let url = filled(Url::parse("https://h/{$.a}?{$.n}"), Url::fill);
        assert_eq!(url, "https://h/x%20%22y%22%0A?1.10");
    }

    #[test]
    fn html_cannot_be_broken() {
        let html = filled(Html::parse("<b>{$.a}</b>{$.o|text}"), Html::fill);
        assert_eq!(html, "<b>x &quot;y&quot;\n</b>{&quot;p&quot;:[true]}");
    }

    #[test]
    fn faults_are_said() {
        assert!(Text::parse("{$.a").unwrap_err().contains("has no end"));
        assert!(Text::parse("{@nobody}").unwrap_err().contains("@nobody"));
        assert!(Text::parse("{$.a|up}").unwrap_err().contains("|up"));
        assert!(Text::parse("{$a}").unwrap_err().contains("not a path"));
    }
}
