//! One rule and one item.

use super::auditor::Auditor;
use super::parts::others_of;
use super::reads::Reads;
use super::spot::Spot;
use crate::compliance::evaluate::{STEPS, truth};
use crate::compliance::{Answer, Facts, Find, NoItems, Node, Params, Truth, Turns};
use crate::items::{Normalised, Status};
use crate::model::{ComplianceType, Place};
use crate::read::tree::{Item, Kind};
use crate::rules::{How, Variant};

/// What is said of items without a configuration, which pass nothing that asks about it.
pub(super) const NO_CONFIGURATION: &str = "the item has no configuration";

/// What there is to say of a result that is not as it should be.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Detail {
    pub message: String,
    /// The path of the value that decided.
    pub path: Option<String>,
    /// That value.
    pub value: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
    /// The waivers that accept it, ended ones included.
    pub waivers: Box<[u32]>,
}

/// A result: what a rule says of an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub compliance: ComplianceType,
    /// For what is neither COMPLIANT nor NOT_APPLICABLE.
    pub detail: Option<Box<Detail>>,
}

impl Judged {
    /// A result of which nothing is to be said.
    pub fn quiet(compliance: ComplianceType) -> Self {
        Self { compliance, detail: None }
    }

    /// A result with words.
    pub fn told(compliance: ComplianceType, message: String) -> Self {
        let detail = Some(Box::new(Detail { message, ..Detail::default() }));
        Self { compliance, detail }
    }
}

/// What can be said of an item whatever the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It is there with its configuration.
    Whole,
    /// The resource is gone, or not recorded: no rule concerns it.
    Gone,
    /// Its configuration is elsewhere, in words.
    Elsewhere(String),
}

impl State {
    /// The state of an item.
    pub fn of(item: &Normalised) -> Self {
        let gone = item.head.status.is_deleted() || item.left_scope;
        if gone || item.head.status == Status::NotRecorded {
            return Self::Gone;
        }
        let Some(oversized) = &item.oversized else { return Self::Whole };
        let elsewhere = match (&oversized.location, &oversized.error) {
            (Some(location), None) => format!("it is in `{location}`"),
            (Some(location), Some(error)) => format!("it should be in `{location}`: {error}"),
            (None, Some(error)) => format!("it was not delivered: {error}"),
            (None, None) => "the message does not say where it is".to_owned(),
        };
        Self::Elsewhere(format!("the configuration was too large for its message; {elsewhere}"))
    }
}

/// What a judgement looks at besides the item.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The other items.
    pub others: &'a dyn Find,
    /// Where it is noted until when the judgement holds.
    pub turns: Option<&'a Turns>,
}

impl<'a> Around<'a> {
    /// Nothing.
    pub fn alone() -> Self {
        Self { others: &NoItems, turns: None }
    }

    /// The other items.
    pub fn others(others: &'a dyn Find) -> Self {
        Self { others, turns: None }
    }

    fn facts(self, auditor: &Auditor, params: &'a Params) -> Facts<'a> {
        Facts { now: auditor.now, params, others: self.others, steps: STEPS, turns: self.turns }
    }
}

/// Is it a result that is always told?
pub(super) fn is_loud(compliance: ComplianceType) -> bool {
    !matches!(compliance, ComplianceType::Compliant | ComplianceType::NotApplicable)
}

impl Auditor {
    /// Judges an item by a rule, knowing the others.
    pub(super) fn judge(
        &self,
        rule: usize,
        item: &Normalised,
        spot: &Spot,
        around: Around<'_>,
    ) -> Judged {
        let Some(of) = self.rules.get(rule) else {
            return Judged::quiet(ComplianceType::NotApplicable);
        };
        if !of.scope.is_everything() && !of.scope.selects(item.tree.root()) {
            return Judged::quiet(ComplianceType::NotApplicable);
        }
        let mut judged = match &of.how {
            How::Conditions(_) => match self.variant(rule, item) {
                Some(variant) => self.check(variant, item, spot, around),
                None => Judged::quiet(ComplianceType::NotApplicable),
            },
            How::Custom(custom) => self.ask(rule, custom, item),
        };
        if judged.compliance == ComplianceType::Compliant && self.lacks_configuration(rule, item) {
            return Judged::told(ComplianceType::InsufficientData, NO_CONFIGURATION.to_owned());
        }
        if judged.compliance == ComplianceType::NonCompliant
            && let Some(detail) = &mut judged.detail
        {
            detail.waivers = self.exceptions.for_item(rule, item);
        }
        judged
    }

