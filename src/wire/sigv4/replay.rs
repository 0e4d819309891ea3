//! Signatures that were seen, so that a recorded request cannot be sent again later.
//!
//! The same signature comes twice in honest traffic, too: SDKs put whole seconds into it, so two
//! equal calls in one second have one signature, and so may an attempt and its retry. A signature
//! is therefore taken again for a short while after it was first seen and refused from then on,
//! until it expires by itself. What is put aside to stay within the bound of memory is
//! refused as well, by its time: nothing forgotten is ever taken again.

use jiff::Timestamp;
use std::collections::BTreeMap;

/// The signatures seen and still good.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Milliseconds within which a signature may come again.
    again: i64,
    /// Most signatures that are held.
    most: usize,
    /// Until when they are good, and when they were first seen, in milliseconds since 1970.
    held: BTreeMap<(i64, [u8; 32]), i64>,
    /// What is good no longer than this is refused: some of it was put aside.
    floor: i64,
}

/// Why a signature is not taken again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeated {
    /// It was seen before, and not just now.
    Seen,
    /// It may have been seen: others of its time were put aside.
    Forgotten,
}

impl Seen {
    /// `again_millis`: how long a signature may come again after it was first seen; `most`: how many
    /// are held, about 100 bytes each.
    #[must_use]
    pub fn new(again_millis: u32, most: usize) -> Self {
        Self {
            again: i64::from(again_millis),
            most: most.max(1),
            held: BTreeMap::new(),
            floor: i64::MIN,
        }
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Is none held?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Notes a verified signature that is good until `until`.
    ///
    /// # Errors
    /// It may not come again.
    pub fn note(
        &mut self,
        signature: [u8; 32],
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), Repeated> {
        let (until, now) = (until.as_millisecond(), now.as_millisecond());
        // What has expired is refused by its date; the clock is not trusted to run forwards only.
        while let Some(entry) = self.held.first_entry() {
            if entry.key().0 >= now {
                break;
            }
            self.floor = self.floor.max(entry.key().0);
            entry.remove();
        }
        if let Some(first) = self.held.get(&(until, signature)) {
            let fresh = now.saturating_sub(*first).abs() <= self.again;
            return if fresh { Ok(()) } else { Err(Repeated::Seen) };
        }
        if until <= self.floor {
            return Err(Repeated::Forgotten);
        }
        self.held.insert((until, signature), now);
        if self.held.len() > self.most
            && let Some(((good_until, _), _)) = self.held.pop_first()
        {
            self.floor = self.floor.max(good_until);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).expect("a time")
    }

    #[test]
    fn a_signature_comes_again_for_a_short_while_only() {
        let mut seen = Seen::new(2000, 10);
        let until = at(300_000);
        assert_eq!(seen.note([1; 32], until, at(0)), Ok(()));
        assert_eq!(seen.note([1; 32], until, at(1500)), Ok(()));
        assert_eq!(seen.note([1; 32], until, at(2500)), Err(Repeated::Seen));
        assert_eq!(seen.note([2; 32], until, at(2500)), Ok(()));
        assert_eq!(seen.note([3; 32], at(700_000), at(300_001)), Ok(()));
        assert_eq!(seen.len(), 1);
        // A clock set back does not let expired ones in again.
        assert_eq!(seen.note([1; 32], until, at(0)), Err(Repeated::Forgotten));
    }

    #[test]
    fn what_is_forgotten_is_refused() {
        let mut seen = Seen::new(0, 2);
        for (n, until) in [(1, 100), (2, 200), (3, 300)] {
            assert_eq!(seen.note([n; 32], at(until), at(0)), Ok(()));
        }
        assert_eq!(seen.len(), 2);
        assert_eq!(seen.note([1; 32], at(100), at(10)), Err(Repeated::Forgotten));
        // The new one is the first to go: taken once, and never again.
        assert_eq!(seen.note([9; 32], at(150), at(10)), Ok(()));
        assert_eq!(seen.note([9; 32], at(150), at(10)), Err(Repeated::Forgotten));
        assert_eq!(seen.note([2; 32], at(200), at(10)), Err(Repeated::Seen));
    }
}
