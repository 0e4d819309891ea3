//! Transitions as the grouped forms keep them: by resource, up to a limit.

use crate::model::{ComplianceType, Resource, Transition};
use crate::report::eval::samples::Samples;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many resources have a timeline.
const RESOURCES: usize = 100;
/// How many changes a timeline has.
const CHANGES: usize = 50;

/// What tells resources apart: account, region, type and id.
type Key = (Option<String>, Option<String>, String, String);

/// The timelines of a run.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Timelines {
    resources: BTreeMap<Key, Samples<Transition>>,
    /// Changes of resources beyond the limit.
    pub(in crate::report::eval) more: u64,
}

impl Timelines {
    /// Takes a transition.
    pub(in crate::report::eval) fn add(&mut self, transition: &Transition) {
        let good = [ComplianceType::Compliant, ComplianceType::NotApplicable];
        if transition.from.is_none() && good.contains(&transition.to) {
            // How most of them begin; the next change names it.
            return;
        }
        let key = key(&transition.resource);
        if self.resources.len() >= RESOURCES && !self.resources.contains_key(&key) {
            self.more += 1;
            return;
        }
        self.resources.entry(key).or_default().add(transition, CHANGES);
    }

    /// The resources with their changes.
    pub(in crate::report::eval) fn all(
        &self,
    ) -> impl Iterator<Item = (&Arc<Resource>, &Samples<Transition>)> {
        self.resources
            .values()
            .filter_map(|changes| Some((&changes.kept.first()?.resource, changes)))
    }

    /// Is there nothing to show?
    pub(in crate::report::eval) fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }
}

fn key(resource: &Resource) -> Key {
    (
        resource.account.clone(),
        resource.region.clone(),
        resource.resource_type.clone(),
        resource.resource_id.clone(),
    )
}
