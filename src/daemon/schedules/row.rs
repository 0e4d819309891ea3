//! What is kept of a schedule: since when it is known, how far its moments were looked at, which of
//! them fired. Moments that wait for their place in a flexible window are not kept: they are found
//! again.

use crate::base::time;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Before the names of schedules in the keys of rows.
pub(super) const PREFIX: &[u8] = b"cursor/";

/// The key of a schedule.
pub(super) fn key(name: &str) -> Vec<u8> {
    [PREFIX, name.as_bytes()].concat()
}

/// The name of the schedule of a key.
pub(super) fn name(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.strip_prefix(PREFIX)?).ok()
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What told when the schedule fires.
    pub identity: String,
    /// Since when it is known: where a rate counts from.
    pub created: Timestamp,
    /// Every moment up to here has fired or was let go.
    pub cursor: Timestamp,
    /// The latest moment that fired.
    pub last: Option<Timestamp>,
    /// Moments after the cursor that fired already.
    pub fired: BTreeSet<Timestamp>,
}

impl Row {
    pub fn encode(&self) -> String {
        let fired: Vec<String> = self.fired.iter().map(Timestamp::to_string).collect();
        let row = json!({
            "of": self.identity,
            "created": self.created.to_string(),
            "cursor": self.cursor.to_string(),
            "last": self.last.map(|at| at.to_string()),
            "fired": fired,
        });
        row.to_string()
    }

    /// Reads a row; `None` when it is none.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let row: Value = serde_json::from_slice(bytes).ok()?;
        let at = |value: &Value| time::parse(value.as_str()?);
        let last = match &row["last"] {
            Value::Null => None,
            last => Some(at(last)?),
        };
        Some(Self {
            identity: row["of"].as_str()?.to_owned(),
            created: at(&row["created"])?,
            cursor: at(&row["cursor"])?,
            last,
            fired: row["fired"].as_array()?.iter().map(at).collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, key, name};
    use std::collections::BTreeSet;

    #[test]
    fn rows_are_read_as_they_were_written() {
        let at = |text: &str| text.parse().expect("a time");
        let cursor = at("2026-01-01T00:00:00.000000001Z");
        let created = at("2025-12-31T00:00:00Z");
        let identity = "scheduler rate(1 hour)".to_owned();
        let mut row = Row { identity, created, cursor, last: None, fired: BTreeSet::new() };
        assert_eq!(Row::decode(row.encode().as_bytes()), Some(row.clone()));
        row.last = Some(at("2026-01-01T00:05:00Z"));
        row.fired = BTreeSet::from([at("2026-01-01T00:05:00Z"), at("2026-01-01T00:03:00Z")]);
        let text = row.encode();
        assert_eq!(Row::decode(text.as_bytes()), Some(row));
        for end in 0..text.len() {
            assert_eq!(Row::decode(&text.as_bytes()[..end]), None, "{end}");
        }
        assert_eq!(name(&key("a.b")), Some("a.b"));
    }
}
