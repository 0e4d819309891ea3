//! Values of trees as operators see them: scalars by value, whole values by deep equality, and the
//! bounded text that messages show.

use crate::base::number::Num;
use crate::base::text::quote;
use crate::operators::Value;
use crate::read::tree::{Item, Kind};
use std::fmt::Write;

/// Calls `f` with the value of a scalar; `None` for lists and maps.
pub fn scalar<R>(item: Item<'_>, f: impl FnOnce(&Value<'_>) -> R) -> Option<R> {
    let text = item.text();
    Some(f(&match item.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(text.eq_ignore_ascii_case(b"true")),
        Kind::Number | Kind::OddNumber => Value::Number(Num::parse(&text)),
        Kind::Text => Value::Text(&text),
        Kind::List | Kind::Map => return None,
    }))
}

/// Calls `f` with a number; `None` for anything else.
pub fn number<R>(item: Item<'_>, f: impl FnOnce(&Num<'_>) -> R) -> Option<R> {
    scalar(item, |v| match v {
        Value::Number(n) => Some(f(n)),
        Value::Null | Value::Bool(_) | Value::Text(_) => None,
    })?
}

/// Entries above which a map is compared by sorted keys.
const SMALL: usize = 16;

/// Are two values equal: numbers by value, lists in order, maps in any?
#[must_use]
pub fn same(a: Item<'_>, b: Item<'_>) -> bool {
    // Pairs that are still to be compared; depth costs no stack.
    let mut open = vec![(a, b)];
    while let Some((a, b)) = open.pop() {
        match (a.kind(), b.kind()) {
            (Kind::List, Kind::List) => {
                if a.len() != b.len() {
                    return false;
                }
                open.extend(a.items().zip(b.items()));
            }
            (Kind::Map, Kind::Map) => {
                let size = a.len();
                if size != b.len() {
                    return false;
                }
                if size <= SMALL {
                    for (key, value) in a.entries() {
                        let key = key.text();
                        let Some((_, other)) = b.entries().find(|(k, _)| k.reads(&key)) else {
                            return false;
                        };
                        open.push((value, other));
                    }
                } else {
                    let (a, b) = (sorted(a), sorted(b));
                    for ((key, value), (other_key, other)) in a.into_iter().zip(b) {
                        if key != other_key {
                            return false;
                        }
                        open.push((value, other));
                    }
                }
            }
            (Kind::List | Kind::Map, _) | (_, Kind::List | Kind::Map) => return false,
            _ => {
                if scalar(a, |a| scalar(b, |b| a == b)).flatten() != Some(true) {
                    return false;
                }
            }
        }
    }
    true
}

fn sorted(map: Item<'_>) -> Vec<(Vec<u8>, Item<'_>)> {
    let mut all: Vec<_> = map.entries().map(|(k, v)| (k.text().into_owned(), v)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// Deepest level that [`shown`] writes out.
const DEPTH: usize = 6;

/// A value as JSON in one line, cut at about `limit` characters.
#[must_use]
pub fn shown(item: Item<'_>, limit: usize) -> String {
    let mut out = String::new();
    // Of characters in bytes, so that enough is written.
    write_json(item, limit.saturating_mul(4), DEPTH, &mut out);
    cut(out, limit)
}

/// A value as messages have it: strings without quotes, the rest as JSON.
#[must_use]
pub fn plain(item: Item<'_>, limit: usize) -> String {
    if item.kind() == Kind::Text {
        return cut(item.str().into_owned(), limit);
    }
    shown(item, limit)
}

/// Cuts a text at a number of characters; `…` says so.
#[must_use]
pub fn cut(mut text: String, limit: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(limit) {
        text.truncate(at);
        text.push('…');
    }
    text
}

fn write_json(item: Item<'_>, limit: usize, depth: usize, out: &mut String) {
    if out.len() > limit {
        return;
    }
    match item.kind() {
        Kind::Text => {
            let text = item.text();
            // What is cut away later need not be quoted.
            let part = text.get(..limit).unwrap_or(&text);
            out.push_str(&quote(part));
        }
        Kind::List | Kind::Map if depth == 0 => out.push('…'),
        Kind::List => {
            out.push('[');
            for (i, element) in item.items().enumerate() {
                if out.len() > limit {
                    break;
                }
                out.push_str(if i > 0 { "," } else { "" });
                write_json(element, limit, depth - 1, out);
            }
            out.push(']');
        }
        Kind::Map => {
            out.push('{');
            for (i, (key, value)) in item.entries().enumerate() {
                if out.len() > limit {
                    break;
                }
                // Writing to a String cannot fail.
                let _ = write!(out, "{}{}:", if i > 0 { "," } else { "" }, quote(&key.text()));
                write_json(value, limit, depth - 1, out);
            }
            out.push('}');
        }
        Kind::Null => out.push_str("null"),
        Kind::Bool | Kind::Number | Kind::OddNumber => out.push_str(&item.str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;
    use crate::read::tree::Tree;

    fn read(text: &str) -> Tree {
        crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect(text)
    }

    #[test]
    fn equality_is_deep_and_by_value() {
        let same = |a: &str, b: &str| same(read(a).root(), read(b).root());
        assert!(same(r#"{"a":[1,"x"],"b":null}"#, r#"{"b":null,"a":[1.0,"\u0078"]}"#));
        assert!(!same("[1,2]", "[2,1]") && !same("22", "\"22\"") && !same("{}", "[]"));
        assert!(!same(r#"{"a":1}"#, r#"{"b":1}"#) && !same("[1]", "[1,1]"));
        let many: Vec<String> = (0..30).map(|i| format!("\"k{i}\":{i}")).collect();
        let back: Vec<String> = many.iter().rev().cloned().collect();
        let map = |all: &[String]| format!("{{{}}}", all.join(","));
        assert!(same(&map(&many), &map(&back)));
        assert!(!same(&map(&many), &map(&many).replace(":7,", ":8,")));
    }

    #[test]
    fn texts_are_bounded() {
        assert_eq!(shown(read(r#"{"a": [1, "x"]}"#).root(), 80), r#"{"a":[1,"x"]}"#);
        let long = format!("[{}]", vec!["\"é\""; 1000].join(","));
        let text = shown(read(&long).root(), 20);
        assert_eq!(text.chars().count(), 21);
        assert!(text.ends_with('…'), "{text}");
        assert_eq!(plain(read("\"a b\"").root(), 80), "a b");
    }
}
