//! Round times along the axis of time, UTC: from seconds to centuries.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The times that are drawn: from the year 1 to the year 9999.
pub(super) const TIMES: (i64, i64) = (-62_135_596_800, 253_402_207_200);

/// A time with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeTick {
    /// Seconds since 1970.
    pub at: i64,
    /// What stands under it.
    pub label: String,
    /// What stands under the label where it is not what it was before: the day, or the year.
    pub context: Option<String>,
}

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
/// A Monday, on which weeks begin.
const MONDAY: i64 = 4 * DAY;
/// Steps of a fixed length, in seconds.
const STEPS: [i64; 20] = [
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    10_800,
    21_600,
    43_200,
    DAY,
    2 * DAY,
    WEEK,
];
/// Steps in months.
const MONTHS: [i64; 13] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 12_000];

/// Round times from `from` to `to`, at most about `most` of them.
pub(super) fn ticks(from: i64, to: i64, most: i64) -> Vec<TimeTick> {
    let span = (to - from).max(1);
    if let Some(step) = STEPS.into_iter().find(|step| span / step < most) {
        let origin = if step >= WEEK { MONDAY } else { 0 };
        let first = origin + (from - origin + step - 1).div_euclid(step) * step;
        let (label, context) = match step {
            ..60 => ("%H:%M:%S", "%-d %b %Y"),
            60..DAY => ("%H:%M", "%-d %b %Y"),
            _ => ("%-d %b", "%Y"),
        };
        let times = (0..).map(|n| first + n * step).take_while(|at| *at <= to);
        return labelled(times, label, context);
    }
    let longest = 12_000;
    let fits = |step: &i64| span / (step * 30 * DAY) < most;
    let step = MONTHS.into_iter().find(fits).unwrap_or(longest);
    let begin = date(from).map_or(0, |d| i64::from(d.year()) * 12 + i64::from(d.month()) - 1);
    let first = begin.div_euclid(step) * step;
    let times = (0..)
        .map(|n| first + n * step)
        .map_while(start_of_month)
        .skip_while(|at| *at < from)
        .take_while(|at| *at <= to);
    if step < 12 { labelled(times, "%b", "%Y") } else { labelled(times, "%Y", "") }
}

/// A time in words, such as `14 Feb 2014 14:30` (with seconds where there are some).
pub(super) fn words(at: i64) -> String {
    let format = if at.rem_euclid(60) == 0 { "%-d %b %Y %H:%M" } else { "%-d %b %Y %H:%M:%S" };
    show(at, format)
}

/// A length of time in words, such as `5 min`.
pub(super) fn length(seconds: i64) -> String {
    let units = [(WEEK, "w"), (DAY, "d"), (3600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds.max(0);
    let mut words = Vec::new();
    for (unit, word) in units {
        if rest >= unit && words.len() < 2 {
            words.push(format!("{} {word}", rest / unit));
            rest %= unit;
        }
    }
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

fn labelled(times: impl Iterator<Item = i64>, label: &str, context: &str) -> Vec<TimeTick> {
    let mut before = String::new();
    times
        .map(|at| {
            let now = show(at, context);
            let changed = (now != before).then(|| now.clone());
            before = now;
            TimeTick { at, label: show(at, label), context: changed }
        })
        .collect()
}

fn show(at: i64, format: &str) -> String {
    let at = at.clamp(TIMES.0, TIMES.1);
    let time = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::UTC).strftime(format).to_string()
}

fn date(at: i64) -> Option<Date> {
    Some(Timestamp::from_second(at).ok()?.to_zoned(TimeZone::UTC).date())
}

/// The first second of a month, counted from January of the year 0.
fn start_of_month(month: i64) -> Option<i64> {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::{TIMES, length, ticks, words};

    fn labels(from: i64, to: i64) -> Vec<String> {
        let with = |t: super::TimeTick| match t.context {
            Some(context) => format!("{} {context}", t.label).trim().to_owned(),
            None => t.label,
        };
        ticks(from, to, 9).into_iter().map(with).collect()
    }

    #[test]
    fn ticks_fit_the_span() {
        let start = 1_392_388_200; // 2014-02-14 14:30
        assert_eq!(
            labels(start, start + 3),
            ["14:30:00 14 Feb 2014", "14:30:01", "14:30:02", "14:30:03"]
        );
        assert_eq!(labels(start, start + 1800)[..2], ["14:30 14 Feb 2014", "14:35"]);
        let day = labels(start, start + 86_400);
        assert_eq!(day[..4], ["15:00 14 Feb 2014", "18:00", "21:00", "00:00 15 Feb 2014"]);
        assert_eq!(labels(start, start + 6 * 86_400)[..2], ["15 Feb 2014", "16 Feb"]);
        assert_eq!(labels(start, start + 50 * 86_400)[..2], ["17 Feb 2014", "24 Feb"]);
        let year = labels(start, start + 400 * 86_400);
        assert_eq!(year[..2], ["Mar 2014", "May"]);
        assert_eq!(year[5..7], ["Jan 2015", "Mar"]);
        assert_eq!(labels(start, start + 20 * 365 * 86_400)[..2], ["2015", "2020"]);
    }

    #[test]
    fn any_span_has_few_ticks() {
        let mut span = 1;
        while span < TIMES.1 - TIMES.0 {
            for from in [TIMES.0, -1, 0, 1_700_000_003, TIMES.1 - span] {
                let to = (from + span).min(TIMES.1);
                let found = ticks(from, to, 9);
                assert!(found.len() <= 11, "{from} {to}: {}", found.len());
                assert!(found.iter().all(|t| from <= t.at && t.at <= to));
            }
            span = span * 3 / 2 + 1;
        }
    }

    #[test]
    fn times_in_words() {
        assert_eq!(words(1_392_388_200), "14 Feb 2014 14:30");
        assert_eq!(words(7), "1 Jan 1970 00:00:07");
        assert_eq!([0, 90, 300, 90_061].map(length), ["0 s", "1 min 30 s", "5 min", "1 d 1 h"]);
    }
}
