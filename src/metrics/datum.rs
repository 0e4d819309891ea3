//! What arrives: values of a metric at a time.

use super::metric::Metric;
use super::unit::Unit;

/// How fine a metric is kept when it is fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Resolution {
    /// By the second.
    High,
    /// By the minute.
    #[default]
    Standard,
}

impl Resolution {
    /// The grain, in seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        match self {
            Self::High => 1,
            Self::Standard => 60,
        }
    }
}

/// A statistic set: many samples that were added up before they were sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatisticSet {
    /// How many samples.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl StatisticSet {
    /// Are all its samples the same, so that nothing was lost by adding them up?
    #[must_use]
    pub fn is_raw(&self) -> bool {
        same(self.min, self.max) && same(self.sum, self.min * self.count)
    }
}

/// Equal to the bit or to rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= f64::EPSILON * 4.0 * a.abs().max(b.abs())
}

/// The samples of a datum.
#[derive(Debug, Clone, PartialEq)]
pub enum Sample {
    /// One value, once.
    Value(f64),
    /// Values and how often each came.
    Values(Vec<(f64, f64)>),
    /// Added up.
    Set(StatisticSet),
}

/// Samples of one metric at one time, looked at and found good.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// Whose they are.
    pub metric: Metric,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What they are counted in.
    pub unit: Unit,
    /// How fine they are to be kept.
    pub resolution: Resolution,
    /// The samples.
    pub sample: Sample,
}

impl Datum {
    /// The start of the second or the minute that it is kept under, in seconds since 1970.
    #[must_use]
    pub fn slot(&self) -> i64 {
        super::period::align(self.at.div_euclid(1000), self.resolution.seconds())
    }
}
