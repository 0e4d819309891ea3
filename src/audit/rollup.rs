//! Results rolled up: to rules, packs, controls and resources.

use super::auditor::Auditor;
use super::exceptions::Uses;
use crate::model::{ComplianceCounts, ComplianceType, Resource, Rollup, RollupOf};
use std::collections::BTreeMap;

/// Counts of the results of newest versions.
#[derive(Debug)]
pub(super) struct Totals {
    /// By rule.
    rules: Vec<ComplianceCounts>,
    /// By resource, where resources are told.
    resources: Vec<Rollup>,
    /// How often waivers accepted something.
    pub uses: Uses,
}

impl Totals {
    /// Nothing counted yet.
    pub fn new(auditor: &Auditor) -> Self {
        let rules = vec![ComplianceCounts::default(); auditor.rules.len()];
        Self { rules, resources: Vec::new(), uses: auditor.exceptions.unused() }
    }

    /// Counts a result with the waivers that accept it; true if it is waived.
    pub fn add(
        &mut self,
        auditor: &Auditor,
        rule: u32,
        compliance: ComplianceType,
        waivers: &[u32],
    ) -> bool {
        let waived = auditor.exceptions.count(waivers, &mut self.uses);
        if let Some(counts) = self.rules.get_mut(rule as usize) {
            counts.add(compliance, waived);
        }
        waived
    }

    /// Takes the results of a resource as its roll-up.
    pub fn resource(&mut self, resource: &Resource, counts: ComplianceCounts) {
        let (kind, id) = (resource.resource_type.clone(), resource.resource_id.clone());
        self.resources.push(Rollup { of: RollupOf::Resource(kind, id), counts });
    }

    /// All results.
    pub fn all(&self) -> ComplianceCounts {
        let mut all = ComplianceCounts::default();
        self.rules.iter().for_each(|counts| all.join(counts));
        all
    }

    /// The roll-ups: rules in their order, packs and controls by name, resources as they came.
    /// Controls are told where a conformance pack is judged or everything is told.
    pub fn rollups(self, auditor: &Auditor) -> Vec<Rollup> {
        let (mut packs, mut controls) = (BTreeMap::new(), BTreeMap::new());
        let add = |to: &mut BTreeMap<_, ComplianceCounts>, name: &str, counts: &_| {
            to.entry(name.to_owned()).or_default().join(counts);
        };
        let mut rollups = Vec::new();
        let deployed = auditor.rules.iter().any(|rule| rule.pack.is_some());
        for (at, (rule, counts)) in auditor.rules.iter().zip(self.rules).enumerate() {
            let pack = rule.pack.as_ref().or(auditor.packs.get(at).and_then(Option::as_ref));
            if let Some(pack) = pack {
                add(&mut packs, pack, &counts);
            }
            if deployed || auditor.tell.all {
                rule.header.controls.iter().for_each(|name| add(&mut controls, name, &counts));
            }
            rollups.push(Rollup { of: RollupOf::Rule(rule.header.name.clone()), counts });
        }
        let packs = packs.into_iter().map(|(name, counts)| (RollupOf::Pack(name), counts));
        let controls = controls.into_iter().map(|(name, counts)| (RollupOf::Control(name), counts));
        rollups.extend(packs.chain(controls).map(|(of, counts)| Rollup { of, counts }));
        rollups.extend(self.resources);
        rollups
    }
}
