//! The sums of a period alone: all that plain statistics need, and nothing on the heap.

use super::aggregate::Aggregate;
use super::statistic::{Statistic, StatisticKind};

/// Count, sum and extremes of a period's samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// How many samples, never zero.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Tally {
    /// One value, once.
    pub(super) fn of_value(value: f64) -> Self {
        Self { count: 1.0, sum: value, min: value, max: value }
    }

    /// That of an aggregate.
    pub(super) fn of(whole: &Aggregate) -> Self {
        Self { count: whole.count, sum: whole.sum, min: whole.min, max: whole.max }
    }

    /// Adds another, as [`Aggregate::merge`] does.
    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// The value of a plain statistic, as [`Aggregate::statistic`] gives it; `None` for others.
    #[must_use]
    pub fn statistic(&self, statistic: &Statistic) -> Option<f64> {
        let value = match statistic.kind() {
            StatisticKind::SampleCount => self.count,
            StatisticKind::Sum => self.sum,
            StatisticKind::Average => self.sum / self.count,
            StatisticKind::Minimum => self.min,
            StatisticKind::Maximum => self.max,
            _ => return None,
        };
        value.is_finite().then_some(value)
    }
}
