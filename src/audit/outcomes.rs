//! The outcomes of a resource under all its rules as one small number: resources of a type mostly
//! come out in few ways, and each way is kept once.

use crate::model::ComplianceType;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// A rule, an index into the rules of the run, and what it says: `None` before the end of the run
/// where all items have to be known.
pub(super) type Outcome = (u32, Option<ComplianceType>);

/// A way to come out, an index into [`Ways`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way(u32);

/// The ways in which resources came out.
#[derive(Debug, Default)]
pub(super) struct Ways {
    all: Vec<Box<[Outcome]>>,
    index: HashTable<u32>,
    hasher: RandomState,
}

impl Ways {
    /// The way with these outcomes.
    pub fn of(&mut self, outcomes: &[Outcome]) -> Way {
        let Self { all, index, hasher } = self;
        let hash = hasher.hash_one(outcomes);
        let same = |at: &u32| all.get(*at as usize).is_some_and(|way| **way == *outcomes);
        if let Some(at) = index.find(hash, same) {
            return Way(*at);
        }
        let at = all.len() as u32;
        all.push(outcomes.into());
        index.insert_unique(hash, at, |at| {
            hasher.hash_one(all.get(*at as usize).map(|way| &**way).unwrap_or_default())
        });
        Way(at)
    }

    /// The outcomes of a way, in the order of rules.
    pub fn get(&self, way: Way) -> &[Outcome] {
        self.all.get(way.0 as usize).map(|way| &**way).unwrap_or_default()
    }

    /// What a rule says in a way; `None` if it does not concern the resource, or is not judged yet.
    pub fn outcome(&self, way: Way, rule: u32) -> Option<ComplianceType> {
        let outcomes = self.get(way);
        let at = outcomes.binary_search_by_key(&rule, |(rule, _)| *rule).ok()?;
        outcomes.get(at)?.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ComplianceType::{Compliant, NonCompliant};

    #[test]
    fn equal_outcomes_are_one_way() {
        let mut ways = Ways::default();
        let a = ways.of(&[(1, Some(Compliant)), (4, None)]);
        let b = ways.of(&[(1, Some(NonCompliant)), (4, None)]);
        assert_eq!(ways.of(&[(1, Some(Compliant)), (4, None)]), a);
        assert_ne!(a, b);
        assert_eq!(ways.get(b), [(1, Some(NonCompliant)), (4, None)]);
        assert_eq!((ways.outcome(a, 1), ways.outcome(a, 4)), (Some(Compliant), None));
        assert_eq!(ways.outcome(a, 2), None);
        for n in 0..1000 {
            ways.of(&[(n, None)]);
        }
        assert_eq!(ways.of(&[(1, Some(NonCompliant)), (4, None)]), b);
    }
}
