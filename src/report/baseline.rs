//! Baselines: what was already known, by fingerprints that outlive a run and a move of the event
//! to another place in its file.

use super::{SCHEMA, json};
use crate::model::Match;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};
use uuid::Uuid;

/// The namespace of fingerprints. Never change it: every baseline file would be void.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0c_2f5e_7b1d_4c0a_9a51_7472_6970_6c31);

/// What makes a finding the same finding in another run: the rule's name and the event's id, or,
/// for an event without one, its time and who did what.
#[must_use]
pub fn fingerprint(rule: &str, matched: &Match) -> String {
    let mut name = Vec::with_capacity(128);
    // The lengths keep parts apart whatever they hold.
    let mut part = |text: &str| {
        name.extend_from_slice(&(text.len() as u64).to_le_bytes());
        name.extend_from_slice(text.as_bytes());
    };
    part(rule);
    if let Some(id) = &matched.event_id {
        part("id");
        part(id);
    } else {
        let subject = &matched.subject;
        part("subject");
        part(matched.time.as_deref().unwrap_or_default());
        part(&subject.source);
        part(&subject.what);
        for known in
            [&subject.who, &subject.from, &subject.account, &subject.region, &subject.error]
        {
            part(known.as_deref().unwrap_or_default());
        }
    }
    Uuid::new_v5(&NAMESPACE, &name).to_string()
}

/// What a baseline keeps of a finding, for people who read the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// The rule's name.
    pub rule: String,
    /// The event's id, if it has one.
    #[serde(default)]
    pub event_id: Option<String>,
    /// The event's time, if it has one.
    #[serde(default)]
    pub time: Option<String>,
}

/// Findings that are known and do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct File {
    schema: String,
    fingerprints: BTreeMap<String, Entry>,
}

impl Baseline {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// In words, without the file's name.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let file: File =
            serde_json::from_slice(text).map_err(|e| format!("not a baseline file: {e}"))?;
        if file.schema != SCHEMA {
            let schema = file.schema.escape_debug();
            return Err(format!("not a baseline file: its schema is `{schema}`, not `{SCHEMA}`"));
        }
        Ok(Self { entries: file.fingerprints })
    }

    /// Writes the file, one finding a line and sorted, so that it can be compared line by line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"schema\": \"{SCHEMA}\",\n  \"fingerprints\": {{")?;
        let mut end = "\n";
        for (fingerprint, entry) in &self.entries {
            write!(out, "{end}    ")?;
            json::value(out, fingerprint)?;
            out.write_all(b": ")?;
            json::value(out, entry)?;
            end = ",\n";
        }
        out.write_all(if self.entries.is_empty() { b"}\n}\n" } else { b"\n  }\n}\n" })
    }

    /// Adds a finding.
    pub fn insert(&mut self, rule: &str, matched: &Match) {
        self.entries.insert(
            fingerprint(rule, matched),
            Entry {
                rule: rule.to_owned(),
                event_id: matched.event_id.clone(),
                time: matched.time.clone(),
            },
        );
    }

    /// Is the finding known?
    #[must_use]
    pub fn contains(&self, rule: &str, matched: &Match) -> bool {
        !self.entries.is_empty() && self.entries.contains_key(&fingerprint(rule, matched))
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Does it know none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;
    use crate::report::eval::testing::matched;

    #[test]
    fn a_fingerprint_outlives_a_move() {
        let first = matched(0, Some("e-1"));
        let mut moved = first.clone();
        (moved.index, moved.input) = (9, "other.json".into());
        moved.place = Place { offset: 7, line: 7, column: 7 };
        assert_eq!(fingerprint("r", &first), fingerprint("r", &moved));
        assert_eq!(fingerprint("r", &first), "91173954-5fea-5a31-aa1e-ee1e7b61f2b1");
        assert_ne!(fingerprint("r", &first), fingerprint("s", &first));
        assert_ne!(fingerprint("r", &first), fingerprint("r", &matched(0, None)));
    }

    #[test]
    fn a_file_comes_back() {
        let mut baseline = Baseline::default();
        for id in [Some("b"), Some("a"), None] {
            baseline.insert("r", &matched(0, id));
        }
        let mut text = Vec::new();
        baseline.write(&mut text).expect("a Vec takes all");
        assert_eq!(Baseline::read(&text), Ok(baseline.clone()));
        assert!(baseline.contains("r", &matched(0, Some("a"))));
        assert!(!baseline.contains("r", &matched(0, Some("c"))));
        let mut empty = Vec::new();
        Baseline::default().write(&mut empty).expect("a Vec takes all");
        assert_eq!(Baseline::read(&empty), Ok(Baseline::default()));
        assert!(Baseline::read(b"{}").is_err_and(|e| e.contains("schema")));
        assert!(Baseline::read(br#"{"schema":"x","fingerprints":{}}"#).is_err());
    }
}
