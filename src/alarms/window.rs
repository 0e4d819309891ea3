//! When an alarm is evaluated, and which periods it then looks at.
//!
//! Sliding periods end at the minute of the evaluation and lie anew each minute, so one datum may
//! stand in different periods. Periods of the clock on the wall begin at the hour, at midnight or
//! on Monday of a time zone, and only whole ones count.

use super::settings::AlarmSettings;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// How periods lie.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Window {
    /// The newest one ends at the evaluation.
    #[default]
    Sliding,
    /// They begin where clocks and calendars of this zone begin.
    WallClock(TimeZone),
}

/// One period: its start counts, its end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its first moment.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

/// Seconds of a day and of a week.
const DAY: i64 = 86_400;
const WEEK: i64 = 604_800;

/// The moment this many seconds after 1970, the last there is if that is too many.
pub(super) fn moment(seconds: i64) -> Timestamp {
    let limit = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(limit)
}

/// How often an alarm is evaluated, in seconds: 10 for periods under a minute, 60, or 3,600 where
/// its periods reach over a day.
#[must_use]
pub fn cadence(settings: &AlarmSettings) -> i64 {
    if settings.period < 60 {
        10
    } else if settings.reach() > DAY as u64 {
        3600
    } else {
        60
    }
}

/// The first evaluation after a moment.
#[must_use]
pub fn next_evaluation(settings: &AlarmSettings, after: Timestamp) -> Timestamp {
    let step = cadence(settings);
    moment((after.as_second().div_euclid(step) + 1).saturating_mul(step))
}

/// Writes the periods of the evaluation at `now` into `slots`, oldest first.
pub fn slots(settings: &AlarmSettings, now: Timestamp, slots: &mut Vec<Slot>) {
    slots.clear();
    let (period, range) = (i64::from(settings.period), i64::from(settings.range()));
    let even = |end: i64| {
        (0..range).map(move |back| {
            let start = end.saturating_sub((range - back).saturating_mul(period));
            Slot { start: moment(start), end: moment(start.saturating_add(period)) }
        })
    };
    match &settings.window {
        Window::Sliding => {
            let step = cadence(settings);
            slots.extend(even(now.as_second().div_euclid(step) * step));
        }
        Window::WallClock(zone) if period >= DAY => {
            let today = zone.to_datetime(now).date();
            let days = period / DAY;
            let into =
                if period == WEEK { i64::from(today.weekday().to_monday_zero_offset()) } else { 0 };
            let edge = |back: i64| midnight(today, into.saturating_add(back * days), zone);
            slots.extend((0..range).filter_map(|back| {
                Some(Slot { start: edge(range - back)?, end: edge(range - back - 1)? })
            }));
        }
        Window::WallClock(zone) => {
            let seconds = now.as_second();
            let offset = i64::from(zone.to_offset(now).seconds());
            slots.extend(even((seconds + offset).div_euclid(period) * period - offset));
        }
    }
}

/// Midnight of the day so many days before another one.
fn midnight(day: Date, days: i64, zone: &TimeZone) -> Option<Timestamp> {
    let day = day.checked_sub(Span::new().try_days(days).ok()?).ok()?;
    day.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use super::{Slot, Window, next_evaluation, slots};
    use crate::alarms::{AlarmSettings, Comparison, Threshold};
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("some")
    }

    fn settings(period: u32, n: u32) -> AlarmSettings {
        AlarmSettings {
            evaluation_range: Some(n),
            ..AlarmSettings::new(period, n, Threshold::Static(Comparison::Greater, 1.0))
        }
    }

    fn of(settings: &AlarmSettings, now: &str) -> Vec<String> {
        let mut found: Vec<Slot> = Vec::new();
        slots(settings, at(now), &mut found);
        found.iter().map(|slot| format!("{} {}", slot.start, slot.end)).collect()
    }

    #[test]
    fn sliding_periods_end_at_the_evaluation() {
        let found = of(&settings(300, 2), "2019-10-02T17:04:40Z");
        let want = [
            "2019-10-02T16:54:00Z 2019-10-02T16:59:00Z",
            "2019-10-02T16:59:00Z 2019-10-02T17:04:00Z",
        ];
        assert_eq!(found, want);
        let fast = of(&settings(10, 1), "2019-10-02T17:04:47Z");
        assert_eq!(fast, ["2019-10-02T17:04:30Z 2019-10-02T17:04:40Z"]);
        // Over a day of periods: once an hour, with what came before it.
        let long = settings(86_400, 2);
        assert_eq!(
            of(&long, "2019-10-02T10:59:00Z")[1],
            "2019-10-01T10:00:00Z 2019-10-02T10:00:00Z"
        );
        assert_eq!(next_evaluation(&long, at("2019-10-02T10:02:00Z")), at("2019-10-02T11:00:00Z"));
    }

    #[test]
    fn wall_clocks_follow_their_zone() {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("some");
        let of = |period, now| {
            let mut settings = settings(period, 1);
            settings.window = Window::WallClock(zone.clone());
            of(&settings, now)
        };
        assert_eq!(of(3600, "2026-01-01T10:59:00Z"), ["2026-01-01T09:00:00Z 2026-01-01T10:00:00Z"]);
        // The day on which summer time begins has 23 hours.
        assert_eq!(
            of(86_400, "2026-03-30T05:00:00Z"),
            ["2026-03-28T23:00:00Z 2026-03-29T22:00:00Z"]
        );
        // 2026-01-01 is a Thursday.
        assert_eq!(
            of(604_800, "2026-01-01T05:00:00Z"),
            ["2025-12-21T23:00:00Z 2025-12-28T23:00:00Z"]
        );
        let half = TimeZone::posix("<+0530>-5:30").expect("some");
        let mut settings = settings(3600, 1);
        settings.window = Window::WallClock(half);
        let mut found = Vec::new();
        slots(&settings, at("2026-01-01T10:10:00Z"), &mut found);
        assert_eq!(found[0].end, at("2026-01-01T09:30:00Z"));
    }
}
