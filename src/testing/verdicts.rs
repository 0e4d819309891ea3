//! What every field of a pattern says of an event, by itself.
//!
//! `explain` also asks the reference matcher whether the whole pattern matches, which may take
//! exponential time on events with long arrays. Here the graph has answered that already, so the
//! fields are handed over as the branches of one `$or`: the matcher stops at the first that holds,
//! and never has to combine any.

use crate::engine::explain::{Explained, ExplainedField, explain};
use crate::operators::pattern::{Condition, Field, Pattern};
use crate::read::tree::Tree;
use std::vec::IntoIter;

/// The fields of a pattern in its order, those of the branches of `$or` included.
pub(super) fn fields<'p>(pattern: &'p Pattern, into: &mut Vec<&'p Field>) {
    for condition in &pattern.all {
        match condition {
            Condition::Field(field) => into.push(field),
            Condition::Any(branches) => branches.iter().for_each(|b| fields(b, into)),
        }
    }
}

/// Fields that are looked at side by side.
pub(super) fn apart<'p>(fields: impl IntoIterator<Item = &'p Field>) -> Pattern {
    let branch = |field: &Field| Pattern { all: vec![Condition::Field(field.clone())] };
    Pattern { all: vec![Condition::Any(fields.into_iter().map(branch).collect())] }
}

/// What each of the fields of `apart` says of an event, in their order.
pub(super) fn of_each(apart: &Pattern, event: &Tree) -> Vec<ExplainedField> {
    let mut all = Vec::new();
    for condition in explain(apart, event).conditions {
        flatten(condition, &mut all);
    }
    all
}

fn flatten(condition: Explained, into: &mut Vec<ExplainedField>) {
    match condition {
        Explained::Field(field) => into.push(field),
        Explained::Any(branches) => {
            for condition in branches.into_iter().flat_map(|(_, inner)| inner) {
                flatten(condition, into);
            }
        }
    }
}

/// What each condition of a pattern says of an event.
pub(super) fn conditions(pattern: &Pattern, event: &Tree) -> Vec<Explained> {
    let mut all = Vec::new();
    fields(pattern, &mut all);
    let verdicts = of_each(&apart(all), event);
    assemble(pattern, &mut verdicts.into_iter())
}

fn assemble(pattern: &Pattern, verdicts: &mut IntoIter<ExplainedField>) -> Vec<Explained> {
    let mut all = Vec::with_capacity(pattern.all.len());
    for condition in &pattern.all {
        match condition {
            Condition::Field(_) => all.extend(verdicts.next().map(Explained::Field)),
            Condition::Any(branches) => {
                let branch = |pattern| {
                    let inner = assemble(pattern, verdicts);
                    (inner.iter().all(Explained::holds), inner)
                };
                all.push(Explained::Any(branches.iter().map(branch).collect()));
            }
        }
    }
    all
}
