//! What happens to a series: insights that are open, and the rule they are judged by.

use super::settings::{BACK, DAY, DROUGHT, WINDOW};
use super::tail::or_more;
use crate::base::bytes::{Reader, Writer};

/// What happened to a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Unusual since the minute `start`; told after the minute `known`.
    Start { start: i64, known: i64 },
    /// Usual again since the minute `end`; told after the minute `known`.
    End { start: i64, end: i64, known: i64 },
}

/// An insight that has begun and not ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub start: i64,
    /// Its last unusual minute.
    pub last: i64,
    /// Too many calls, or too few?
    pub many: bool,
    /// What was expected when it began, in five minutes, and the relative variance then.
    pub expected: f64,
    pub spread: f64,
}

/// What a series is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// The first minute of the account.
    pub first: i64,
    /// Days of the baseline.
    pub days: i64,
}

impl Rule {
    /// Was this minute of the day observed on a day of its kind? Weekends are quieter than weekdays
    /// and tell nothing about them; weekdays will do for weekends.
    pub fn knows(&self, minute: i64) -> bool {
        // 1 January 1970 was a Thursday.
        let is_weekday = |m: i64| (m.div_euclid(DAY) + 3).rem_euclid(7) < 5;
        !is_weekday(minute)
            || (1..=7).map(|d| minute - d * DAY).any(|m| m >= self.first && is_weekday(m))
    }
}

impl Open {
    /// Appends the insight.
    pub fn write(&self, row: &mut Writer) {
        row.signed(self.start).signed(self.last).flag(self.many);
        row.number(self.expected).number(self.spread);
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            start: row.signed()?,
            last: row.signed()?,
            many: row.flag()?,
            expected: row.number()?,
            spread: row.number()?,
        })
    }

    /// Is a minute's number of calls unusual, where `expected` are expected in five minutes?
    pub fn unusual(&self, calls: u32, expected: f64) -> bool {
        let mean = expected / WINDOW as f64;
        if self.many {
            or_more(u64::from(calls), mean, self.spread) < BACK
        } else {
            f64::from(calls) <= DROUGHT * mean && mean > 0.0
        }
    }
}
