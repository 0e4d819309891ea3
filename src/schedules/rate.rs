//! `rate(N unit)`: again and again after the same time, from an anchor on. A day is 24 hours.

use super::error::ExpressionError;
use super::piece::Piece;
use crate::base::suggest::nearest;
use jiff::Timestamp;

/// The unit of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 3,600 seconds.
    Hour,
    /// 86,400 seconds, whatever clocks do.
    Day,
}

const UNITS: [(Unit, &str, &str, u64); 3] = [
    (Unit::Minute, "minute", "minutes", 60),
    (Unit::Hour, "hour", "hours", 3600),
    (Unit::Day, "day", "days", 86_400),
];

/// A rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many units lie between two moments, 1 or more.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

impl Rate {
    /// Reads what stands between the brackets.
    pub(super) fn read(inside: Piece<'_>) -> Result<Self, ExpressionError> {
        let (count, unit) = match inside.split_once(' ') {
            Some((count, unit)) if !unit.text.contains(' ') && !count.text.is_empty() => {
                (count, unit)
            }
            _ => {
                let wrong = inside.wrong("`rate` takes a number, one blank and a unit");
                let words: Vec<&str> = inside.words().iter().map(|word| word.text).collect();
                return Err(match words.as_slice() {
                    [count, unit] => wrong.help(format!("write `rate({count} {unit})`")),
                    _ => wrong.help("such as `rate(5 minutes)`"),
                });
            }
        };
        let number = match count.number() {
            Some(number @ 1..) => number,
            _ => {
                let digits = count.text.bytes().all(|b| b.is_ascii_digit());
                let large = digits && count.text.bytes().any(|b| b != b'0');
                let why = if large { "is too large" } else { "is no whole number from 1 on" };
                return Err(count.wrong(format!("`{}` {why}", count.text)));
            }
        };
        let known = UNITS.iter().find(|(_, one, many, _)| unit.text == *one || unit.text == *many);
        let Some((found, one, many, _)) = known else {
            let wrong = unit.wrong(format!("`{}` is no unit of a rate", unit.text));
            let words = UNITS.iter().map(|(_, one, many, _)| if number == 1 { *one } else { many });
            return Err(match nearest(unit.text, words) {
                Some(word) => wrong.help(format!("did you mean `{word}`?")),
                None => wrong.help("units are minutes, hours and days"),
            });
        };
        let right = if number == 1 { *one } else { *many };
        if unit.text != right {
            let wrong = unit.wrong(format!("`{}` does not go with {number}", unit.text));
            return Err(wrong.help(format!("write `rate({} {right})`", count.text)));
        }
        Ok(Self { count: number, unit: *found })
    }

    /// From one moment to the next, in seconds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        let unit = UNITS.iter().find(|(unit, ..)| *unit == self.unit);
        unit.map_or(60, |(.., seconds)| *seconds) * u64::from(self.count)
    }

    /// The first moment after `after` that is at least `first` periods from the anchor.
    pub(super) fn next(&self, anchor: Timestamp, first: u8, after: Timestamp) -> Option<Timestamp> {
        let period = self.nanoseconds();
        let past = after.as_nanosecond() - anchor.as_nanosecond();
        let count = (past.div_euclid(period) + 1).max(first.into());
        Timestamp::from_nanosecond(anchor.as_nanosecond() + count * period).ok()
    }

    /// The last moment before `before` that is at least `first` periods from the anchor.
    pub(super) fn last(
        &self,
        anchor: Timestamp,
        first: u8,
        before: Timestamp,
    ) -> Option<Timestamp> {
        let period = self.nanoseconds();
        let past = before.as_nanosecond() - anchor.as_nanosecond() - 1;
        let count = past.div_euclid(period);
        if count < first.into() {
            return None;
        }
        Timestamp::from_nanosecond(anchor.as_nanosecond() + count * period).ok()
    }

    fn nanoseconds(&self) -> i128 {
        i128::from(self.seconds()) * 1_000_000_000
    }
}
