//! Which resource an item is of, and how old its state is: few bytes each, since every resource of
//! a run has one.

use crate::items::Head;
use foldhash::quality::RandomState;
use jiff::Timestamp;
use std::hash::BuildHasher;

/// Makes the keys of resources: two hashes of 64 bits under seeds of their own. Keys of different
/// makers do not compare.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys([RandomState; 2]);

impl Keys {
    /// The key of a resource: its account, region, type and id.
    pub fn of(&self, head: &Head) -> u128 {
        let parts = (&head.account, &head.region, &head.resource_type, &head.resource_id);
        let [a, b] = &self.0;
        u128::from(a.hash_one(parts)) << 64 | u128::from(b.hash_one(parts))
    }
}

/// How old the state is that an item shows; of two the greater is the newer, as
/// [`Head::is_newer_than`] has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Age {
    seconds: i64,
    nanos: i32,
    state: u64,
}

impl Age {
    /// The age of an item's state.
    pub fn of(head: &Head) -> Self {
        let (seconds, nanos) =
            head.captured.map_or((i64::MIN, 0), |at| (at.as_second(), at.subsec_nanosecond()));
        Self { seconds, nanos, state: head.state_id.map_or(0, |id| id.saturating_add(1)) }
    }

    /// When the state was captured.
    pub fn captured(self) -> Option<Timestamp> {
        Timestamp::new(self.seconds, self.nanos).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time;

    #[test]
    fn ages_order_as_heads_do() {
        let times =
            [None, time::parse("1960-01-01T00:00:00.5Z"), time::parse("2026-01-01T00:00:00Z")];
        let mut heads = Vec::new();
        for captured in times {
            for state_id in [None, Some(0), Some(7)] {
                heads.push(Head { captured, state_id, ..Head::default() });
            }
        }
        for a in &heads {
            for b in &heads {
                assert_eq!(Age::of(a) > Age::of(b), a.is_newer_than(b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn keys_tell_resources_apart() {
        let keys = Keys::default();
        let head = Head { resource_type: "T".into(), resource_id: "ab".into(), ..Head::default() };
        let other = Head { resource_type: "Ta".into(), resource_id: "b".into(), ..Head::default() };
        let named = Head { account: Some(String::new()), ..head.clone() };
        assert_eq!(keys.of(&head), keys.of(&head.clone()));
        assert_ne!(keys.of(&head), keys.of(&other));
        assert_ne!(keys.of(&head), keys.of(&named));
    }
}
