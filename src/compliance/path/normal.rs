//! Normalized paths of nodes in short form: `$.a[0]['b c']`.

use crate::base::text::{quote, show};
use crate::read::tree::{Item, Kind};
use std::fmt::Write;

/// The path of a value within its tree. A key has the path of its map, with `| keys`.
pub(in crate::compliance) fn of(item: Item<'_>) -> String {
    let target = item.index();
    let mut at = item.tree().root();
    let mut path = String::from("$");
    'down: while at.index() != target {
        match at.kind() {
            Kind::Map => {
                for (key, value) in at.entries() {
                    if key.index() == target {
                        path.push_str(" | keys");
                        return path;
                    }
                    if (value.index()..value.end_index()).contains(&target) {
                        path.push_str(&name(&key.text()));
                        at = value;
                        continue 'down;
                    }
                }
            }
            Kind::List => {
                for (index, value) in at.items().enumerate() {
                    if (value.index()..value.end_index()).contains(&target) {
                        // Writing to a String cannot fail.
                        let _ = write!(path, "[{index}]");
                        at = value;
                        continue 'down;
                    }
                }
            }
            _ => {}
        }
        break;
    }
    path
}

/// A name as a step: `.name`, or `['a name']` where it needs quotes.
pub(in crate::compliance) fn name(name: &[u8]) -> String {
    let text = show(name);
    let mut chars = text.chars();
    let first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    if chars.next().is_some_and(first) && chars.all(|c| first(c) || c.is_ascii_digit()) {
        return format!(".{text}");
    }
    let quoted = quote(name);
    let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
    format!("['{}']", inner.replace("\\\"", "\"").replace('\'', "\\'"))
}
