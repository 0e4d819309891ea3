//! What a baseline is told, and the constants of its test. The reasons stand in `docs/insights.md`.

use super::call::{Events, InsightType};

/// Minutes of a day.
pub(super) const DAY: i64 = 1440;
/// Minutes of the window in which calls are counted for a test.
pub const WINDOW: i64 = 5;
/// Minutes that an account must have been observed before anything is tested.
pub const COLD: i64 = DAY;
/// An insight starts when so many calls, or more, are less probable than this.
pub const RARE: f64 = 1e-9;
/// A minute is unusual, while an insight is open, when its calls are less probable than this.
pub const BACK: f64 = 1e-3;
/// Minutes in a row that are not unusual, and end an insight.
pub const CALM: i64 = 5;
/// How far calls must exceed the busiest five minutes of the baseline: a factor. It grows by
/// `RECORD_SPREAD` times the relative standard deviation, where that is more than the least.
pub const RECORD: f64 = 1.25;
/// What a rate that wanders adds to the factor.
pub const RECORD_SPREAD: f64 = 2.5;
/// The largest factor; also that of a weekday until this time was observed on another weekday.
pub const RECORD_NEW: f64 = 4.0;
/// And how many calls more it must be.
pub const MORE: f64 = 12.0;
/// What calls must fall to, of the quietest five minutes of comparison, to be a drought: a factor.
pub const DROUGHT: f64 = 0.25;
/// Fewest expected calls in five minutes of which a drought is told.
pub const LEAST_EXPECTED: f64 = 20.0;
/// Minutes after which a minute is learnt: what is tested is not compared with itself.
pub(super) const LAG: i64 = 10;
/// Minutes of the recent past that calls are compared with.
pub(super) const RECENT: i64 = 60;
/// What is added to expectations of bursts, in calls: nothing is wholly unexpected.
pub(super) const LITTLE: f64 = 0.5;
/// The variance, beyond Poisson's and relative to the square of the mean, that is assumed before
/// anything is known.
pub(super) const PRIOR: f64 = 1.6;
/// What the assumption weighs, in squared calls.
pub(super) const PRIOR_WEIGHT: f64 = 20.0;
/// The least relative variance: no API is steadier than this.
pub(super) const STEADY: f64 = 0.03;

/// What one baseline looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Calls, or calls that failed.
    pub insight: InsightType,
    /// Which calls count.
    pub events: Events,
    /// Whole days of the baseline; it opens at 00:00 UTC so many days before. 1 to 90.
    pub window: u32,
    /// Most series (account, region, API and, of errors, error code) that are kept.
    pub series: usize,
    /// Most combinations of identity, user agent and error code that are kept.
    pub callers: usize,
}

impl Settings {
    /// AWS's settings for an insight: seven days, writes for calls, everything for errors.
    #[must_use]
    pub fn new(insight: InsightType) -> Self {
        Self {
            insight,
            events: insight.usual_events(),
            window: 7,
            series: 1_000_000,
            callers: 1_000_000,
        }
    }

    /// The days of the window, within the bounds.
    pub(super) fn days(&self) -> i64 {
        i64::from(self.window.clamp(1, 90))
    }
}
