//! Roll-ups as the grouped forms keep them: rules, controls and packs in full, resources counted.

use crate::model::{ComplianceCounts, ComplianceType, Rollup, RollupOf};
use std::collections::BTreeMap;

/// The roll-ups of a run.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Rollups {
    all: BTreeMap<RollupOf, ComplianceCounts>,
    resources: BTreeMap<ComplianceType, u64>,
}

impl Rollups {
    /// Takes a roll-up.
    pub(in crate::report::eval) fn add(&mut self, rollup: &Rollup) {
        if let RollupOf::Resource(..) = rollup.of {
            *self.resources.entry(rollup.counts.status()).or_default() += 1;
        } else {
            self.all.entry(rollup.of.clone()).or_default().join(&rollup.counts);
        }
    }

    /// How many resources were rolled up.
    pub(in crate::report::eval) fn resources(&self) -> u64 {
        self.resources.values().sum()
    }

    /// How many resources have each status, the worst first.
    pub(in crate::report::eval) fn resource_statuses(&self) -> Vec<(ComplianceType, u64)> {
        self.resources.iter().rev().map(|(status, count)| (*status, *count)).collect()
    }

    /// How many rules have each status, the worst first.
    pub(in crate::report::eval) fn rule_statuses(&self) -> Vec<(ComplianceType, u64)> {
        let mut counts = BTreeMap::<_, u64>::new();
        for (_, rule) in self.rules() {
            *counts.entry(rule.status()).or_default() += 1;
        }
        counts.into_iter().rev().collect()
    }

    /// What a rule's results roll up to, if it is known.
    pub(in crate::report::eval) fn rule(&self, name: &str) -> Option<&ComplianceCounts> {
        self.all.get(&RollupOf::Rule(name.to_owned()))
    }

    /// The rules by name.
    pub(in crate::report::eval) fn rules(&self) -> impl Iterator<Item = (&str, &ComplianceCounts)> {
        self.of(|of| if let RollupOf::Rule(name) = of { Some(name) } else { None })
    }

    /// The controls by name.
    pub(in crate::report::eval) fn controls(
        &self,
    ) -> impl Iterator<Item = (&str, &ComplianceCounts)> {
        self.of(|of| if let RollupOf::Control(name) = of { Some(name) } else { None })
    }

    /// The packs by name.
    pub(in crate::report::eval) fn packs(&self) -> impl Iterator<Item = (&str, &ComplianceCounts)> {
        self.of(|of| if let RollupOf::Pack(name) = of { Some(name) } else { None })
    }

    fn of(
        &self,
        name: impl Fn(&RollupOf) -> Option<&String>,
    ) -> impl Iterator<Item = (&str, &ComplianceCounts)> {
        self.all.iter().filter_map(move |(of, counts)| Some((name(of)?.as_str(), counts)))
    }
}
