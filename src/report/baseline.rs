//! Baselines: what was already known, by fingerprints that outlive a run and a move of the event or
//! item to another place in its file.

use super::{SCHEMA, json};
use crate::model::{Evaluation, Match};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};
use uuid::Uuid;

/// The namespace of fingerprints. Never change it: every baseline file would be void.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0c_2f5e_7b1d_4c0a_9a51_7472_6970_6c31);

/// What a baseline can know.
pub trait Finding {
    /// What makes a finding of `rule` the same finding in another run: see each kind.
    fn fingerprint(&self, rule: &str) -> String;

    /// What a baseline keeps of it.
    fn entry(&self, rule: &str) -> Entry;
}

/// A name for a fingerprint in the making.
#[derive(Debug, Default)]
struct Name(Vec<u8>);

impl Name {
    /// Adds a part. The lengths keep parts apart whatever they hold.
    fn part(&mut self, text: &str) {
        self.0.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn fingerprint(&self) -> String {
        Uuid::new_v5(&NAMESPACE, &self.0).to_string()
    }
}

/// A match is known by the rule's name and the event's id, or, for an event without one, its time
/// and who did what.
impl Finding for Match {
    fn fingerprint(&self, rule: &str) -> String {
        let mut name = Name::default();
        name.part(rule);
        if let Some(id) = &self.event_id {
            name.part("id");
            name.part(id);
        } else {
            let subject = &self.subject;
            name.part("subject");
            name.part(self.time.as_deref().unwrap_or_default());
            name.part(&subject.source);
            name.part(&subject.what);
            for known in
                [&subject.who, &subject.from, &subject.account, &subject.region, &subject.error]
            {
                name.part(known.as_deref().unwrap_or_default());
            }
        }
        name.fingerprint()
    }

    fn entry(&self, rule: &str) -> Entry {
        Entry {
            rule: rule.to_owned(),
            event_id: self.event_id.clone(),
            time: self.time.clone(),
            ..Entry::default()
        }
    }
}

/// A result is known by the rule's name and the resource's ARN, or, for a resource without one, its
/// account, region, type and id. What is wrong with it is no part of it: it may be said otherwise
/// tomorrow.
impl Finding for Evaluation {
    fn fingerprint(&self, rule: &str) -> String {
        let mut name = Name::default();
        name.part(rule);
        let resource = &*self.resource;
        if let Some(arn) = &resource.arn {
            name.part("arn");
            name.part(arn);
        } else {
            name.part("resource");
            name.part(resource.account.as_deref().unwrap_or_default());
            name.part(resource.region.as_deref().unwrap_or_default());
            name.part(&resource.resource_type);
            name.part(&resource.resource_id);
        }
        name.fingerprint()
    }

    fn entry(&self, rule: &str) -> Entry {
        let resource = &*self.resource;
        Entry {
            rule: rule.to_owned(),
            resource_type: Some(resource.resource_type.clone()),
            resource_id: Some(resource.resource_id.clone()),
            arn: resource.arn.clone(),
            account: resource.account.clone(),
            region: resource.region.clone(),
            ..Entry::default()
        }
    }
}

/// What a baseline keeps of a finding, for people who read the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The resource's type, for a compliance rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// The resource's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The resource's ARN, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The resource's account, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The resource's region, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
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

    /// Adds a finding of `rule`.
    pub fn insert(&mut self, rule: &str, finding: &impl Finding) {
        self.entries.insert(finding.fingerprint(rule), finding.entry(rule));
    }

    /// Is the finding of `rule` known?
    #[must_use]
    pub fn contains(&self, rule: &str, finding: &impl Finding) -> bool {
        !self.entries.is_empty() && self.entries.contains_key(&finding.fingerprint(rule))
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
        assert_eq!(first.fingerprint("r"), moved.fingerprint("r"));
        assert_eq!(first.fingerprint("r"), "91173954-5fea-5a31-aa1e-ee1e7b61f2b1");
        assert_ne!(first.fingerprint("r"), first.fingerprint("s"));
        assert_ne!(first.fingerprint("r"), matched(0, None).fingerprint("r"));
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
