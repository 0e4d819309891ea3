//! What waits for a time. Timers are taken out again when they are not needed any more, so there are
//! never more of them than things that wait.

use super::letter::{Parcel, RouteId};
use crate::base::ids::TargetId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A timer: its time, and a number that tells it from others of that time.
pub(super) type TimerId = (Timestamp, u64);

/// What happens at a time.
#[derive(Debug, Clone)]
pub(super) enum Timer {
    /// A parcel is tried again.
    Retry(Box<Parcel>),
    /// The open batch of a route goes.
    Batch(RouteId),
    /// The open batch of an order key goes.
    Key(TargetId, Arc<str>),
    /// A target may be called again.
    Lane(TargetId),
}

/// All timers, by time and then in the order in which they were set.
#[derive(Debug, Clone, Default)]
pub(super) struct Timers {
    all: BTreeMap<TimerId, Timer>,
    next: u64,
}

impl Timers {
    /// Sets a timer.
    pub fn set(&mut self, at: Timestamp, timer: Timer) -> TimerId {
        let id = (at, self.next);
        self.next += 1;
        self.all.insert(id, timer);
        id
    }

    /// Takes a timer out.
    pub fn cancel(&mut self, id: Option<TimerId>) {
        if let Some(id) = id {
            self.all.remove(&id);
        }
    }

    /// The next one that is due, taken out.
    pub fn due(&mut self, now: Timestamp) -> Option<Timer> {
        let first = self.all.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    /// When the next one is due.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.all.first_key_value().map(|((at, _), _)| *at)
    }

    /// All timers of batches, in order, taken out.
    pub fn batches(&mut self) -> Vec<Timer> {
        let of_batch = |timer: &Timer| matches!(timer, Timer::Batch(_) | Timer::Key(..));
        self.all.extract_if(.., |_, timer| of_batch(timer)).map(|(_, timer)| timer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Timer, Timers};
    use crate::base::ids::TargetId;
    use crate::deliver::letter::RouteId;
    use crate::deliver::testing::at;

    #[test]
    fn by_time_then_by_order() {
        let mut timers = Timers::default();
        timers.set(at(5), Timer::Lane(TargetId(0)));
        timers.set(at(1), Timer::Lane(TargetId(1)));
        timers.set(at(1), Timer::Batch(RouteId(2)));
        let gone = timers.set(at(0), Timer::Lane(TargetId(9)));
        timers.cancel(Some(gone));
        timers.cancel(None);
        assert_eq!(timers.next_at(), Some(at(1)));
        assert!(matches!(timers.due(at(1)), Some(Timer::Lane(TargetId(1)))));
        assert!(matches!(timers.due(at(1)), Some(Timer::Batch(RouteId(2)))));
        assert!(timers.due(at(4)).is_none());
        timers.set(at(900), Timer::Batch(RouteId(7)));
        assert_eq!(timers.batches().len(), 1);
        assert_eq!(timers.next_at(), Some(at(5)));
    }
}
