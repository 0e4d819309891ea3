//! Does a condition hold of an item? Of a list any value suffices, each test by itself: two tests
//! of one list may be met by different elements, as in AWS.

use super::ast::{Condition, Query, Test, Wanted};
use super::literal::Literal;
use super::path::{View, each};
use super::watch::Watches;
use crate::read::tree::Item;

/// Does it hold? Recurses as deep as the parser let conditions be.
pub(super) fn holds(
    condition: &Condition,
    query: &Query,
    view: &View<'_>,
    watches: &mut Watches,
) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(part, query, view, watches)),
        Condition::Any(parts) => parts.iter().any(|part| holds(part, query, view, watches)),
        Condition::Not(part) => !holds(part, query, view, watches),
        Condition::Test(test) => test_holds(test, query, view, watches),
    }
}

fn test_holds(test: &Test, query: &Query, view: &View<'_>, watches: &mut Watches) -> bool {
    let (Some(path), Some(watch)) = (query.paths.get(test.path), watches.paths.get_mut(test.path))
    else {
        return false;
    };
    let mut fit = watches.tests.get_mut(test.number);
    let (mut some, mut met) = (false, false);
    each(view, path, watch, &mut |item| {
        some = true;
        let answer = compare(&test.wanted, item);
        if let Some(fit) = &mut fit {
            fit.note(answer.is_some(), item);
        }
        met = answer == Some(true);
        !met
    });
    match (&test.wanted, test.negated) {
        (Wanted::Present, negated) => some != negated,
        (_, true) => some && !met,
        (_, false) => met,
    }
}

/// Is the value like this? `None` if it does not compare.
fn compare(wanted: &Wanted, item: Item<'_>) -> Option<bool> {
    match wanted {
        Wanted::Compare(relation, literal) => literal.compare(*relation, item),
        Wanted::In(set) => set.holds(item),
        Wanted::Between(low, high) => Literal::between(low, high, item),
        Wanted::Like(like) => {
            (item.kind() == crate::read::tree::Kind::Text).then(|| like.holds(&item.text()))
        }
        Wanted::Present => Some(true),
    }
}
