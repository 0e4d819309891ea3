//! The two day fields: days of the month with `L`, `LW`, `L-n` and `nW`; days of the week with
//! `L`, `nL` and `n#m`. One of the two is `?`, so a cron expression has one or the other.

use super::error::ExpressionError;
use super::field::{MONTH_DAYS, WEEK_DAYS};
use super::piece::Piece;
use super::values::Values;
use jiff::civil::Date;

/// The days of a cron expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Days {
    /// Told by the month.
    OfMonth {
        plain: Values,
        /// `nW`: the working days nearest to these.
        nearest: Values,
        /// `L` and `L-n`: so many days before the last one.
        before_last: Values,
        /// `LW`: the last working day.
        last_working: bool,
    },
    /// Told by the week; Sunday is 1.
    OfWeek {
        plain: Values,
        /// `nL`: the last such days of the month.
        last: Values,
        /// `d#n`: the nth such day of the month.
        nth: Option<(i16, i16)>,
    },
}

impl Days {
    /// Reads the days of the month.
    pub fn of_month(field: Piece<'_>) -> Result<Self, ExpressionError> {
        let (mut plain, mut nearest) = (Values::none(1), Values::none(1));
        let (mut before_last, mut last_working) = (Values::none(0), false);
        for item in field.split(',') {
            if item.is("L") {
                before_last.add(0);
            } else if item.is("LW") {
                last_working = true;
            } else if let Some((last, back)) = item.split_once('-')
                && last.is("L")
            {
                match back.number() {
                    Some(days @ 0..=30) => before_last.add(days as i16),
                    _ => return Err(back.wrong("`L-` takes a number of days, 0 to 30")),
                }
            } else if let Some(day) = item.strip_letter('W') {
                nearest.add(MONTH_DAYS.value(day)?);
            } else {
                MONTH_DAYS.add(item, &mut plain)?;
            }
        }
        Ok(Self::OfMonth { plain, nearest, before_last, last_working })
    }

    /// Reads the days of the week.
    pub fn of_week(field: Piece<'_>) -> Result<Self, ExpressionError> {
        let (mut plain, mut last, mut nth) = (Values::none(1), Values::none(1), None);
        let alone = !field.text.contains(',');
        for item in field.split(',') {
            if item.is("L") {
                plain.add(WEEK_DAYS.high);
            } else if let Some((day, count)) = item.split_once('#') {
                if !alone {
                    let wrong = item.wrong("`#` stands alone, not in a list");
                    return Err(wrong.help("make a schedule for each"));
                }
                let day = WEEK_DAYS.value(day)?;
                match count.number() {
                    Some(count @ 1..=5) => nth = Some((day, count as i16)),
                    _ => return Err(count.wrong("`#` takes the week of the month, 1 to 5")),
                }
            } else if let Some(day) = item.strip_letter('L') {
                last.add(WEEK_DAYS.value(day)?);
            } else {
                WEEK_DAYS.add(item, &mut plain)?;
            }
        }
        Ok(Self::OfWeek { plain, last, nth })
    }

    /// The days of the month in which `first` is the first day.
    pub fn in_month(&self, first: Date) -> Values {
        let count = i16::from(first.days_in_month());
        let weekday = |day: i16| {
            let offset = i16::from(first.weekday().to_sunday_zero_offset());
            (offset + day - 1) % 7 + 1
        };
        let mut found = Values::none(1);
        match self {
            Self::OfMonth { plain, nearest, before_last, last_working } => {
                let working = |day: i16| nearest_working(day, weekday(day), count);
                for day in 1..=count {
                    if plain.has(day) || before_last.has(count - day) {
                        found.add(day);
                    }
                    if nearest.has(day) {
                        found.add(working(day));
                    }
                }
                if *last_working {
                    found.add(working(count));
                }
            }
            Self::OfWeek { plain, last, nth } => {
                for day in 1..=count {
                    let on = weekday(day);
                    let nth_here = *nth == Some((on, (day - 1) / 7 + 1));
                    if plain.has(on) || nth_here || (last.has(on) && day + 7 > count) {
                        found.add(day);
                    }
                }
            }
        }
        found
    }
}

/// The day from Monday to Friday nearest to a day, in the same month.
fn nearest_working(day: i16, weekday: i16, count: i16) -> i16 {
    const SUNDAY: i16 = 1;
    const SATURDAY: i16 = 7;
    match weekday {
        SATURDAY if day == 1 => day + 2,
        SATURDAY => day - 1,
        SUNDAY if day == count => day - 2,
        SUNDAY => day + 1,
        _ => day,
    }
}
