//! What one series did before, hour by hour, and what is expected of it now.

use super::settings::{PRIOR, PRIOR_WEIGHT, STEADY};
use crate::base::bytes::{Reader, Writer};
use std::collections::VecDeque;

/// An hour in which a series was watched. 40 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Hour {
    /// Hours since 1970.
    pub hour: u32,
    /// Calls.
    pub calls: u32,
    /// Most and fewest calls of any five minutes that ended in it.
    pub most: u32,
    pub fewest: u32,
    /// How far five minutes were above and below what was expected, beyond Poisson's variance.
    pub above: Deviation,
    pub below: Deviation,
    /// How far they were above the recent past: how much a rate wanders within hours.
    pub wander: Deviation,
}

/// Sums of squared deviations on one side, and of squared expectations.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Deviation {
    pub squares: f32,
    pub weight: f32,
}

impl Hour {
    /// Appends the hour.
    pub fn write(&self, row: &mut Writer) {
        let counts = [self.hour, self.calls, self.most, self.fewest];
        for count in counts {
            row.count(count.into());
        }
        for own in [self.above, self.below, self.wander] {
            own.write(row);
        }
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            hour: row.small()?,
            calls: row.small()?,
            most: row.small()?,
            fewest: row.small()?,
            above: Deviation::read(row)?,
            below: Deviation::read(row)?,
            wander: Deviation::read(row)?,
        })
    }
}

impl Deviation {
    /// Appends the sums.
    pub fn write(self, row: &mut Writer) {
        row.number(self.squares.into()).number(self.weight.into());
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        // They were 32 bits wide.
        Some(Self { squares: row.number()? as f32, weight: row.number()? as f32 })
    }

    /// Of one window: `by` is the deviation on this side, 0 on the other.
    pub fn of(by: f64, mean: f64) -> Self {
        // A symmetric distribution has half its variance on either side; rare calls have all of it
        // above, and one call alone says nothing.
        let squares = if mean < 1.0 { (by * by - by).max(0.0) } else { 2.0 * by * by - mean };
        Self { squares: squares as f32, weight: (mean * mean) as f32 }
    }

    pub fn add(&mut self, other: Self) {
        self.squares += other.squares;
        self.weight += other.weight;
    }

    /// The variance beyond Poisson's, relative to the square of the mean.
    fn spread(self) -> f64 {
        let squares = f64::from(self.squares) + PRIOR * PRIOR_WEIGHT;
        (squares / (f64::from(self.weight) + PRIOR_WEIGHT)).clamp(STEADY, 1e6)
    }
}

/// What five minutes are compared with. Numbers are calls in five minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    /// The mean of the baseline.
    pub mean: f64,
    /// The busiest, and the quietest, of the same hours of earlier days and their neighbours.
    pub same_most: f64,
    pub same_least: f64,
    /// The most calls of any five minutes of the baseline.
    pub most: u32,
    /// The fewest calls of any five minutes of the same hours, and of the last two.
    pub fewest: u32,
    /// Relative variance above and below what is expected.
    pub spread_above: f64,
    pub spread_below: f64,
    /// Relative variance above the recent past.
    pub wander: f64,
}

impl Expected {
    /// Appends the numbers.
    pub fn write(&self, row: &mut Writer) {
        row.number(self.mean).number(self.same_most).number(self.same_least);
        row.count(self.most.into()).count(self.fewest.into());
        row.number(self.spread_above).number(self.spread_below).number(self.wander);
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            mean: row.number()?,
            same_most: row.number()?,
            same_least: row.number()?,
            most: row.small()?,
            fewest: row.small()?,
            spread_above: row.number()?,
            spread_below: row.number()?,
            wander: row.number()?,
        })
    }
}

impl Default for Expected {
    fn default() -> Self {
        let spread = PRIOR;
        Self {
            mean: 0.0,
            same_most: 0.0,
            same_least: 0.0,
            most: 0,
            fewest: 0,
            spread_above: spread,
            spread_below: spread,
            wander: spread,
        }
    }
}

/// The hours of a series, oldest first; hours without calls are not there.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    hours: VecDeque<Hour>,
}

impl Past {
    /// Keeps an hour, which is newer than those before.
    pub fn push(&mut self, hour: Hour) {
        if hour.calls > 0 || hour.most > 0 {
            self.hours.push_back(hour);
        }
    }

    /// The hours, oldest first.
    pub fn hours(&self) -> impl Iterator<Item = &Hour> {
        self.hours.iter()
    }

    /// The first and the last hour.
    pub fn span(&self) -> Option<(u32, u32)> {
        Some((self.hours.front()?.hour, self.hours.back()?.hour))
    }

    /// Forgets the hours before one.
    pub fn forget_before(&mut self, oldest: i64) {
        while self.hours.front().is_some_and(|h| i64::from(h.hour) < oldest) {
            self.hours.pop_front();
        }
    }

    fn calls_at(&self, hour: i64) -> Option<&Hour> {
        let hour = u32::try_from(hour).ok()?;
        self.hours.binary_search_by_key(&hour, |h| h.hour).ok().and_then(|i| self.hours.get(i))
    }

    /// What is expected in an hour, of a series of an account first seen in the hour `first`.
    /// Forgets what is older than the window and a day.
    pub fn expect(&mut self, now: i64, first: i64, days: i64) -> Expected {
        let oldest = now - 24 * (days + 1);
        self.forget_before(oldest);
        let mut expected = Expected { fewest: u32::MAX, ..Expected::default() };
        let (mut calls, [mut above, mut below, mut wander]) = (0.0, [Deviation::default(); 3]);
        for hour in &self.hours {
            calls += f64::from(hour.calls);
            expected.most = expected.most.max(hour.most);
            above.add(hour.above);
            below.add(hour.below);
            wander.add(hour.wander);
        }
        let hours = (now - oldest.max(first)).max(1);
        expected.mean = calls / (hours * 12) as f64;
        expected.spread_above = above.spread();
        expected.spread_below = below.spread();
        expected.wander = wander.spread();
        let mut least = f64::INFINITY;
        for day in 1..=days {
            for hour in now - 24 * day - 1..=now - 24 * day + 1 {
                if hour <= first {
                    continue;
                }
                let (calls, fewest) = self.calls_at(hour).map_or((0, 0), |h| (h.calls, h.fewest));
                let calls = f64::from(calls) / 12.0;
                expected.same_most = expected.same_most.max(calls);
                least = least.min(calls);
                expected.fewest = expected.fewest.min(fewest);
            }
        }
        for hour in [now - 1, now - 2] {
            expected.fewest = expected.fewest.min(self.calls_at(hour).map_or(0, |h| h.fewest));
        }
        expected.same_least = if least.is_finite() { least } else { 0.0 };
        expected
    }
}
