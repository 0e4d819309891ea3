//! What is known, for those who read: results one by one and rolled up.

use super::{Entry, Live};
use crate::audit::rollup::Totals;
use crate::model::{ComplianceCounts, ComplianceType, Evaluation, Rollup};
use std::ops::RangeBounds;
use std::sync::Arc;

impl Live {
    /// What is known of a resource.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&Entry> {
        self.entries.get(&number)
    }

    /// Resources in the order of their numbers.
    pub fn entries(
        &self,
        numbers: impl RangeBounds<u64>,
    ) -> impl DoubleEndedIterator<Item = (u64, &Entry)> {
        self.entries.range(numbers).map(|(number, entry)| (*number, entry))
    }

    /// A rule's result for a resource.
    #[must_use]
    pub fn result(&self, number: u64, rule: u32) -> Option<Evaluation> {
        let entry = self.entries.get(&number)?;
        let compliance = entry.outcomes().find(|(own, _)| *own == rule)?.1;
        let detail = entry.detail(rule);
        let waived = detail.filter(|_| compliance == ComplianceType::NonCompliant);
        let spot = super::weigh::spot(number);
        Some(Evaluation {
            rule: self.auditor.id(rule),
            resource: Arc::clone(&entry.resource),
            compliance,
            message: detail.map_or(String::new(), |detail| detail.message.clone()),
            path: detail.and_then(|detail| detail.path.clone()),
            value: detail.and_then(|detail| detail.value.clone()),
            input: spot.input,
            index: spot.index,
            place: None,
            waived: waived.and_then(|d| self.auditor.exceptions.accepting(&d.waivers)),
            standing: None,
        })
    }

    /// The words of a result; empty for what is as it should be.
    #[must_use]
    pub fn message(&self, number: u64, rule: u32) -> &str {
        let detail = self.entries.get(&number).and_then(|entry| entry.detail(rule));
        detail.map_or("", |detail| &detail.message)
    }

    /// Does a waiver accept this result now?
    #[must_use]
    pub fn is_waived(&self, number: u64, rule: u32) -> bool {
        let detail = self.entries.get(&number).and_then(|entry| entry.detail(rule));
        detail.is_some_and(|d| self.auditor.exceptions.accepting(&d.waivers).is_some())
    }

    /// All results rolled up: rules in their order, then packs and controls by name.
    #[must_use]
    pub fn rollups(&self) -> Vec<Rollup> {
        let mut totals = Totals::new(&self.auditor);
        for entry in self.entries.values() {
            for (rule, compliance) in entry.outcomes() {
                let waivers = entry.detail(rule).map(|d| &*d.waivers).unwrap_or_default();
                totals.add(&self.auditor, rule, compliance, waivers);
            }
        }
        totals.rollups(&self.auditor)
    }

    /// The results of one resource, counted.
    #[must_use]
    pub fn counts(&self, number: u64) -> ComplianceCounts {
        let mut counts = ComplianceCounts::default();
        let outcomes = self.entries.get(&number).map(Entry::outcomes).into_iter().flatten();
        for (rule, compliance) in outcomes {
            counts.add(compliance, self.is_waived(number, rule));
        }
        counts
    }
}
