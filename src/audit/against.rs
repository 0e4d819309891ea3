//! An earlier state, and how results stand against it.

use super::auditor::Auditor;
use super::finish::Told;
use super::ledger::Ledger;
use crate::base::ids::RuleId;
use crate::model::{ComplianceType, Evaluation, Standing};
use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

/// What an earlier state of the resources came to under the same rules: of all results those that
/// were NON_COMPLIANT or ERROR.
#[derive(Debug, Default)]
pub struct Earlier {
    bad: Vec<Told>,
    index: HashMap<(u128, RuleId), usize, RandomState>,
    keys: HashSet<u128, RandomState>,
}

impl Earlier {
    /// What a ledger knows. Its items must have been assessed by this auditor, and so must those
    /// that are compared with it.
    #[must_use]
    pub fn of(mut ledger: Ledger, auditor: &Auditor) -> Self {
        let mut earlier = Self::default();
        for told in ledger.conclude(auditor).told {
            if is_bad(told.result.compliance) {
                earlier.index.insert((told.key, told.result.rule), earlier.bad.len());
                earlier.keys.insert(told.key);
                earlier.bad.push(told);
            }
        }
        earlier
    }

    /// Was there something to tell of this resource?
    pub(super) fn knows(&self, key: u128) -> bool {
        self.keys.contains(&key)
    }

    /// The earlier result of a rule for a resource, if it was NON_COMPLIANT or ERROR.
    pub(super) fn bad(&self, key: u128, rule: RuleId) -> Option<&Evaluation> {
        let at = self.index.get(&(key, rule))?;
        self.bad.get(*at).map(|told| &told.result)
    }

    /// How a result stands. INSUFFICIENT_DATA proves nothing and so changes nothing.
    pub(super) fn standing(&self, key: u128, rule: RuleId, now: ComplianceType) -> Standing {
        match (self.bad(key, rule).is_some(), now) {
            (false, now) if is_bad(now) => Standing::New,
            (true, ComplianceType::Compliant | ComplianceType::NotApplicable) => Standing::Fixed,
            _ => Standing::Unchanged,
        }
    }

    /// The results of resources that are not there any more, in their order, as fixed ones.
    /// `known` says whether a rule has a result for a resource now.
    pub(super) fn gone(&self, known: impl Fn(u128, RuleId) -> bool) -> Vec<Evaluation> {
        let left = self.bad.iter().filter(|told| !known(told.key, told.result.rule));
        left.map(|told| Evaluation {
            compliance: ComplianceType::NotApplicable,
            message: format!("{}; the resource is gone", was(&told.result)),
            waived: None,
            standing: Some(Standing::Fixed),
            ..told.result.clone()
        })
        .collect()
    }
}

/// What a result was, in words.
pub(super) fn was(result: &Evaluation) -> String {
    match result.message.as_str() {
        "" => format!("was {}", result.compliance),
        words => format!("was {} ({words})", result.compliance),
    }
}

/// Is it a result that somebody has to do something about?
pub(super) fn is_bad(compliance: ComplianceType) -> bool {
    matches!(compliance, ComplianceType::NonCompliant | ComplianceType::Error)
}
