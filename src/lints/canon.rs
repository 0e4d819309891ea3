//! When two patterns are the same but for the order in which they were written.

use crate::operators::Test;
use crate::operators::pattern::{Condition, Field, Pattern};
use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Hashes that do not depend on the order of things.
const STATE: FixedState = FixedState::with_seed(0x7472_6970_6C69_6E65);

/// A hash that equal patterns share.
pub(super) fn hash(pattern: &Pattern) -> u64 {
    sum(pattern.all.iter().map(of_condition))
}

/// The hash of some value, from the same family.
pub(super) fn hash_of(value: impl std::hash::Hash) -> u64 {
    STATE.hash_one(value)
}

/// Are the patterns the same, up to the order of keys, list entries and `$or` branches?
pub(super) fn equal(a: &Pattern, b: &Pattern) -> bool {
    a.all.len() == b.all.len()
        && paired(&a.all, &b.all, of_condition, |x, y| match (x, y) {
            (Condition::Field(x), Condition::Field(y)) => {
                x.path == y.path && same_alternatives(x, y)
            }
            (Condition::Any(x), Condition::Any(y)) => {
                x.len() == y.len() && paired(x, y, hash, equal)
            }
            (Condition::Field(_), Condition::Any(_)) | (Condition::Any(_), Condition::Field(_)) => {
                false
            }
        })
}

/// Do two conditions on one field accept the same, as written?
pub(super) fn same_alternatives(a: &Field, b: &Field) -> bool {
    a.absent == b.absent
        && a.tests.len() == b.tests.len()
        && paired(&a.tests, &b.tests, |t: &Test| STATE.hash_one(t), |x, y| x == y)
}

/// Are the lists equal once both are ordered by hash? Two entries with one hash may hide that
/// they are, which only costs a warning.
fn paired<T>(a: &[T], b: &[T], hash: impl Fn(&T) -> u64, same: impl Fn(&T, &T) -> bool) -> bool {
    if let ([a], [b]) = (a, b) {
        return same(a, b);
    }
    let sorted = |all: &[T]| {
        let mut keys: Vec<_> = all.iter().enumerate().map(|(i, x)| (hash(x), i)).collect();
        keys.sort_unstable();
        keys
    };
    let (x, y) = (sorted(a), sorted(b));
    x.len() == y.len() && x.iter().zip(&y).all(|(x, y)| x.0 == y.0 && same(&a[x.1], &b[y.1]))
}

fn of_condition(condition: &Condition) -> u64 {
    match condition {
        Condition::Field(field) => {
            let tests = sum(field.tests.iter().map(|t| STATE.hash_one(t)));
            STATE.hash_one((&*field.path, field.absent, tests))
        }
        Condition::Any(branches) => STATE.hash_one((1u8, sum(branches.iter().map(hash)))),
    }
}

fn sum(hashes: impl Iterator<Item = u64>) -> u64 {
    // Mixed once more, so that lists nested differently do not add up alike.
    STATE.hash_one(hashes.fold(0, u64::wrapping_add))
}
