//! Input templates: literal text, and `<name>` for values. Read once, filled for every event.

use super::input::{Escape, Transformer};
use super::path::Path;
use super::put::{MOST_NAMES, PutError, check_name};
use crate::base::ids::SourceId;
use crate::read::json;
use std::ops::Range;

/// The names that stand for something in every template.
pub const RESERVED: [(&str, Value); 5] = [
    ("aws.events.rule-arn", Value::RuleArn),
    ("aws.events.rule-name", Value::RuleName),
    ("aws.events.event.ingestion-time", Value::IngestionTime),
    ("aws.events.event.json", Value::Event),
    ("aws.events.event", Value::EventWithoutDetail),
];

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The part at a path, an index into [`Template::paths`].
    Part(usize),
    /// The rule's ARN.
    RuleArn,
    /// The rule's name.
    RuleName,
    /// When the event came in.
    IngestionTime,
    /// The event.
    Event,
    /// The event without `detail`, and with `detailType` for `detail-type`.
    EventWithoutDetail,
}

/// What comes of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One JSON text, or nothing is delivered.
    Json,
    /// Text, delivered as it is: the template begins with a quote.
    Text,
}

/// A placeholder as it stands in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// The name between `<` and `>`.
    pub name: &'t str,
    /// Where it stands in the template, with `<` and `>`, in bytes.
    pub at: Range<usize>,
    /// Does it stand between quotes?
    pub quoted: bool,
}

/// A template, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: Box<str>,
    holes: Box<[Hole]>,
    paths: Box<[Path]>,
    mode: Mode,
    escape: Escape,
}

/// A placeholder, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hole {
    pub value: Value,
    pub quoted: bool,
    pub at: Range<usize>,
}

/// The placeholders of a template: `<`, letters, digits, `.`, `_` and `-`, then `>`. Any other `<`
/// is text. Quotes open and close strings; a backslash within one takes the next character with it.
#[must_use]
pub fn scan(template: &str) -> Vec<Token<'_>> {
    let bytes = template.as_bytes();
    let mut found = Vec::new();
    let mut quoted = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => at += 1,
            b'<' => {
                let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
                let end = at + 1 + bytes[at + 1..].iter().take_while(part).count();
                if end > at + 1 && bytes.get(end) == Some(&b'>') {
                    found.push(Token { name: &template[at + 1..end], at: at..end + 1, quoted });
                    at = end;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What AWS refuses when the target is put.
    pub fn compile(transformer: &Transformer) -> Result<Self, PutError> {
        let Transformer { paths, template, escape } = transformer;
        if paths.len() > MOST_NAMES {
            return Err(PutError::TooManyNames);
        }
        paths.iter().try_for_each(|(name, _)| check_name(&name.value))?;
        let parsed: Result<Box<[Path]>, _> =
            paths.iter().map(|(_, path)| Path::parse(&path.value)).collect();
        let text = &template.value;
        let first = text.trim_start().bytes().next().ok_or(PutError::NoTemplate)?;
        let hole = |token: Token<'_>| {
            let part = paths.iter().position(|(name, _)| name.value == token.name);
            let reserved = || RESERVED.iter().find(|r| r.0 == token.name).map(|r| r.1);
            match part.map(Value::Part).or_else(reserved) {
                Some(value) => Ok(Hole { value, quoted: token.quoted, at: token.at }),
                None => Err(PutError::UnknownPlaceholder(token.name.to_owned())),
            }
        };
        Ok(Self {
            holes: scan(text).into_iter().map(hole).collect::<Result<_, _>>()?,
            text: text.as_str().into(),
            paths: parsed?,
            mode: if first == b'"' { Mode::Text } else { Mode::Json },
            escape: *escape,
        })
    }

    /// What comes of it.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What happens to values between quotes.
    #[must_use]
    pub fn escape(&self) -> Escape {
        self.escape
    }

    /// The paths of its parts, by [`Value::Part`].
    #[must_use]
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// What its placeholders stand for, with whether they stand between quotes, in their order.
    pub fn values(&self) -> impl Iterator<Item = (Value, bool)> + '_ {
        self.holes.iter().map(|hole| (hole.value, hole.quoted))
    }

    /// Can it become JSON? Looked at with strings, else with numbers in place of its values (keys
    /// are strings in any case), and with nothing, else with hex digits within its strings.
    #[must_use]
    pub fn can_be_json(&self) -> bool {
        let stand_ins = [("\"\"", ""), ("1", ""), ("\"\"", "0000"), ("1", "0000")];
        stand_ins.into_iter().any(|(value, inside)| {
            let mut text = String::with_capacity(self.text.len());
            for (literal, hole) in self.pieces() {
                text.push_str(literal);
                let Some(hole) = hole else { continue };
                let is_key = self.text[hole.at.end..].trim_start().starts_with(':');
                text.push_str(match (hole.quoted, is_key) {
                    (true, _) => inside,
                    (false, true) => "\"\"",
                    (false, false) => value,
                });
            }
            json::read(SourceId(0), text.as_bytes().into(), usize::MAX).is_ok()
        })
    }

    /// Literal texts, each with the placeholder behind it; the last has none.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (&str, Option<&Hole>)> + '_ {
        let ends = self.holes.iter().map(|hole| (hole.at.start, Some(hole)));
        let mut from = 0;
        ends.chain(std::iter::once((self.text.len(), None))).map(move |(end, hole)| {
            let literal = &self.text[from..end];
            from = hole.map_or(end, |hole| hole.at.end);
            (literal, hole)
        })
    }
}