    /// What a rule says of an item, without the reason; `None` where a plugin has to be asked.
    pub(super) fn outcome(&self, rule: usize, item: &Normalised) -> Option<ComplianceType> {
        let of = self.rules.get(rule)?;
        if !of.scope.is_everything() && !of.scope.selects(item.tree.root()) {
            return Some(ComplianceType::NotApplicable);
        }
        let How::Conditions(_) = of.how else { return None };
        let Some(variant) = self.variant(rule, item) else {
            return Some(ComplianceType::NotApplicable);
        };
        let facts = Around::alone().facts(self, &variant.params);
        let compliance = variant.check.outcome(Node::root(&item.tree), &facts);
        let passes = compliance == ComplianceType::Compliant;
        let lacking = passes && self.lacks_configuration(rule, item);
        Some(if lacking { ComplianceType::InsufficientData } else { compliance })
    }

    /// Judges an item by a rule whose extra input is absent: the rule may not concern it.
    pub(super) fn judge_without(
        &self,
        rule: usize,
        item: &Normalised,
        absent: &str,
        around: Around<'_>,
    ) -> Judged {
        let lacking = || Judged::told(ComplianceType::InsufficientData, absent.to_owned());
        let Some(of) = self.rules.get(rule) else { return lacking() };
        if !of.scope.is_everything() && !of.scope.selects(item.tree.root()) {
            return Judged::quiet(ComplianceType::NotApplicable);
        }
        let Some(variant) = self.variant(rule, item) else { return lacking() };
        let Some(when) = &variant.check.when else { return lacking() };
        let mut alone = true;
        others_of(when, &mut |_| alone = false);
        let around = Around { others: &NoItems, ..around };
        let facts = around.facts(self, &variant.params);
        match truth(when, Node::root(&item.tree), &facts) {
            Answer::Truth(Truth::False | Truth::Missing) | Answer::NotApplicable if alone => {
                Judged::quiet(ComplianceType::NotApplicable)
            }
            _ => lacking(),
        }
    }

    /// Does the rule ask about a configuration that the item has not? Rows of queries, for example,
    /// hold what was selected only.
    pub(super) fn lacks_configuration(&self, rule: usize, item: &Normalised) -> bool {
        let root = item.tree.root();
        let supplements = root.get("supplementaryConfiguration");
        let supplements = supplements.filter(|s| s.kind() == Kind::Map);
        let bare = match root.get("configuration").map(Item::kind) {
            Some(Kind::Null) => supplements.is_none_or(|s| s.entries().next().is_none()),
            None => supplements.is_none(),
            Some(_) => false,
        };
        bare && self.reads.get(rule).is_some_and(Reads::needs_configuration)
    }

    /// The conditions that a rule has for an item.
    pub(super) fn variant(&self, rule: usize, item: &Normalised) -> Option<&Variant> {
        let How::Conditions(variants) = &self.rules.get(rule)?.how else { return None };
        let root = item.tree.root();
        variants.iter().find(|v| v.selector.is_everything() || v.selector.selects(root))
    }

    fn check(
        &self,
        variant: &Variant,
        item: &Normalised,
        spot: &Spot,
        around: Around<'_>,
    ) -> Judged {
        let node = Node::root(&item.tree);
        let facts = around.facts(self, &variant.params);
        let result = variant.check.evaluate(node, &facts);
        if !is_loud(result.outcome) {
            return Judged::quiet(result.outcome);
        }
        let mut message = variant.check.say(node, &variant.params, &result);
        let mut detail = Detail::default();
        if let Some(first) = result.evidence.into_iter().next() {
            match &first.resource {
                // Its place is in another record, maybe of another input.
                Some(other) if !message.contains(other.as_str()) => {
                    message = format!("{message} ({other})");
                }
                Some(_) => {}
                None => {
                    let start = first.place.map(|span| span.start as usize);
                    detail.place = start.and_then(|at| spot.place_of(item.tree.input(), at));
                }
            }
            // The whole item is no value that decided: some other one is missing.
            if !matches!(first.path.as_str(), "" | "$") {
                detail.path = Some(first.path);
                detail.value = Some(first.value).filter(|value| !value.is_empty());
            }
        }
        detail.message = message;
        Judged { compliance: result.outcome, detail: Some(Box::new(detail)) }
    }
}
