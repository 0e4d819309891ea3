//! The parts of conditions that look at other items.

use crate::compliance::{Condition, Related};
use crate::rules::{ComplianceRule, How};
use std::collections::HashSet;
use std::sync::Arc;

/// Calls `visit` with every `related` of a condition, the outer ones first. What has a name is
/// looked at once, however often it is used.
pub(super) fn others_of<'c>(condition: &'c Condition, visit: &mut dyn FnMut(&'c Related)) {
    within(condition, &mut HashSet::new(), visit);
}

fn within<'c>(
    condition: &'c Condition,
    seen: &mut HashSet<*const Condition>,
    visit: &mut dyn FnMut(&'c Related),
) {
    match condition {
        Condition::Clause(_) => {}
        Condition::All(all) | Condition::Any(all) | Condition::NoneOf(all) => {
            all.iter().for_each(|inner| within(inner, seen, visit));
        }
        Condition::Not(inner) | Condition::IfParam(_, inner) => within(inner, seen, visit),
        Condition::Named(_, inner) => {
            if seen.insert(Arc::as_ptr(inner)) {
                within(inner, seen, visit);
            }
        }
        Condition::Block(block) => {
            block.filter.iter().chain(&block.satisfy).for_each(|c| within(c, seen, visit));
        }
        Condition::Related(related) => {
            visit(related);
            within(&related.require, seen, visit);
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
