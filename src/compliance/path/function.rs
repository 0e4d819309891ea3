//! The functions of RFC 9535: `length`, `count`, `value`, `match`, `search`.

use super::compare::{Operand, Worth};
use super::filter::Query;
use super::walk::{Fault, Walk};
use crate::operators::Value;
use crate::read::tree::{Item, Kind};
use regex::{Regex, RegexBuilder};

/// A function that gives a value.
#[derive(Debug, Clone)]
pub(super) enum Function {
    /// The length of a string in characters, of a list or map in elements.
    Length(Operand),
    /// How many nodes a path leads to.
    Count(Query),
    /// The value of the only node that a path leads to.
    Value(Query),
}

impl Function {
    /// What it gives for a child.
    pub fn value<'p, 't>(
        &'p self,
        child: Item<'t>,
        walk: &Walk<'_, 't>,
    ) -> Result<Worth<'p, 't>, Fault> {
        match self {
            Self::Length(of) => {
                let of = of.value(child, walk)?;
                if let Worth::Item(item) = &of
                    && matches!(item.kind(), Kind::List | Kind::Map)
                {
                    return Ok(Worth::Count(item.len()));
                }
                let length = of.with(|v| match v {
                    Value::Text(text) => Some(characters(text)),
                    Value::Null | Value::Bool(_) | Value::Number(_) => None,
                });
                Ok(length.flatten().map_or(Worth::Nothing, Worth::Count))
            }
            Self::Count(query) => {
                let mut count = 0;
                query.each(child, walk, &mut |_| {
                    count += 1;
                    Ok(())
                })?;
                Ok(Worth::Count(count))
            }
            Self::Value(query) => {
                let (mut only, mut count) = (None, 0);
                query.each(child, walk, &mut |item| {
                    only = Some(item);
                    count += 1;
                    Ok(())
                })?;
                let only = only.filter(|_| count == 1);
                Ok(only.map_or(Worth::Nothing, Worth::Item))
            }
        }
    }
}

/// The number of characters of a string.
pub(super) fn characters(text: &[u8]) -> usize {
    text.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

/// The pattern of `match` and `search`.
#[derive(Debug, Clone)]
pub(super) enum Regexp {
    /// Written in the path, compiled with it; `None` for one that is no regular expression, which
    /// nothing matches.
    Fixed(Option<Regex>),
    /// Found in the document; the flag says whether the whole text must match.
    Found(Operand, bool),
}

/// Largest compiled form of a pattern, in bytes.
const SIZE: usize = 1 << 20;

impl Regexp {
    /// Compiles a written pattern.
    pub fn fixed(pattern: &str, whole: bool) -> Self {
        Self::Fixed(compile(pattern, whole))
    }

    /// Does a text match?
    pub fn holds<'t>(
        &self,
        text: &Worth<'_, 't>,
        child: Item<'t>,
        walk: &Walk<'_, 't>,
    ) -> Result<bool, Fault> {
        let found;
        let regex = match self {
            Self::Fixed(regex) => regex.as_ref(),
            Self::Found(operand, whole) => {
                let pattern = operand.value(child, walk)?;
                found = with_text(&pattern, |p| compile(p, *whole)).flatten();
                found.as_ref()
            }
        };
        let Some(regex) = regex else { return Ok(false) };
        Ok(with_text(text, |t| regex.is_match(t)).unwrap_or(false))
    }
}

fn with_text<R>(worth: &Worth<'_, '_>, f: impl FnOnce(&str) -> R) -> Option<R> {
    worth.with(|v| match v {
        Value::Text(text) => std::str::from_utf8(text).ok().map(f),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    })?
}

/// An I-Regexp (RFC 9485): a `.` outside of brackets is anything but the ends of lines.
fn compile(pattern: &str, whole: bool) -> Option<Regex> {
    let mut text = String::with_capacity(pattern.len() + 8);
    let (mut escaped, mut class) = (false, false);
    for c in pattern.chars() {
        if c == '.' && !escaped && !class {
            text.push_str(r"[^\n\r]");
            continue;
        }
        match c {
            '[' if !escaped => class = true,
            ']' if !escaped => class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        text.push(c);
    }
    if whole {
        text = format!("^(?:{text})$");
    }
    RegexBuilder::new(&text).size_limit(SIZE).build().ok()
}
