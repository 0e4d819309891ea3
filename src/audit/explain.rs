//! Why a rule says what it says of an item, among the other items of a run.

use super::auditor::Auditor;
use super::judge::State;
use super::others::Others;
use super::parts::others_of_rule;
use crate::compliance::evaluate::STEPS;
use crate::compliance::{Check, Explained, Facts, Node, Params};
use crate::items::Normalised;
use crate::rules::How;
use std::sync::Arc;

/// How a rule comes to its result for an item.
#[derive(Debug, Clone)]
pub enum Reason {
    /// No condition was asked; why not, in words.
    Unasked(String),
    /// Step by step, with the conditions and parameters that count for the item.
    Steps(Box<Explained>, Arc<Check>, Arc<Params>),
}

impl Auditor {
    /// Explains what a rule (an index into the rules of the run) says of an item. `others` are the
    /// newest versions of all resources, that of the item included.
    #[must_use]
    pub fn explain(&self, rule: usize, item: &Normalised, others: &[&Normalised]) -> Reason {
        let unasked = |words: &str| Reason::Unasked(words.to_owned());
        let Some(of) = self.rules.get(rule) else { return unasked("there is no such rule") };
        match State::of(item) {
            State::Gone => return unasked("the resource is deleted or not recorded"),
            State::Elsewhere(words) => return Reason::Unasked(words),
            State::Whole => {}
        }
        if !of.scope.is_everything() && !of.scope.selects(item.tree.root()) {
            return unasked("the resource is not in the rule's scope");
        }
        if let How::Custom(custom) = &of.how {
            return Reason::Unasked(format!("the plugin `{}` answers it", custom.plugin));
        }
        let Some(variant) = self.variant(rule, item) else {
            return unasked("the rule has no conditions for the resource");
        };
        let whole = others.iter().copied().filter(|other| State::of(other) == State::Whole);
        let mut others = Others::new(whole.collect());
        others_of_rule(of, &mut |related| others.prepare(related));
        let (now, params) = (self.now, &*variant.params);
        let facts = Facts { now, params, others: &others, steps: STEPS };
        let explained = variant.check.explain(Node::root(&item.tree), &facts);
        Reason::Steps(Box::new(explained), Arc::clone(&variant.check), Arc::clone(&variant.params))
    }
}
