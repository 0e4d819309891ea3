//! Periods, their alignment, and how long which grain is kept.
//!
//! All times are seconds since 1970; a period begins at its start and ends before the next.

use super::datum::Resolution;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A grain and the age to which it is kept, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grain {
    /// The width of a bin.
    pub seconds: u32,
    /// The age from which on only coarser grains are there.
    pub kept: i64,
}

/// What is kept, the finest first: each is rolled up into the next.
pub const GRAINS: [Grain; 4] = [
    Grain { seconds: 1, kept: 3 * HOUR },
    Grain { seconds: 60, kept: 15 * DAY },
    Grain { seconds: 300, kept: 63 * DAY },
    Grain { seconds: 3600, kept: 455 * DAY },
];

/// The start of the period that holds a time.
#[must_use]
pub fn align(at: i64, period: u32) -> i64 {
    let period = i64::from(period.max(1));
    at.div_euclid(period).saturating_mul(period)
}

/// May a metric be read by this period?
///
/// # Errors
/// In words, what a period may be.
pub fn check(period: u32, resolution: Resolution) -> Result<(), String> {
    match (period, resolution) {
        (p, _) if p > 0 && p.is_multiple_of(60) => Ok(()),
        (1 | 5 | 10 | 20 | 30, Resolution::High) => Ok(()),
        (1 | 5 | 10 | 20 | 30, Resolution::Standard) => {
            Err(format!("a period of {period} s needs a metric with a resolution of 1 second"))
        }
        _ => Err(format!("{period} s is no period: 1, 5, 10, 20, 30 or a multiple of 60 is one")),
    }
}

/// The start that a read is given: rounded down to what its age lets stand.
///
/// Under 15 days to the minute, to 63 days to five, beyond to the hour; periods below a minute to a
/// multiple of the period.
#[must_use]
pub fn round_start(start: i64, now: i64, period: u32) -> i64 {
    let age = now.saturating_sub(start);
    let grain = match age {
        a if a > 63 * DAY => 3600,
        a if a >= 15 * DAY => 300,
        _ if period < 60 => period,
        _ => 60,
    };
    align(start, grain)
}

/// The grain in which data of an age are kept; `None` when they are gone.
#[must_use]
pub fn grain_at(age: i64, resolution: Resolution) -> Option<u32> {
    GRAINS.iter().find(|g| g.seconds >= resolution.seconds() && age < g.kept).map(|g| g.seconds)
}

/// Is there anything to be read by this period of data of this age? Too fine a period gives no data,
/// which is no error.
#[must_use]
pub fn is_kept(period: u32, age: i64, resolution: Resolution) -> bool {
    grain_at(age, resolution).is_some_and(|grain| grain <= period)
}
