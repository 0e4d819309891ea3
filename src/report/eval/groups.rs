//! Effects by rule, for the forms that are grouped: counts, and samples up to a limit, so that
//! their memory depends on the rules and not on the events and resources.

use super::compliance::{self, Found, Results};
use super::raised::{self, Changes};
use super::samples::Samples;
use crate::model::{
    Delivered, Effect, Fate, Fault, Match, RuleHeader, RuleKind, Severity, SideEffect,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of all.
#[derive(Debug, Default)]
pub(super) struct Groups {
    rules: Arc<[RuleHeader]>,
    groups: Vec<Samples<Match>>,
    keep: usize,
    /// What compliance rules found.
    pub(super) results: Results,
    /// What alarms and baselines found.
    pub(super) raised: Changes,
    /// How many invocations of each target there would be, and how many have no input.
    pub(super) planned: BTreeMap<Arc<str>, (u64, u64)>,
    /// How many deliveries to a target ended in a way.
    pub(super) ended: BTreeMap<(Arc<str>, &'static str), u64>,
    /// The first deliveries that failed for good.
    pub(super) undelivered: Vec<Delivered>,
    /// Requests, files and events put.
    pub(super) performed: [u64; 3],
    /// What could not be read or evaluated.
    pub(super) faults: Samples<Fault>,
}

/// A rule with findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'g> {
    /// How much they matter.
    pub(super) severity: Severity,
    /// The rule.
    pub(super) rule: &'g RuleHeader,
    /// Its findings.
    pub(super) findings: Findings<'g>,
}

/// The findings of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) enum Findings<'g> {
    /// Matches of an event rule.
    Matches(&'g Samples<Match>),
    /// Results of a compliance rule.
    Results(&'g Found),
    /// Times that an alarm entered ALARM, or insights that started.
    Raised(&'g raised::Found),
}

impl Block<'_> {
    /// How many findings.
    pub(super) fn count(&self) -> u64 {
        match self.findings {
            Findings::Matches(matches) => matches.count,
            Findings::Results(found) => found.findings.count,
            Findings::Raised(found) => found.findings.count,
        }
    }
}

impl Groups {
    /// Nothing yet; keeps the first `keep` findings of each rule, and as many faults.
    pub(super) fn new(rules: &Arc<[RuleHeader]>, keep: usize) -> Self {
        let groups = vec![Samples::default(); rules.len()];
        let (results, raised) = (Results::new(keep), Changes::new(keep));
        Self { rules: Arc::clone(rules), groups, keep, results, raised, ..Self::default() }
    }

    /// Takes an effect.
    pub(super) fn add(&mut self, effect: &Effect) {
        match effect {
            Effect::Match(matched) => {
                // What routes only is counted, not shown.
                let finding = self.rules[matched.rule.index()].severity.is_some();
                let keep = if finding { self.keep } else { 0 };
                self.groups[matched.rule.index()].add(matched, keep);
            }
            Effect::Invocation(planned) => {
                let (made, failed) = self.planned.entry(Arc::clone(&planned.target)).or_default();
                *made += 1;
                *failed += u64::from(planned.input.is_err());
            }
            Effect::Delivery(end) => {
                let ends =
                    self.ended.entry((Arc::clone(&end.target), end.fate.word())).or_default();
                *ends += 1;
                if end.fate != Fate::Delivered && self.undelivered.len() < self.keep {
                    self.undelivered.push((**end).clone());
                }
            }
            Effect::Performed(effect) => match **effect {
                SideEffect::Request { .. } => self.performed[0] += 1,
                SideEffect::File { .. } => self.performed[1] += 1,
                SideEffect::Put { .. } => self.performed[2] += 1,
            },
            Effect::Raised(raised) => self.raised.add(&self.rules[raised.rule.index()], raised),
            Effect::Compliance(evaluation) => self.results.add(evaluation),
            Effect::Transition(transition) => self.results.history.add(transition),
            Effect::Rollup(rollup) => self.results.rollups.add(rollup),
            Effect::Notice(notice) => self.results.notices.add(notice),
            Effect::Fault(fault) => self.faults.add(fault, self.keep),
        }
    }

    /// All event rules, in bundle order.
    pub(super) fn events(&self) -> impl Iterator<Item = (&RuleHeader, &Samples<Match>)> {
        let all = self.rules.iter().zip(&self.groups);
        all.filter(|(rule, _)| rule.kind == RuleKind::Event)
    }

    /// All compliance rules, in bundle order, with what they found, if anything.
    pub(super) fn compliance(&self) -> impl Iterator<Item = (&RuleHeader, Option<&Found>)> {
        let all = self.rules.iter().enumerate();
        all.filter(|(_, rule)| rule.kind == RuleKind::Compliance)
            .map(|(at, rule)| (rule, self.results.of(at)))
    }

    /// All alarms or all baselines, in bundle order, with what they found, if anything changed.
    pub(super) fn raising(
        &self,
        kind: RuleKind,
    ) -> impl Iterator<Item = (&RuleHeader, Option<&raised::Found>)> {
        let all = self.rules.iter().enumerate().filter(move |(_, rule)| rule.kind == kind);
        all.map(|(at, rule)| (rule, self.raised.of(at)))
    }

    /// The compliance rules with results, by name.
    pub(super) fn found(&self) -> Vec<(&RuleHeader, &Found)> {
        let mut all: Vec<_> = self.compliance().filter_map(|(r, f)| Some((r, f?))).collect();
        all.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        all
    }

    /// The rules of all kinds with findings: the most severe first, then by name.
    pub(super) fn findings(&self) -> Vec<Block<'_>> {
        let matches = self.events().filter(|(_, group)| group.count > 0).filter_map(|(r, g)| {
            Some(Block { severity: r.severity?, rule: r, findings: Findings::Matches(g) })
        });
        let results = self.compliance().filter_map(|(rule, found)| {
            let (severity, found) = (compliance::severity(rule), found?);
            let block = Block { severity, rule, findings: Findings::Results(found) };
            (found.findings.count > 0).then_some(block)
        });
        let raising = [RuleKind::Alarm, RuleKind::Baseline].map(|kind| self.raising(kind));
        let raised = raising.into_iter().flatten().filter_map(|(rule, found)| {
            let (severity, found) = (rule.severity?, found?);
            let block = Block { severity, rule, findings: Findings::Raised(found) };
            (found.findings.count > 0).then_some(block)
        });
        let mut found: Vec<_> = matches.chain(results).chain(raised).collect();
        found.sort_by(|a, b| {
            b.severity.cmp(&a.severity).then_with(|| a.rule.name.cmp(&b.rule.name))
        });
        found
    }

    /// The rules without a severity that matched, by name.
    pub(super) fn routed(&self) -> Vec<(&RuleHeader, &Samples<Match>)> {
        let mut routed: Vec<_> =
            self.events().filter(|(r, g)| g.count > 0 && r.severity.is_none()).collect();
        routed.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        routed
    }

    /// The name of a rule.
    pub(super) fn name(&self, rule: crate::base::ids::RuleId) -> &str {
        self.rules.get(rule.index()).map_or("", |rule| &rule.name)
    }
}
