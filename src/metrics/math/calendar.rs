//! The times of a series' periods as numbers, in UTC.

use super::function::Which;
use super::types::{Range, Series};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// `MINUTE`, `HOUR`, `DAY` (Monday is 1, Sunday 7), `DATE`, `MONTH`, `YEAR` and `EPOCH` (seconds),
/// for every period of the range, whether the series has a value there or not.
pub(super) fn calendar(function: Which, period: u32, range: Range) -> Series {
    let period = if period == 0 { range.period } else { period };
    let empty = Series { period, ..Series::default() };
    empty.with((Range { period, ..range }).times().filter_map(|at| {
        if function == Which::Epoch {
            return Some((at, at as f64));
        }
        let time = Timestamp::from_second(at).ok()?.to_zoned(TimeZone::UTC);
        let value = match function {
            Which::Minute => f64::from(time.minute()),
            Which::Hour => f64::from(time.hour()),
            Which::Day => f64::from(time.weekday().to_monday_one_offset()),
            Which::Date => f64::from(time.day()),
            Which::Month => f64::from(time.month()),
            _ => f64::from(time.year()),
        };
        Some((at, value))
    }))
}
