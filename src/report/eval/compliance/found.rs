//! Results by rule: counts, and the first of each kind. Rules times resources is a large number,
//! so nothing else is kept.

use super::Outcome;
use super::notices::Notices;
use super::rollups::Rollups;
use super::timelines::Timelines;
use crate::base::ids::RuleId;
use crate::model::{ComplianceCounts, Evaluation, Standing, Waived};
use crate::report::eval::samples::Samples;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many different reasons of INSUFFICIENT_DATA are told apart.
const REASONS: usize = 100;

/// What one rule found.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Found {
    /// NON_COMPLIANT, not waived.
    pub(in crate::report::eval) findings: Samples<Evaluation>,
    /// Those of them that are compared with nothing.
    pub(in crate::report::eval) plain: u64,
    /// NON_COMPLIANT, waived.
    pub(in crate::report::eval) waived: Samples<Evaluation>,
    /// ERROR
    pub(in crate::report::eval) errors: Samples<Evaluation>,
    /// INSUFFICIENT_DATA
    pub(in crate::report::eval) lacking: Samples<Evaluation>,
    /// COMPLIANT and NOT_APPLICABLE, as far as they are reported.
    pub(in crate::report::eval) passed: Samples<Evaluation>,
    /// How many results each waiver accepts, by its name.
    pub(in crate::report::eval) waivers: BTreeMap<String, (Arc<Waived>, u64)>,
    /// NON_COMPLIANT or ERROR, and not so in the earlier state.
    pub(in crate::report::eval) new: Samples<Evaluation>,
    /// NON_COMPLIANT or ERROR in the earlier state, and not so now.
    pub(in crate::report::eval) fixed: Samples<Evaluation>,
    /// NON_COMPLIANT or ERROR now as then.
    pub(in crate::report::eval) unchanged: Samples<Evaluation>,
}

/// What all compliance rules found.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Results {
    keep: usize,
    rules: BTreeMap<RuleId, Found>,
    /// How many results of each kind came.
    pub(in crate::report::eval) counts: ComplianceCounts,
    /// Newly failing, fixed, and failing as before; `None` when the run compares with nothing.
    pub(in crate::report::eval) standing: Option<[u64; 3]>,
    /// What INSUFFICIENT_DATA lacks: how many results, of which rules.
    pub(in crate::report::eval) lacks: BTreeMap<String, (u64, BTreeSet<RuleId>)>,
    /// How results went over time.
    pub(in crate::report::eval) history: Timelines,
    /// What results roll up to.
    pub(in crate::report::eval) rollups: Rollups,
    /// What is to be known besides.
    pub(in crate::report::eval) notices: Notices,
}

impl Results {
    /// Nothing yet; keeps the first `keep` results of a rule and kind.
    pub(in crate::report::eval) fn new(keep: usize) -> Self {
        Self { keep, notices: Notices::new(keep), ..Self::default() }
    }

    /// Takes a result.
    pub(in crate::report::eval) fn add(&mut self, evaluation: &Evaluation) {
        let waived = evaluation.waived.as_ref();
        self.counts.add(evaluation.compliance, waived.is_some());
        let found = self.rules.entry(evaluation.rule).or_default();
        let outcome = Outcome::of(evaluation);
        let list = match outcome {
            Outcome::Finding => &mut found.findings,
            Outcome::Waived => &mut found.waived,
            Outcome::Error => &mut found.errors,
            Outcome::Lacking => &mut found.lacking,
            Outcome::Compliant | Outcome::NotApplicable => &mut found.passed,
        };
        list.add(evaluation, self.keep);
        found.plain += u64::from(outcome == Outcome::Finding && evaluation.standing.is_none());
        if let (Outcome::Waived, Some(waived)) = (outcome, waived) {
            match found.waivers.get_mut(&waived.waiver) {
                Some((_, count)) => *count += 1,
                None => {
                    found.waivers.insert(waived.waiver.clone(), (Arc::clone(waived), 1));
                }
            }
        }
        if outcome == Outcome::Lacking {
            self.lacks(evaluation);
        }
        self.stands(evaluation, outcome);
    }

    fn lacks(&mut self, evaluation: &Evaluation) {
        // Beyond the limit there is one entry for all.
        let known = self.lacks.contains_key(&evaluation.message);
        let reason = if known || self.lacks.len() < REASONS { &*evaluation.message } else { "" };
        let (count, rules) = self.lacks.entry(reason.to_owned()).or_default();
        *count += 1;
        rules.insert(evaluation.rule);
    }

    fn stands(&mut self, evaluation: &Evaluation, outcome: Outcome) {
        let Some(standing) = evaluation.standing else { return };
        let [new, fixed, unchanged] = self.standing.get_or_insert_default();
        let found = self.rules.entry(evaluation.rule).or_default();
        let fails = matches!(outcome, Outcome::Finding | Outcome::Error);
        let (list, count) = match standing {
            Standing::New if fails => (&mut found.new, new),
            Standing::Unchanged if fails => (&mut found.unchanged, unchanged),
            Standing::Fixed => (&mut found.fixed, fixed),
            // Waived, or as good as before.
            Standing::New | Standing::Unchanged => return,
        };
        *count += 1;
        list.add(evaluation, self.keep);
    }

    /// What the rule at a position in the table of rules found, if anything.
    pub(in crate::report::eval) fn of(&self, rule: usize) -> Option<&Found> {
        self.rules.get(&RuleId::new(rule))
    }
}
