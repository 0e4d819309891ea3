//! The port to what keeps datapoints.

use super::aggregate::Aggregate;
use super::datum::{Datum, Resolution};
use super::metric::Metric;
use super::statistic::Statistic;
use super::unit::Unit;

/// Which bins are to be read: `count` periods from `start` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The start of the first bin, in seconds since 1970; any multiple of the stored grain.
    pub start: i64,
    /// The width of a bin, in seconds.
    pub period: u32,
    /// How many bins.
    pub count: usize,
}

impl Window {
    /// The window's end: the first second that is outside.
    #[must_use]
    pub fn end(&self) -> i64 {
        let width = i64::from(self.period).saturating_mul(self.count as i64);
        self.start.saturating_add(width)
    }
}

/// What a read gives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// One for each bin, `None` where nothing is.
    pub bins: Vec<Option<Aggregate>>,
    /// The unit of the data; `None` when there are none.
    pub unit: Option<Unit>,
    /// Every unit that the window holds data in, in the order of preference. More than one and none
    /// asked for: `bins` are those of the first alone.
    pub units: Vec<Unit>,
}

impl Reading {
    /// A statistic of each bin that has it, under the bin's start: the points of a series for
    /// metric math. `window` is the one that was read.
    pub fn points(
        &self,
        window: Window,
        statistic: &Statistic,
    ) -> impl Iterator<Item = (i64, f64)> {
        self.bins.iter().enumerate().filter_map(move |(i, bin)| {
            let after = i64::from(window.period).saturating_mul(i as i64);
            Some((window.start.saturating_add(after), bin.as_ref()?.statistic(statistic)?))
        })
    }
}

/// Why a datum was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Its series would be one too many.
    #[error("more than {most} series")]
    Full {
        /// How many there may be.
        most: usize,
    },
    /// Its time is before 1970 or after 2106.
    #[error("a time outside 1970 to 2106")]
    Time,
    /// What holds the data failed; the store itself says more.
    #[error("the store does not answer")]
    Broken,
}

/// Keeps datapoints and gives them back by period.
///
/// Data may come late and in any order; those of one slot are merged, twice the same counts twice.
pub trait Store {
    /// Adds the samples of a datum.
    ///
    /// # Errors
    /// When they were not kept.
    fn append(&mut self, datum: &Datum) -> Result<(), StoreError>;

    /// The samples of a metric by period.
    ///
    /// # Errors
    /// When the store cannot be read; a metric that is not there is an empty reading.
    fn read(
        &self,
        metric: &Metric,
        unit: Option<Unit>,
        window: Window,
    ) -> Result<Reading, StoreError>;

    /// Calls for every metric in the order of first arrival, with the start of its newest slot in
    /// seconds since 1970.
    fn each_metric(&self, visit: &mut dyn FnMut(&Metric, i64));

    /// The finest resolution that a metric was sent in; `None` when it is unknown.
    fn resolution(&self, metric: &Metric) -> Option<Resolution>;

    /// The start of the first slot of a metric (in one unit, if one is asked for) from a time on, in
    /// seconds since 1970.
    fn next_from(&self, metric: &Metric, unit: Option<Unit>, from: i64) -> Option<i64>;

    /// Rolls up what is too old for its grain, and drops what is too old for any.
    fn roll_up(&mut self, now: i64);
}
