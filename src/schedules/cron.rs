//! `cron(minutes hours day-of-month month day-of-week year)`, of AWS: six fields, of which one of
//! the two day fields is `?`.

use super::days::Days;
use super::error::ExpressionError;
use super::field::{HOURS, MINUTES, MONTHS, YEARS};
use super::piece::Piece;
use super::values::Values;

/// A cron expression: local times, to the minute, from 1970 to 2199.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    pub(super) minutes: Values,
    pub(super) hours: Values,
    pub(super) days: Days,
    pub(super) months: Values,
    pub(super) years: Values,
}

const ORDER: &str = "the fields are minutes, hours, day of the month, month, day of the week, year";

impl Cron {
    /// Reads what stands between the brackets.
    pub(super) fn read(inside: Piece<'_>) -> Result<Self, ExpressionError> {
        let words = inside.words();
        let &[minutes, hours, month_days, months, week_days, years] = words.as_slice() else {
            let wrong = inside.wrong(format!("`cron` takes six fields, not {}", words.len()));
            return Err(wrong.help(from_unix(&words).unwrap_or_else(|| ORDER.to_owned())));
        };
        if inside.text.starts_with(' ') || inside.text.ends_with(' ') {
            let wrong = inside.wrong("blanks inside the brackets");
            return Err(wrong.help(format!("write `cron({})`", inside.text.trim())));
        }
        let (minutes, hours) = (MINUTES.values(minutes)?, HOURS.values(hours)?);
        let days = match (month_days.text, week_days.text) {
            ("?", "?") => {
                let wrong = week_days.wrong("both day fields are `?`");
                return Err(wrong.help("write `*` for one of them"));
            }
            ("?", _) => Days::of_week(week_days)?,
            (_, "?") => Days::of_month(month_days)?,
            _ => {
                // Their own faults come first: they are what the author looks for.
                Days::of_month(month_days)?;
                Days::of_week(week_days)?;
                let of_week = month_days.text == "*" && week_days.text != "*";
                let (wrong, other) =
                    if of_week { (month_days, "month") } else { (week_days, "week") };
                let words = "one of the two day fields is `?`";
                let help = format!("write `?` for the day of the {other}");
                return Err(wrong.wrong(words).help(help));
            }
        };
        Ok(Self {
            minutes,
            hours,
            days,
            months: MONTHS.values(months)?,
            years: YEARS.values(years)?,
        })
    }
}

/// What the five fields of Unix are here, where that is plain.
fn from_unix(words: &[Piece<'_>]) -> Option<String> {
    let &[minutes, hours, month_days, months, week_days] = words else { return None };
    let (minutes, hours, months) = (minutes.text, hours.text, months.text);
    match (month_days.text, week_days.text) {
        (days, "*" | "?") if days != "?" => {
            Some(format!("write `cron({minutes} {hours} {days} {months} ? *)`"))
        }
        // Numbers count from another day there.
        ("*" | "?", days) if !days.contains(|c: char| c.is_ascii_digit()) => {
            Some(format!("write `cron({minutes} {hours} ? {months} {days} *)`"))
        }
        _ => None,
    }
}
