//! What an evaluation is written into: one for all alarms, so that none keeps its own.

use crate::alarms::{Point, Slot};

/// Room for one evaluation, lent to each alarm in turn.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// The periods of the evaluation range, oldest first.
    pub slots: Vec<Slot>,
    /// A point for each.
    pub points: Vec<Point>,
    /// Were they read in place?
    pub plain: bool,
}

impl Room {
    /// The newest period that was read, with its point.
    pub fn newest(&self) -> Option<(Slot, Point)> {
        Some((*self.slots.last()?, *self.points.last()?))
    }

    /// The point of a period that was read.
    pub fn point(&self, slot: Slot) -> Point {
        let at = self.slots.iter().position(|own| *own == slot);
        at.and_then(|at| self.points.get(at)).copied().unwrap_or_else(|| Point::missing(slot.start))
    }
}
