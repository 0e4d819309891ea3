//! Letters of one route put together until there are enough of them, they are large enough, or the
//! first has waited long enough.

use super::letter::{Letter, Parcel, RouteId};
use super::retry::after;
use super::timers::TimerId;
use crate::rules::Batch;
use foldhash::fast::RandomState;
use hashbrown::HashSet;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// When a batch goes: whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchPolicy {
    /// So many letters.
    pub count: usize,
    /// So many bytes; one letter may be larger.
    pub bytes: u64,
    /// So long after its first letter.
    pub time: Duration,
}

impl BatchPolicy {
    /// Every letter by itself, at once.
    pub const SINGLE: Self = Self { count: 1, bytes: u64::MAX, time: Duration::ZERO };

    /// What the rules say; 10,000 letters, 6 MiB (as Lambda) and 1 s for what they leave open.
    #[must_use]
    pub fn of(batch: Batch) -> Self {
        Self {
            count: batch.count.map_or(10_000, |n| n.max(1) as usize),
            bytes: batch.bytes.unwrap_or(6 << 20),
            time: batch.time.unwrap_or(Duration::from_secs(1)),
        }
    }
}

/// A batch that still takes letters.
#[derive(Debug, Clone)]
pub(super) struct Open {
    route: RouteId,
    letters: Vec<Letter>,
    bytes: u64,
    /// The ids in it, where it takes more than one: they are unique in a batch.
    ids: HashSet<Arc<str>, RandomState>,
    /// When it goes, full or not.
    pub closes: Timestamp,
    /// What wakes us then.
    pub timer: Option<TimerId>,
}

impl Open {
    /// A batch of one letter so far.
    pub fn begin(policy: &BatchPolicy, now: Timestamp, letter: Letter) -> Self {
        let mut open = Self {
            route: letter.route,
            letters: Vec::with_capacity(policy.count.min(4)),
            bytes: 0,
            ids: HashSet::default(),
            closes: after(now, policy.time),
            timer: None,
        };
        open.add(policy, letter);
        open
    }

    /// Adds a letter if it fits, else gives it back. A letter of another route or with an id that is
    /// there does not fit.
    pub fn take(&mut self, policy: &BatchPolicy, letter: Letter) -> Option<Letter> {
        if letter.route != self.route
            || self.full(policy)
            || self.bytes.saturating_add(letter.bytes()) > policy.bytes
            || self.ids.contains(&letter.item.id)
        {
            return Some(letter);
        }
        self.add(policy, letter);
        None
    }

    fn add(&mut self, policy: &BatchPolicy, letter: Letter) {
        self.bytes = self.bytes.saturating_add(letter.bytes());
        if policy.count > 1 {
            self.ids.insert(letter.item.id.clone());
        }
        self.letters.push(letter);
    }

    /// Is there no room for another letter?
    pub fn full(&self, policy: &BatchPolicy) -> bool {
        self.letters.len() >= policy.count || self.bytes >= policy.bytes
    }

    /// What is tried.
    pub fn close(self, key: Option<Arc<str>>) -> Parcel {
        Parcel::new(self.route, self.letters, key)
    }
}

#[cfg(test)]
mod tests {
    use super::{BatchPolicy, Open};
    use crate::deliver::testing::{at, letter};
    use crate::rules::Batch;
    use std::time::Duration;

    #[test]
    fn what_is_left_open() {
        let policy = BatchPolicy::of(Batch { count: Some(5), bytes: None, time: None });
        assert_eq!((policy.count, policy.bytes, policy.time.as_secs()), (5, 6 << 20, 1));
        let time = Some(Duration::from_secs(9));
        let policy = BatchPolicy::of(Batch { count: None, bytes: Some(10), time });
        assert_eq!((policy.count, policy.bytes, policy.time.as_secs()), (10_000, 10, 9));
    }

    #[test]
    fn count_bytes_and_ids_bound_a_batch() {
        let policy = BatchPolicy { count: 3, bytes: 10, time: Duration::from_secs(5) };
        let mut open = Open::begin(&policy, at(0), letter(0, "a", "1234"));
        assert_eq!(open.closes, at(5000));
        assert!(open.take(&policy, letter(0, "a", "1")).is_some(), "the id is there");
        assert!(open.take(&policy, letter(1, "b", "1")).is_some(), "another route");
        assert!(open.take(&policy, letter(0, "b", "1234567")).is_some(), "too large");
        assert!(open.take(&policy, letter(0, "b", "12")).is_none() && !open.full(&policy));
        assert!(open.take(&policy, letter(0, "c", "")).is_none() && open.full(&policy));
        assert!(open.take(&policy, letter(0, "d", "")).is_some());
        assert_eq!(open.close(None).letters.len(), 3);
    }

    #[test]
    fn a_letter_larger_than_a_batch_goes_alone() {
        let policy = BatchPolicy { count: 3, bytes: 2, time: Duration::ZERO };
        assert!(Open::begin(&policy, at(0), letter(0, "a", "12345")).full(&policy));
    }
}
