//! When one list of conditions covers another: whatever meets all of `a` meets all of `b`.
//!
//! A proof gives every condition of `b` a condition of `a` on the same field whose alternatives
//! it accepts. For an event that meets `a`, `b` then makes the choices of `a`, which lie in one
//! element of each array as `b` needs. What `b` takes to be absent, `a` took to be absent in the
//! elements that *its* choices pin, and fewer pins leave more of the event to look at. So when `b`
//! relies on absence, every choice of `a` that `b` lacks must lie outside of the arrays on the way
//! to the absent field, which is sure when their paths differ in their first key.

use crate::operators::pattern::Field;
use crate::operators::{Literal, Test, implies};
use std::collections::HashSet;

/// Pairs of alternatives up to which they are compared one by one.
const FEW_PAIRS: usize = 1024;

/// Pairs of alternatives that are not plain values that one comparison may cost.
const MOST_PAIRS: usize = 100_000;

/// Does whatever meets `a` meet `b`? Both sorted by path.
pub(super) fn covers(a: &[&Field], b: &[&Field]) -> bool {
    let mut used = Vec::new();
    let mut absences = Vec::new();
    for wanted in b {
        let first = a.partition_point(|f| f.path < wanted.path);
        let same = a[first..].iter().take_while(|f| f.path == wanted.path).enumerate();
        let best = same
            .map(|(i, f)| (first + i, f))
            .filter(|(_, f)| accepts(f, wanted))
            .min_by_key(|(i, f)| (f.absent, used.contains(i)));
        let Some((index, given)) = best else { return false };
        used.push(index);
        if given.absent {
            absences.push(first_key(&given.path));
        }
    }
    absences.is_empty()
        || a.iter().enumerate().all(|(i, f)| {
            f.tests.is_empty() || used.contains(&i) || !absences.contains(&first_key(&f.path))
        })
}

/// The part of a path that all arrays on the way to its values have in common. Keys may hold dots
/// themselves, so it may be less than the first key, which only makes more paths look related.
fn first_key(path: &[u8]) -> &[u8] {
    path.split(|b| *b == b'.').next().unwrap_or_default()
}

/// Is every alternative of `given` one of `wanted`, or narrower than one?
pub(super) fn accepts(given: &Field, wanted: &Field) -> bool {
    if given.absent && !wanted.absent {
        return false;
    }
    if given.tests.len().saturating_mul(wanted.tests.len()) <= FEW_PAIRS {
        return given.tests.iter().all(|t| wanted.tests.iter().any(|w| implies(t, w)));
    }
    // Two lists that have little in common mostly differ at the first look.
    let mut some = given.tests.first().into_iter().chain(given.tests.last());
    if !some.all(|t| wanted.tests.iter().any(|w| implies(t, w))) {
        return false;
    }
    let literal = |test: &'_ Test| matches!(test, Test::Exact(_));
    let plain: HashSet<&Literal> = wanted
        .tests
        .iter()
        .filter_map(|t| if let Test::Exact(l) = t { Some(l) } else { None })
        .collect();
    let others: Vec<&Test> = wanted.tests.iter().filter(|t| !literal(t)).collect();
    given.tests.len().saturating_mul(others.len()) <= MOST_PAIRS
        && given.tests.iter().all(|t| {
            matches!(t, Test::Exact(l) if plain.contains(l)) || others.iter().any(|w| implies(t, w))
        })
}
