//! How results changed from version to version.
//!
//! Versions go in the order of their capture times. A resource that is deleted, or to which a rule
//! ceases to apply, was not repaired. Rules that look at other items have no history: what the
//! others were at each time is not known.

use super::auditor::Auditor;
use super::difference::{MOST, differences};
use super::event::{Change, ChangeEvent};
use super::finish::Said;
use super::held::Version;
use super::ledger::Ledger;
use crate::model::{ComplianceType, Transition};
use jiff::Timestamp;
use std::sync::Arc;

/// The changes of results.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// By resource, rule and time.
    pub transitions: Vec<Transition>,
    /// In the order of their times.
    pub events: Vec<ChangeEvent>,
    /// Of each repair: the seconds from NON_COMPLIANT on.
    pub repairs: Vec<i64>,
}

impl Ledger {
    /// All changes that are to be told.
    pub(super) fn changes(&mut self, auditor: &Auditor, said: &Said) -> Changes {
        let mut changes = Changes::default();
        if !auditor.tell.timeline && !auditor.tell.events {
            return changes;
        }
        for at in 0..self.records.len() as u32 {
            let mut versions = self.history.remove(&at).unwrap_or_default();
            versions.sort_by_key(|version| (version.age, version.held.turn));
            // Of versions of one age the last one counts.
            versions.reverse();
            versions.dedup_by_key(|version| version.age);
            versions.reverse();
            let Some(newest) = versions.last() else { continue };
            for &(rule, outcome) in self.ways.get(newest.way) {
                match outcome {
                    Some(_) => self.of_rule(auditor, rule, &versions, &mut changes),
                    None => self.at_end(auditor, said, at, rule, &mut changes),
                }
            }
        }
        changes.events.sort_by_key(|event| event.time);
        changes
    }

    /// The changes of one rule's results for one resource.
    fn of_rule(&self, auditor: &Auditor, rule: u32, versions: &[Version], to: &mut Changes) {
        let mut before: Option<(&Version, ComplianceType)> = None;
        let mut broken: Option<Option<Timestamp>> = None;
        let mut sent: Option<Change<'_>> = None;
        for version in versions {
            let Some(now) = self.ways.outcome(version.way, rule) else { continue };
            let held = &version.held;
            let was = before.replace((version, now));
            if was.map(|(_, was)| was) == Some(now) {
                continue;
            }
            let captured = held.resource.captured;
            let seconds = match now {
                ComplianceType::NonCompliant => {
                    broken.get_or_insert(captured);
                    None
                }
                ComplianceType::Compliant => broken.take().flatten().and_then(|since| {
                    captured.map(|captured| captured.as_second() - since.as_second())
                }),
                ComplianceType::NotApplicable => {
                    broken = None;
                    None
                }
                ComplianceType::Error | ComplianceType::InsufficientData => None,
            };
            let detail = held.detail(rule);
            let message = detail.map_or("", |detail| detail.message.as_str());
            if auditor.tell.events {
                let change = Change { rule, held, compliance: now, message };
                change.send(auditor, &mut sent, &mut to.events);
            }
            let first = was.is_none() && now == ComplianceType::NotApplicable;
            if !auditor.tell.timeline || first {
                continue;
            }
            to.repairs.extend(seconds);
            to.transitions.push(Transition {
                rule: auditor.id(rule),
                resource: Arc::clone(&held.resource),
                from: was.map(|(_, was)| was),
                to: now,
                message: message.to_owned(),
                path: detail.and_then(|detail| detail.path.clone()),
                changes: what_changed(was.map(|(version, _)| version), version),
                seconds,
                input: Arc::clone(&held.spot.input),
                index: held.spot.index,
                place: detail.and_then(|detail| detail.place).or(held.spot.place),
            });
        }
    }

    /// The one result that a rule which looks at other items has for a resource, as an event.
    fn at_end(&self, auditor: &Auditor, said: &Said, at: u32, rule: u32, to: &mut Changes) {
        let record = self.records.get(at as usize).zip(self.held.get(&at));
        let Some((record, held)) = record.filter(|_| auditor.tell.events) else { return };
        let Some(compliance) = self.ways.outcome(record.way, rule) else { return };
        let detail = said.detail(at, rule, held);
        let message = detail.map_or("", |detail| detail.message.as_str());
        Change { rule, held, compliance, message }.send(auditor, &mut None, &mut to.events);
    }
}

/// What changed between two versions: what a message told, or else what the items say.
fn what_changed(before: Option<&Version>, version: &Version) -> Vec<String> {
    let Some(before) = before else { return Vec::new() };
    match version.changes.as_deref().filter(|changes| !changes.is_empty()) {
        Some(told) => told.iter().take(MOST).cloned().collect(),
        None => match (&before.held.item, &version.held.item) {
            (Some(before), Some(after)) => differences(before.tree.root(), after.tree.root()),
            _ => Vec::new(),
        },
    }
}
