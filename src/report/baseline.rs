//! Baselines: what was already known, by fingerprints that outlive a run and a move of the event or
//! item to another place in its file.

mod finding;

pub use finding::Finding;

use super::{SCHEMA, json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

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
    /// What an alarm or insight is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
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
    use crate::model::ComplianceType;

    use crate::report::eval::testing::{matched, result};

    #[test]
    fn older_files_are_read_and_new_ones_add_only_what_resources_have() {
        let old = br#"{"schema":"tripline/1","fingerprints":{"x":{"rule":"r","event-id":"a"}}}"#;
        assert_eq!(Baseline::read(old).map(|b| b.len()), Ok(1));
        let mut baseline = Baseline::default();
        baseline.insert("r", &matched(0, Some("a")));
        let mut text = Vec::new();
        baseline.write(&mut text).expect("a Vec takes all");
        assert!(!String::from_utf8_lossy(&text).contains("resource"));
        let open = result("sg-1", ComplianceType::NonCompliant);
        assert!(!baseline.contains("r", &open));
        baseline.insert("r", &open);
        assert!(baseline.contains("r", &open));
        let mut text = Vec::new();
        baseline.write(&mut text).expect("a Vec takes all");
        assert!(String::from_utf8_lossy(&text).contains(
            "{\"rule\":\"r\",\"event-id\":null,\"time\":null,\
             \"resource-type\":\"AWS::EC2::SecurityGroup\",\"resource-id\":\"sg-1\",\
             \"arn\":\"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1\",\
             \"account\":\"111122223333\",\"region\":\"eu-west-1\"}"
        ));
        assert_eq!(Baseline::read(&text), Ok(baseline));
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
