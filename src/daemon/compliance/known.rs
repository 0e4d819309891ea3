//! What was told of a resource's results: with what rules say now it makes the changes.

use super::bytes::{Bytes, put_text};
use crate::model::ComplianceType;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// The form of a row.
const FORM: u8 = 1;

/// The names of rules, each held once. Names of rules that are no more stay.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<Arc<str>>,
    index: HashMap<Arc<str>, u32>,
}

impl Names {
    /// The number of a name.
    pub fn of(&mut self, name: &str) -> u32 {
        if let Some(at) = self.index.get(name) {
            return *at;
        }
        let (at, name) = (self.all.len() as u32, Arc::<str>::from(name));
        self.all.push(Arc::clone(&name));
        self.index.insert(name, at);
        at
    }

    /// The name of a number.
    pub fn get(&self, at: u32) -> Arc<str> {
        self.all.get(at as usize).cloned().unwrap_or_default()
    }
}

/// A result as it was last, and what was told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// The number of the rule's name.
    pub rule: u32,
    pub compliance: ComplianceType,
    pub waived: bool,
    /// Since when it has this outcome: milliseconds since 1970.
    pub since: i64,
    pub sent: Option<Sent>,
}

/// What the last event told of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub compliance: ComplianceType,
    /// Milliseconds since 1970.
    pub at: i64,
    pub message: Option<Box<str>>,
}

impl Known {
    /// Is there nothing in it that has to be remembered?
    pub fn is_idle(&self) -> bool {
        self.compliance == ComplianceType::NotApplicable && self.sent.is_none()
    }

    /// Since when it has this outcome.
    pub fn since(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.since).ok()
    }
}

/// The value of a resource's row.
pub(super) fn write(all: &[Known], names: &Names) -> Vec<u8> {
    let mut out = vec![FORM];
    for known in all {
        put_text(&mut out, &names.get(known.rule));
        out.extend_from_slice(&[byte(known.compliance), u8::from(known.waived)]);
        out.extend_from_slice(&known.since.to_be_bytes());
        match &known.sent {
            None => out.push(NOTHING),
            Some(sent) => {
                out.push(byte(sent.compliance));
                out.extend_from_slice(&sent.at.to_be_bytes());
                put_text(&mut out, sent.message.as_deref().unwrap_or_default());
            }
        }
    }
    out
}

/// Reads such a value; `None` for what is none.
pub(super) fn read(value: &[u8], names: &mut Names) -> Option<Vec<Known>> {
    let mut bytes = Bytes(value);
    let mut all = Vec::new();
    if bytes.byte()? != FORM {
        return None;
    }
    while !bytes.is_empty() {
        let rule = names.of(bytes.text()?);
        let (compliance, waived) = (word(bytes.byte()?)?, bytes.byte()? == 1);
        let since = bytes.i64()?;
        let sent = match bytes.byte()? {
            NOTHING => None,
            code => {
                let (compliance, at) = (word(code)?, bytes.i64()?);
                let message = Some(bytes.text()?).filter(|words| !words.is_empty());
                Some(Sent { compliance, at, message: message.map(Box::from) })
            }
        };
        all.push(Known { rule, compliance, waived, since, sent });
    }
    Some(all)
}

const NOTHING: u8 = u8::MAX;

const WORDS: [ComplianceType; 5] = [
    ComplianceType::NotApplicable,
    ComplianceType::Compliant,
    ComplianceType::InsufficientData,
    ComplianceType::Error,
    ComplianceType::NonCompliant,
];

pub(super) fn byte(compliance: ComplianceType) -> u8 {
    WORDS.iter().position(|word| *word == compliance).map_or(NOTHING, |at| at as u8)
}

pub(super) fn word(byte: u8) -> Option<ComplianceType> {
    WORDS.get(usize::from(byte)).copied()
}
