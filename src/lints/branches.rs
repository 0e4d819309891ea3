//! The ways in which a pattern can hold: its `$or`s written out, each way a list of conditions on
//! fields that must all hold.

use crate::operators::pattern::{Condition, Field, Pattern};

/// One way: all of these conditions.
pub(super) type Branch<'p> = Vec<&'p Field>;

/// Patterns with more ways are left alone.
pub(super) const MOST_BRANCHES: usize = 256;

/// The ways in which the pattern can hold that do not contradict themselves; `None` when there
/// are too many to write out. None at all means that no event passes.
pub(super) fn of(pattern: &Pattern) -> Option<Vec<Branch<'_>>> {
    if count(pattern) > MOST_BRANCHES {
        return None;
    }
    let mut all = written_out(pattern);
    all.retain(|branch| clash(branch).is_none());
    Some(all)
}

/// A condition of a branch that nothing can meet, with the one that rules it out if it is not
/// impossible by itself.
///
/// Any number of conditions on values can hold at once, since a field may be a list and so have
/// all the values asked for. Absence is different: a value that was chosen lies in the array
/// elements that the choices pin, so its field is never absent there.
pub(super) fn clash<'p>(branch: &[&'p Field]) -> Option<(&'p Field, Option<&'p Field>)> {
    if let Some(field) = branch.iter().find(|f| f.tests.is_empty() && !f.absent) {
        return Some((field, None));
    }
    let mut absent: Vec<&Field> = branch.iter().copied().filter(|f| f.tests.is_empty()).collect();
    absent.sort_by_key(|f| &f.path);
    let needed = branch.iter().filter(|f| !f.absent);
    needed.copied().find_map(|field| {
        let at = absent.binary_search_by_key(&&field.path, |f| &f.path).ok()?;
        Some((absent[at], Some(field)))
    })
}

/// All ways, those that contradict themselves included; only after `count` said there are few.
pub(super) fn written_out(pattern: &Pattern) -> Vec<Branch<'_>> {
    let mut all: Vec<Branch<'_>> = vec![Vec::new()];
    for condition in &pattern.all {
        match condition {
            Condition::Field(field) => all.iter_mut().for_each(|branch| branch.push(field)),
            Condition::Any(patterns) => {
                let ways: Vec<_> = patterns.iter().flat_map(written_out).collect();
                let joined = all
                    .iter()
                    .flat_map(|left| ways.iter().map(move |right| [&**left, right].concat()));
                all = joined.collect();
            }
        }
    }
    all
}

/// How many ways there are, counted no further than the limit needs.
pub(super) fn count(pattern: &Pattern) -> usize {
    pattern.all.iter().fold(1usize, |n, condition| match condition {
        Condition::Field(_) => n,
        // No branches count as one, so that the product bounds every step of writing out.
        Condition::Any(patterns) => {
            n.saturating_mul(patterns.iter().map(count).fold(0usize, usize::saturating_add).max(1))
        }
    })
}
