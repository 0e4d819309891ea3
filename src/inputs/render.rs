//! Filling a template for an event, with AWS's rules of quoting.
//!
//! Values keep their spelling: `42.50` stays `42.50`. Blanks between the values of an object or
//! list go, as the event has none when AWS has read it.

use super::input::Escape;
use super::path::Found;
use super::template::{Hole, Mode, Template, Value};
use crate::base::text::{quote, unescape_into};
use crate::read::tree::{Item, Kind};

/// What is known besides the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts<'a> {
    /// The ARN of the rule that matched.
    pub rule_arn: &'a str,
    /// Its name.
    pub rule_name: &'a str,
    /// When the event came in, as AWS writes times: `2026-01-01T00:00:00Z`.
    pub ingestion_time: &'a str,
}

/// The envelope as `<aws.events.event>` has it: key in the event, key in the value.
const ENVELOPE: [(&str, &str); 8] = [
    ("id", "id"),
    ("account", "account"),
    ("detail-type", "detailType"),
    ("time", "time"),
    ("source", "source"),
    ("region", "region"),
    ("resources", "resources"),
    ("version", "version"),
];

/// A value to put in.
enum Part<'t> {
    Missing,
    /// A JSON string literal with its quotes.
    Literal(&'t [u8]),
    /// Text that needs quoting where JSON is wanted.
    Plain(&'t str),
    /// JSON text of a number, bool or null.
    Scalar(&'t [u8]),
    /// JSON text of an object or list.
    Nested(Vec<u8>),
}

/// Fills the template. `None` when the result would be longer than `most` bytes.
pub(super) fn render(
    template: &Template,
    event: Item<'_>,
    facts: &Facts<'_>,
    most: usize,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for (literal, hole) in template.pieces() {
        out.extend_from_slice(literal.as_bytes());
        if let Some(hole) = hole {
            let part = part(template, hole, event, facts);
            put(&part, hole.quoted, template, &mut out);
        }
        if out.len() > most {
            return None;
        }
    }
    Some(out)
}

/// The JSON text of what a path leads to; `None` where it leads nowhere.
pub(super) fn json_text(found: &Found<'_>) -> Option<Vec<u8>> {
    match found {
        Found::Nothing => None,
        Found::One(item) => {
            let mut out = Vec::new();
            compact(item.raw(), &mut out);
            Some(out)
        }
        Found::Many(items) => Some(list(items)),
    }
}

fn part<'t>(template: &Template, hole: &Hole, event: Item<'t>, facts: &Facts<'t>) -> Part<'t> {
    let nested = |raw: &[u8]| {
        let mut out = Vec::new();
        compact(raw, &mut out);
        Part::Nested(out)
    };
    match hole.value {
        Value::RuleArn => Part::Plain(facts.rule_arn),
        Value::RuleName => Part::Plain(facts.rule_name),
        Value::IngestionTime => Part::Plain(facts.ingestion_time),
        Value::Event => nested(event.raw()),
        Value::EventWithoutDetail => Part::Nested(without_detail(event)),
        Value::Part(index) => match template.paths().get(index).map(|path| path.find(event)) {
            None | Some(Found::Nothing) => Part::Missing,
            Some(Found::Many(items)) => Part::Nested(list(&items)),
            Some(Found::One(item)) => match item.kind() {
                Kind::Text => Part::Literal(item.raw()),
                Kind::List | Kind::Map => nested(item.raw()),
                _ => Part::Scalar(item.raw()),
            },
        },
    }
}

fn put(part: &Part<'_>, quoted: bool, template: &Template, out: &mut Vec<u8>) {
    let inside =
        |literal: &[u8]| literal.get(1..literal.len().saturating_sub(1)).map(<[u8]>::to_vec);
    match (part, quoted, template.escape()) {
        (Part::Missing, false, _) => out.extend_from_slice(b"\"\""),
        (Part::Missing, true, _) => {}
        (Part::Scalar(text), ..) => out.extend_from_slice(text),
        (Part::Literal(literal), false, _) => out.extend_from_slice(literal),
        (Part::Literal(literal), true, Escape::Json) => {
            out.extend(inside(literal).unwrap_or_default());
        }
        (Part::Literal(literal), true, Escape::None) => {
            unescape_into(&inside(literal).unwrap_or_default(), out);
        }
        (Part::Plain(text), false, _) => out.extend_from_slice(quote(text.as_bytes()).as_bytes()),
        (Part::Plain(text), true, Escape::Json) => {
            out.extend(inside(quote(text.as_bytes()).as_bytes()).unwrap_or_default());
        }
        (Part::Plain(text), true, Escape::None) => out.extend_from_slice(text.as_bytes()),
        (Part::Nested(text), false, _) => out.extend_from_slice(text),
        (Part::Nested(text), true, Escape::Json) => {
            out.extend(inside(quote(text).as_bytes()).unwrap_or_default());
        }
        (Part::Nested(text), true, Escape::None) => match template.mode() {
            Mode::Text => out.extend(text.iter().filter(|b| **b != b'"')),
            Mode::Json => out.extend_from_slice(text),
        },
    }
}

/// The event without `detail`: the keys in the order in which AWS was seen to write them, then
/// those that are not AWS's.
fn without_detail(event: Item<'_>) -> Vec<u8> {
    let known = ENVELOPE
        .iter()
        .filter_map(|(key, name)| Some((quote(name.as_bytes()).into_bytes(), event.get(key)?)));
    let others = event.entries().filter_map(|(key, value)| {
        let text = key.text();
        let told = *text == *b"detail" || ENVELOPE.iter().any(|(k, _)| *text == *k.as_bytes());
        (!told).then(|| (key.raw().to_vec(), value))
    });
    let mut out = b"{".to_vec();
    for (at, (key, value)) in known.chain(others).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend(key);
        out.push(b':');
        compact(value.raw(), &mut out);
    }
    out.push(b'}');
    out
}

fn list(items: &[Item<'_>]) -> Vec<u8> {
    let mut out = b"[".to_vec();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        compact(item.raw(), &mut out);
    }
    out.push(b']');
    out
}

/// Writes a JSON text without the blanks outside its strings.
fn compact(json: &[u8], out: &mut Vec<u8>) {
    out.reserve(json.len());
    let mut string = false;
    let mut escaped = false;
    for &byte in json {
        let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if string || !blank {
            out.push(byte);
        }
        if escaped {
            escaped = false;
        } else if byte == b'"' {
            string = !string;
        } else {
            escaped = string && byte == b'\\';
        }
    }
}
