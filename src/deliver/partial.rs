//! Which items of a batch failed, by Lambda's rules: the items that the answer lists, and all of them
//! if it lists one that is not in the batch, or one twice. In order, what comes after a failure is
//! tried again with it.

use super::fault::Fault;
use super::letter::Letter;
use super::retry::Exhausted;
use crate::model::ItemFailure;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// The faults of a batch's letters, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Faults {
    /// The batch failed as a whole.
    All(Fault),
    /// Each letter for itself; `None` succeeded.
    Each(Vec<Option<Fault>>),
}

/// Reads the failures that a target answered.
pub(super) fn faults(letters: &[Letter], failures: &[ItemFailure]) -> Faults {
    let mut each = vec![None; letters.len()];
    let places: HashMap<&str, usize, RandomState> =
        letters.iter().enumerate().map(|(i, letter)| (&*letter.item.id, i)).collect();
    for failure in failures {
        let id = failure.id.as_str();
        let Some(slot) = places.get(id).and_then(|place| each.get_mut(*place)) else {
            let words = format!("the answer lists `{id}`, which is not in the batch");
            return Faults::All(Fault::unclear(&words));
        };
        if slot.is_some() {
            return Faults::All(Fault::unclear(&format!("the answer lists `{id}` twice")));
        }
        *slot = Some(Fault::refused(&failure.reason));
    }
    Faults::Each(each)
}

/// What becomes of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is delivered.
    Done,
    /// It is tried again.
    Again,
    /// It is not, for this bound or because its fault is permanent.
    Lost(Option<Exhausted>),
}

/// Keeps the order: from the first letter that is tried again on, all are that `may` be. What lies
/// before is settled. A letter that is lost and comes before does not hold up the others.
pub(super) fn in_order(fates: &mut [Fate], may: impl Fn(usize) -> bool) {
    let Some(first) = fates.iter().position(|fate| *fate == Fate::Again) else { return };
    for (i, fate) in fates.iter_mut().enumerate().skip(first) {
        if matches!(fate, Fate::Done | Fate::Lost(None)) && may(i) {
            *fate = Fate::Again;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Faults, faults, in_order};
    use crate::deliver::retry::Exhausted;
    use crate::deliver::testing::letter;
    use crate::model::{ItemFailure, Refusal};

    fn failing(ids: &[&str]) -> Vec<ItemFailure> {
        let reason = Refusal::Retryable("x".into());
        ids.iter().map(|id| ItemFailure { id: (*id).into(), reason: reason.clone() }).collect()
    }

    #[test]
    fn what_is_listed_failed() {
        let letters = ["a", "b", "c"].map(|id| letter(0, id, "x"));
        let each = |ids: &[&str]| match faults(&letters, &failing(ids)) {
            Faults::Each(each) => each.iter().map(Option::is_some).collect::<Vec<_>>(),
            Faults::All(fault) => unreachable!("{fault}"),
        };
        assert_eq!(each(&[]), [false, false, false]);
        assert_eq!(each(&["c", "a"]), [true, false, true]);
        for (ids, words) in [
            (&["a", "d"][..], "the answer lists `d`, which is not in the batch"),
            (&[""], "the answer lists ``, which is not in the batch"),
            (&["a", "b", "a"], "the answer lists `a` twice"),
        ] {
            let Faults::All(fault) = faults(&letters, &failing(ids)) else {
                unreachable!("{ids:?}")
            };
            assert_eq!((&*fault.code, &*fault.message), ("INVALID_RESPONSE", words));
        }
    }

    #[test]
    fn from_the_first_failure_on() {
        use Fate::{Again, Done, Lost};
        let old = Lost(Some(Exhausted::MaximumEventAgeInSeconds));
        for (mut fates, want) in [
            ([Done, Again, Done, Lost(None)], [Done, Again, Again, Again]),
            ([Lost(None), Done, Again, old], [Lost(None), Done, Again, old]),
            ([Done, Lost(None), Done, Done], [Done, Lost(None), Done, Done]),
        ] {
            in_order(&mut fates, |_| true);
            assert_eq!(fates, want);
        }
        let mut fates = [Again, Done, Done];
        in_order(&mut fates, |i| i != 1);
        assert_eq!(fates, [Again, Done, Again]);
    }
}
