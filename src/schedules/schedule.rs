//! An expression with what stands around it: zone, start, end, window.

use super::expression::{Dialect, Expression};
use super::fires::Fires;
use super::window::FlexibleWindow;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When something fires.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The expression.
    pub expression: Expression,
    /// Whose rules hold for it.
    pub dialect: Dialect,
    /// Whose clocks `cron` and `at` mean. Rules have UTC.
    pub zone: TimeZone,
    /// When it was made: where a rate counts from, if there is no start.
    pub created: Timestamp,
    /// It does not fire before; a rate counts from here. `at` does not care.
    pub start: Option<Timestamp>,
    /// It does not fire after. `at` does not care.
    pub end: Option<Timestamp>,
    /// How long after its moment it may fire.
    pub window: Option<FlexibleWindow>,
}

impl Schedule {
    /// A schedule in UTC without bounds.
    #[must_use]
    pub fn new(expression: Expression, dialect: Dialect, created: Timestamp) -> Self {
        let (zone, start, end, window) = (TimeZone::UTC, None, None, None);
        Self { expression, dialect, zone, created, start, end, window }
    }

    /// Its first moment after `after`.
    #[must_use]
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let after = match self.start.and_then(just_before) {
            Some(start) if self.is_bounded() => start.max(after),
            _ => after,
        };
        let found = match &self.expression {
            Expression::Cron(cron) => cron.next(after, &self.zone),
            Expression::Rate(rate) => rate.next(self.anchor(), self.first(), after),
            Expression::At(at) => at.moment(&self.zone).filter(|at| *at > after),
        };
        found.filter(|at| !self.is_bounded() || self.end.is_none_or(|end| *at <= end))
    }

    /// Its first moment that is not before `from`.
    #[must_use]
    pub fn next_from(&self, from: Timestamp) -> Option<Timestamp> {
        self.next_after(just_before(from).unwrap_or(from))
    }

    /// Its last moment before `before`.
    #[must_use]
    pub fn last_before(&self, before: Timestamp) -> Option<Timestamp> {
        let before = match self.end.and_then(just_after) {
            Some(end) if self.is_bounded() => end.min(before),
            _ => before,
        };
        let found = match &self.expression {
            Expression::Cron(cron) => cron.last(before, &self.zone),
            Expression::Rate(rate) => rate.last(self.anchor(), self.first(), before),
            Expression::At(at) => at.moment(&self.zone).filter(|at| *at < before),
        };
        found.filter(|at| !self.is_bounded() || self.start.is_none_or(|start| *at >= start))
    }

    /// Its moments after `after`, in order.
    #[must_use]
    pub fn fires_after(&self, after: Timestamp) -> Fires<'_> {
        Fires::new(self, self.next_after(after))
    }

    /// Its moments from `from` on, in order.
    #[must_use]
    pub fn fires_from(&self, from: Timestamp) -> Fires<'_> {
        Fires::new(self, self.next_from(from))
    }

    /// Its moments for one who asks at `now`: those after it, and the start of a rate if that is
    /// `now`.
    #[must_use]
    pub fn coming(&self, now: Timestamp) -> Fires<'_> {
        match self.expression {
            Expression::Rate(_) if self.anchor() == now => self.fires_from(now),
            _ => self.fires_after(now),
        }
    }

    /// Where a rate counts from.
    fn anchor(&self) -> Timestamp {
        self.start.unwrap_or(self.created)
    }

    /// How many periods from its anchor a rate first fires.
    fn first(&self) -> u8 {
        match self.dialect {
            Dialect::Rule => 1,
            Dialect::Scheduler => 0,
        }
    }

    fn is_bounded(&self) -> bool {
        !matches!(self.expression, Expression::At(_))
    }
}

fn just_before(at: Timestamp) -> Option<Timestamp> {
    at.checked_sub(SignedDuration::from_nanos(1)).ok()
}

fn just_after(at: Timestamp) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_nanos(1)).ok()
}
