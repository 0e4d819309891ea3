//! Changes of alarms' states and insights in the forms. A finding is an alarm with a severity that
//! entered ALARM, or an insight of a baseline with one that started; all else is told in one line.
//! Each form has its file here, beside the words that they share.

mod courses;
mod found;

pub(super) mod csv;
pub(super) mod github;
pub(super) mod junit;
pub(super) mod lines;
pub(super) mod markdown;
pub(super) mod sarif;
pub(super) mod text;
pub(super) mod words;

#[cfg(test)]
mod goldens;
#[cfg(test)]
pub(in crate::report) mod testing;

pub(super) use found::{Changes, Found};

use crate::model::{Raised, RuleHeader, Severity};

/// How much a change matters; `None` for one that is no finding.
pub(super) fn severity(rule: &RuleHeader, raised: &Raised) -> Option<Severity> {
    rule.severity.filter(|_| raised.alarming)
}
