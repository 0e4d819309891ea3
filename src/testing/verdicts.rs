//! Fields of many rules looked at side by side, for coverage.

use crate::operators::pattern::{Condition, Field, Pattern};

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
