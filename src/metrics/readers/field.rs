//! Members of JSON objects under any of their spellings.

use crate::base::ids::SourceId;
use crate::base::time;
use crate::read::json::{self, JsonError};
use crate::read::tree::{Item, Kind, Tree};

/// Deepest nesting of a document.
const DEPTH: usize = 64;

/// Reads a document; places are offsets in it.
pub(super) fn tree(text: &[u8]) -> Result<Tree, JsonError> {
    json::read(SourceId(0), text.into(), DEPTH)
}

/// The first of several spellings that is there and not null.
pub(super) fn any<'t>(item: Item<'t>, names: &[&str]) -> Option<Item<'t>> {
    names.iter().find_map(|n| item.get(n)).filter(|i| i.kind() != Kind::Null)
}

/// Where a value begins.
pub(super) fn place(item: Item<'_>) -> usize {
    item.span().start as usize
}

/// A mistake at a value.
pub(super) type At = (usize, String);

/// A number, also one in a string: `1.5`, `"NaN"`, `"Infinity"`.
pub(super) fn number(item: Item<'_>) -> Result<f64, At> {
    let text = item.str();
    match item.kind() {
        Kind::Number | Kind::OddNumber | Kind::Text => text.trim().parse().ok(),
        _ => None,
    }
    .ok_or_else(|| (place(item), format!("{} where a number should be", shown(item))))
}

/// A list of numbers.
pub(super) fn numbers(item: Item<'_>) -> Result<Vec<f64>, At> {
    if item.kind() != Kind::List {
        return Err((place(item), format!("{} where a list of numbers should be", shown(item))));
    }
    item.items().map(number).collect()
}

/// A string.
pub(super) fn text(item: Item<'_>) -> Result<String, At> {
    if item.kind() != Kind::Text {
        return Err((place(item), format!("{} where a string should be", shown(item))));
    }
    Ok(item.str().into_owned())
}

/// A time in milliseconds: RFC 3339, or a number of seconds or milliseconds since 1970.
pub(super) fn millis(item: Item<'_>) -> Result<i64, At> {
    let text = item.str();
    let found = match item.kind() {
        Kind::Number => text.parse().ok().and_then(epoch),
        Kind::Text => written(&text),
        _ => None,
    };
    found.ok_or_else(|| (place(item), format!("{} where a time should be", shown(item))))
}

/// A time in words or as a number.
pub(super) fn written(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(at) = time::parse(text) {
        return Some(at.as_millisecond());
    }
    if let Ok(number) = text.parse::<f64>() {
        return epoch(number);
    }
    // A date and a time without zone are UTC.
    time::parse(&format!("{}Z", text.replacen(' ', "T", 1))).map(|at| at.as_millisecond())
}

/// Seconds, or milliseconds from 10^11 on (as seconds that would be the year 5138).
fn epoch(number: f64) -> Option<i64> {
    let millis = if number.abs() < 1e11 { number * 1000.0 } else { number };
    (millis.abs() < 1e15).then(|| millis.round() as i64)
}

/// A value in a message.
pub(super) fn shown(item: Item<'_>) -> String {
    match item.kind() {
        Kind::List | Kind::Map | Kind::Null => item.kind().noun().to_owned(),
        _ => {
            let text: String = item.str().chars().take(40).collect();
            format!("`{text}`")
        }
    }
}
