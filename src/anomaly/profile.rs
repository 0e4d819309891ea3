//! The profile of a day in quarters of an hour, and what the hours of a week add to it.
//!
//! Each place keeps the mean of what was above the level, and of its size after the expectation. A
//! place that has seen little counts little.

use crate::base::bytes::{Reader, Writer};
use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
/// 1970 began on a Thursday; weeks begin on Monday.
const MONDAY: i64 = 4 * DAY;
const QUARTERS: usize = 96;
const HOURS: usize = 168;
/// Points after which a place forgets as fast as it learns.
const DAY_MEMORY: f64 = 30.0;
const WEEK_MEMORY: f64 = 60.0;
/// Points that a place of the week must have seen to count half.
const WEEK_DOUBT: f64 = 12.0;
/// Points that a place's own spread must have seen to count half.
const SPREAD_DOUBT: f64 = 24.0;

/// A place of the day or week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Place {
    mean: f64,
    /// The mean size of residuals here.
    size: f64,
    seen: f64,
    sized: f64,
}

/// The profiles of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Profile {
    day: Vec<Place>,
    week: Vec<Place>,
}

/// What the profiles say about a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usual {
    /// Above the level by so much; `None` when this time of the day was never seen.
    pub above: Option<f64>,
    quarter: usize,
    hour: usize,
}

impl Profile {
    pub fn new() -> Self {
        Self { day: vec![Place::default(); QUARTERS], week: vec![Place::default(); HOURS] }
    }

    /// Appends what was learnt.
    pub fn write(&self, row: &mut Writer) {
        for place in self.day.iter().chain(&self.week) {
            row.number(place.mean).number(place.size).number(place.seen).number(place.sized);
        }
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        let mut profile = Self::new();
        for place in profile.day.iter_mut().chain(&mut profile.week) {
            let [mean, size, seen, sized] =
                [row.number()?, row.number()?, row.number()?, row.number()?];
            *place = Place { mean, size, seen, sized };
        }
        Some(profile)
    }

    /// Whether the parts have the sizes they must have.
    pub fn is_whole(&self) -> bool {
        self.day.len() == QUARTERS && self.week.len() == HOURS
    }

    /// What is usual at a local time.
    pub fn usual(&self, local: i64) -> Usual {
        let quarter = (local.rem_euclid(DAY) / (DAY / QUARTERS as i64)) as usize;
        let hour = (local.saturating_sub(MONDAY).rem_euclid(WEEK) / 3600) as usize;
        let (day, week) = (self.day[quarter], self.week[hour]);
        let more = week.mean * week.seen / (week.seen + WEEK_DOUBT);
        Usual { above: (day.seen >= 1.0).then_some(day.mean + more), quarter, hour }
    }

    /// The spread at a time: its own, drawn towards that of all times.
    pub fn size(&self, usual: Usual, all: f64) -> f64 {
        let place = self.day[usual.quarter];
        (place.size * place.sized + all * SPREAD_DOUBT) / (place.sized + SPREAD_DOUBT)
    }

    /// Learns that a value was so much above the level, after a residual of such size.
    pub fn learn(&mut self, usual: Usual, above: f64, size: f64, speed: f64) {
        let day = &mut self.day[usual.quarter];
        day.seen = (day.seen + 1.0).min((DAY_MEMORY / speed).max(2.0));
        day.mean += (above - day.mean) / day.seen;
        // Before a place has an expectation of its own, residuals say nothing about its spread.
        if usual.above.is_some() {
            day.sized = (day.sized + 1.0).min((DAY_MEMORY / speed).max(2.0));
            day.size += (size - day.size) / day.sized;
        }
        let rest = above - day.mean;
        let week = &mut self.week[usual.hour];
        week.seen = (week.seen + 1.0).min((WEEK_MEMORY / speed).max(2.0));
        week.mean += (rest - week.mean) / week.seen;
    }
}
