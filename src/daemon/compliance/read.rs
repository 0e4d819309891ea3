//! Resources and roll-ups, for the API and the page.

use super::Compliance;
use super::take::item_of;
use crate::audit::{Auditor, Entry, Live};
use crate::base::diag::Diag;
use crate::model::{ComplianceCounts, Resource, Rollup, RollupOf};
use crate::query::{Answer, Counts, Layout, Query, Run};
use crate::store::StoreError;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A resource that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// Its number, for the next page.
    pub number: u64,
    /// The resource, in its newest version.
    pub resource: Arc<Resource>,
    /// Is it deleted, or not recorded any more? Then it was captured so for the last time.
    pub gone: bool,
}

impl Compliance {
    /// The rules that judge, as they are now.
    #[must_use]
    pub fn auditor(&self) -> &Arc<Auditor> {
        self.live.auditor()
    }

    /// Resources of a type, or of all, behind one of this number, `most` at most; those that are
    /// gone only if they are asked for.
    #[must_use]
    pub fn discovered(
        &self,
        resource_type: Option<&str>,
        with_gone: bool,
        behind: Option<u64>,
        most: usize,
    ) -> Vec<Discovered> {
        let from = behind.map_or(0, |number| number.saturating_add(1));
        let fits = |(_, entry): &(u64, &Entry)| {
            resource_type.is_none_or(|kind| entry.resource().resource_type == kind)
                && (with_gone || !entry.is_gone())
        };
        let found = self.recorded(from).filter(fits).take(most);
        let one = |(number, entry): (u64, &Entry)| Discovered {
            number,
            resource: Arc::clone(entry.resource()),
            gone: entry.is_gone(),
        };
        found.map(one).collect()
    }

    /// How many resources of each type there are.
    #[must_use]
    pub fn resource_counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for (_, entry) in self.recorded(0).filter(|(_, entry)| !entry.is_gone()) {
            *counts.entry(entry.resource().resource_type.clone()).or_insert(0) += 1;
        }
        counts
    }

    /// All results rolled up: rules in their order, packs and controls by name, then rules that
    /// somebody else judges.
    #[must_use]
    pub fn rollups(&self) -> Vec<Rollup> {
        let mut all = self.live.rollups();
        let mut elsewhere: BTreeMap<Arc<str>, ComplianceCounts> = BTreeMap::new();
        for ((rule, _, _), outside) in &self.external.0 {
            let counts = elsewhere.entry(Arc::clone(rule)).or_default();
            counts.add(outside.known.compliance, false);
        }
        let rollup =
            |(rule, counts): (Arc<str>, _)| Rollup { of: RollupOf::Rule(rule.to_string()), counts };
        all.extend(elsewhere.into_iter().map(rollup));
        all
    }

    /// The results of resources rolled up, behind one of this number, `most` at most; with the
    /// number of each. Resources without a result are left out.
    #[must_use]
    pub fn by_resource(
        &self,
        resource_type: Option<&str>,
        behind: Option<u64>,
        most: usize,
    ) -> Vec<(u64, Arc<Resource>, ComplianceCounts)> {
        let from = behind.map_or(0, |number| number.saturating_add(1));
        let entries = self.live.entries(from..).filter(|(_, entry)| {
            resource_type.is_none_or(|kind| entry.resource().resource_type == kind)
        });
        let mut elsewhere: BTreeMap<(&str, &str), ComplianceCounts> = BTreeMap::new();
        for ((_, kind, id), outside) in &self.external.0 {
            elsewhere.entry((kind, id)).or_default().add(outside.known.compliance, false);
        }
        let one = |(number, entry): (u64, &Entry)| {
            let resource = Arc::clone(entry.resource());
            let mut counts = self.live.counts(number);
            let others = elsewhere.get(&(&*resource.resource_type, &*resource.resource_id));
            others.into_iter().for_each(|others| counts.join(others));
            (counts != ComplianceCounts::default()).then_some((number, resource, counts))
        };
        entries.filter_map(one).take(most).collect()
    }

    /// The same for resources of which nothing but evaluations from elsewhere is known, behind one of
    /// this type and id, in the order of both.
    #[must_use]
    pub fn by_resource_elsewhere(
        &self,
        resource_type: Option<&str>,
        behind: Option<(&str, &str)>,
        most: usize,
    ) -> Vec<(Arc<Resource>, ComplianceCounts)> {
        let mut found: BTreeMap<(&str, &str), (Arc<Resource>, ComplianceCounts)> = BTreeMap::new();
        for (key, outside) in &self.external.0 {
            let own = (&*key.1, &*key.2);
            let asked = resource_type.is_none_or(|kind| kind == own.0)
                && behind.is_none_or(|behind| own > behind);
            if !asked || !self.live.find(own.0, own.1).is_empty() {
                continue;
            }
            let entry = found.entry(own);
            let (_, counts) =
                entry.or_insert_with(|| (self.resource_of(key), ComplianceCounts::default()));
            counts.add(outside.known.compliance, false);
        }
        found.into_values().take(most).collect()
    }

    /// The results of one resource, counted.
    #[must_use]
    pub fn resource_rollup(&self, resource_type: &str, id: &str) -> ComplianceCounts {
        let mut counts = ComplianceCounts::default();
        for number in self.live.find(resource_type, id) {
            counts.join(&self.live.counts(number));
        }
        self.add_elsewhere(resource_type, id, &mut counts);
        counts
    }

    /// Asks a query of the newest items.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn select(
        &self,
        query: &Query,
        layout: Layout,
    ) -> Result<(Answer, Counts, Vec<Diag>), StoreError> {
        let auditor = self.live.auditor();
        let mut run = Run::new(query, layout, auditor.account(), auditor.region());
        self.each_newest(&mut |value| {
            let item = item_of(auditor, value);
            item.iter().for_each(|item| run.add(&item.head, item.tree.root()));
            item.is_some()
        })?;
        Ok(run.finish())
    }

    /// The resource of a type and an id: of several the one of the daemon's account and region, or
    /// else the first one met that is there, or was.
    pub(super) fn which(&self, resource_type: &str, id: &str) -> Option<u64> {
        let mut found = self.live.find(resource_type, id);
        found.retain(|number| !Live::is_account(*number));
        found.sort_unstable();
        let auditor = self.live.auditor();
        let rank = |number: &u64| {
            let entry = self.live.get(*number);
            let own = entry.is_some_and(|entry| {
                let resource = entry.resource();
                resource.account.as_deref() == auditor.account()
                    && resource.region.as_deref() == auditor.region()
            });
            (!own, entry.is_none_or(Entry::is_gone))
        };
        found.into_iter().min_by_key(rank)
    }

    /// Resources that items tell of.
    fn recorded(&self, from: u64) -> impl Iterator<Item = (u64, &Entry)> {
        self.live.entries(from..).filter(|(number, _)| !Live::is_account(*number))
    }

    fn add_elsewhere(&self, kind: &str, id: &str, counts: &mut ComplianceCounts) {
        for ((_, own_kind, own), outside) in &self.external.0 {
            if own_kind == kind && own == id {
                counts.add(outside.known.compliance, false);
            }
        }
    }
}
