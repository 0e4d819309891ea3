//! The moments of a schedule, one after the other.

use super::schedule::Schedule;
use jiff::Timestamp;

/// Moments of a schedule in order; ends when the schedule does.
#[derive(Debug, Clone)]
pub struct Fires<'s> {
    schedule: &'s Schedule,
    next: Option<Timestamp>,
}

impl<'s> Fires<'s> {
    pub(super) fn new(schedule: &'s Schedule, next: Option<Timestamp>) -> Self {
        Self { schedule, next }
    }
}

impl Iterator for Fires<'_> {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        let found = self.next?;
        self.next = self.schedule.next_after(found);
        Some(found)
    }
}
