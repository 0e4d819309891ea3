//! The parts of conditions that look at other items.

use crate::compliance::{Condition, Related};
use crate::rules::{ComplianceRule, How};

/// Calls `visit` with every `related` of a condition, the outer ones first.
pub(super) fn others_of<'c>(condition: &'c Condition, visit: &mut dyn FnMut(&'c Related)) {
    match condition {
        Condition::Clause(_) => {}
        Condition::All(all) | Condition::Any(all) | Condition::NoneOf(all) => {
            all.iter().for_each(|inner| others_of(inner, visit));
        }
        Condition::Not(inner) | Condition::IfParam(_, inner) => others_of(inner, visit),
        Condition::Named(_, inner) => others_of(inner, visit),
        Condition::Block(block) => {
            block.filter.iter().chain(&block.satisfy).for_each(|inner| others_of(inner, visit));
        }
        Condition::Related(related) => {
            visit(related);
            others_of(&related.require, visit);
        }
    }
}

/// Calls `visit` with every `related` of a rule.
pub(super) fn others_of_rule<'r>(rule: &'r ComplianceRule, visit: &mut dyn FnMut(&'r Related)) {
    let How::Conditions(variants) = &rule.how else { return };
    for variant in variants {
        for condition in variant.check.when.iter().chain([&variant.check.require]) {
            others_of(condition, visit);
        }
    }
}
