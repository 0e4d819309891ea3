//! One rule and one item, step by step.

use super::accounts::{self, ACCOUNT};
use super::auditor::Auditor;
use super::judge::{NO_CONFIGURATION, State};
use super::kinds::describes;
use super::others::Others;
use super::parts::others_of_rule;
use crate::compliance::evaluate::STEPS;
use crate::compliance::{Explained, Facts, Node};
use crate::items::Normalised;
use crate::model::ComplianceType;
use crate::rules::How;
use std::collections::BTreeSet;

/// Why a rule says of an item what it says.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// What it says.
    pub compliance: ComplianceType,
    /// What is told of that.
    pub message: String,
    /// Why conditions were not asked, or which values of parameters they had.
    pub note: Option<String>,
    /// The steps, where conditions were asked.
    pub steps: Option<Explained>,
}

impl Explanation {
    fn without_steps(compliance: ComplianceType, note: impl Into<String>) -> Self {
        Self { compliance, message: String::new(), note: Some(note.into()), steps: None }
    }
}

/// The items of the accounts of these items, as a run makes them for rules on accounts.
#[must_use]
pub fn account_items(items: &[Normalised]) -> Vec<Normalised> {
    let accounts: BTreeSet<&str> =
        items.iter().filter_map(|item| item.head.account.as_deref()).collect();
    let given = |account: &&str| {
        !items.iter().any(|i| i.head.resource_type == ACCOUNT && i.head.resource_id == **account)
    };
    let missing = accounts.into_iter().filter(given);
    missing.filter_map(accounts::item).map(|item| *item).collect()
}

impl Auditor {
    /// Explains what the rule of a number says of the item at `at`; the other items are those that
    /// it may be related to.
    #[must_use]
    pub fn explain(&self, rule: usize, items: &[Normalised], at: usize) -> Option<Explanation> {
        let (of, item) = (self.rules.get(rule)?, items.get(at)?);
        let root = item.tree.root();
        let kind = &item.head.resource_type;
        let applies =
            |words: String| Some(Explanation::without_steps(ComplianceType::NotApplicable, words));
        if !of.types.iter().any(|glob| describes(glob, kind.as_bytes())) {
            return applies(format!("the rule does not concern {kind}"));
        }
        if !of.scope.is_everything() && !of.scope.selects(root) {
            return applies("the item is not in the rule's scope".to_owned());
        }
        match State::of(item) {
            State::Whole => {}
            State::Gone => {
                let status = item.head.status.word();
                return applies(format!(
                    "the item's status is {status}: there is nothing to judge"
                ));
            }
            State::Elsewhere(words) => {
                return Some(Explanation::without_steps(ComplianceType::InsufficientData, words));
            }
        }
        for input in &of.inputs {
            if !items.iter().any(|i| i.head.resource_type == input.item_type()) {
                let words = format!("needs the input `{}`: name it as well", input.word());
                return Some(Explanation::without_steps(ComplianceType::InsufficientData, words));
            }
        }
        let How::Conditions(_) = of.how else {
            let note = "a plugin answers this rule: `tripline plugin invoke` shows what it does";
            return Some(Explanation::without_steps(ComplianceType::InsufficientData, note));
        };
        let whole = items.iter().filter(|i| State::of(i) == State::Whole);
        let mut others = Others::new(whole.collect());
        others_of_rule(of, &mut |related| others.prepare(related));
        let variant = self.variant(rule, item)?;
        let node = Node::root(&item.tree);
        let facts = Facts {
            now: self.now,
            params: &variant.params,
            others: &others,
            steps: STEPS,
            turns: None,
        };
        let steps = variant.check.explain(node, &facts);
        let given: Vec<String> = variant
            .params
            .names()
            .map(|name| {
                let shown = variant.params.shown(name);
                let value = if variant.params.is_given(name) { shown } else { "not given" };
                format!("{name} = {value}")
            })
            .collect();
        let mut compliance = steps.result.outcome;
        let mut message = variant.check.say(node, &variant.params, &steps.result);
        if compliance == ComplianceType::Compliant && self.lacks_configuration(rule, item) {
            (compliance, message) = (ComplianceType::InsufficientData, NO_CONFIGURATION.to_owned());
        }
        Some(Explanation {
            compliance,
            message,
            note: (!given.is_empty()).then(|| format!("parameters: {}", given.join("; "))),
            steps: Some(steps),
        })
    }
}
