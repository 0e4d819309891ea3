//! Findings, as they are kept: the lines that `eval` prints, by time.

use super::log::Seq;
use crate::model::{Match, RuleHeader};
use crate::store::{Space, Write};
use serde_json::{Value, json};

/// The key of what was found at a time (milliseconds since 1970), in an entry, as the `sub`th thing.
#[must_use]
pub fn key(at: i64, seq: Seq, sub: u32) -> Vec<u8> {
    [&at.to_be_bytes()[..], &seq.to_be_bytes(), &sub.to_be_bytes()].concat()
}

/// The row of a finding.
#[must_use]
pub fn row(at: i64, seq: Seq, sub: u32, line: &Value) -> Write {
    Write::put(Space::FINDINGS, key(at, seq, sub), line.to_string())
}

/// The line of a match.
#[must_use]
pub fn of_match(found: &Match, rule: &RuleHeader) -> Value {
    json!({
        "kind": "match",
        "rule": rule.name,
        "severity": rule.severity.map(|severity| severity.word()),
        "event-id": found.event_id,
        "input": &*found.input,
        "index": found.index,
        "time": found.time,
        "source": found.subject.source,
        "what": found.subject.what,
        "who": found.subject.who,
    })
}
