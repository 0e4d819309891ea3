//! The plain cron of mute windows: five fields with `*`, `-` and `,`, as Unix has them.
//!
//! Days of the month and of the week both restricted: a day of either counts. Sunday is 0 or 7.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Moments that come again, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cron {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Are days of the month, and of the week, restricted?
    by_day: bool,
    by_weekday: bool,
}

impl Cron {
    /// Reads `0 2 * * 1-5`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut fields = text.split_ascii_whitespace();
        let mut field = |low, high| parse_field(fields.next()?, low, high);
        let (minutes, hours) = (field(0, 59)?, field(0, 23)?);
        let (days, months, weekdays) = (field(1, 31)?, field(1, 12)?, field(0, 7)?);
        if fields.next().is_some() {
            return None;
        }
        let sunday = if weekdays.0 >> 7 & 1 == 1 { 1 } else { 0 };
        Some(Self {
            minutes: minutes.0,
            hours: hours.0,
            days: days.0,
            months: months.0,
            weekdays: weekdays.0 | sunday,
            by_day: !days.1,
            by_weekday: !weekdays.1,
        })
    }

    /// Are all days alike to it?
    #[must_use]
    pub fn is_daily(&self) -> bool {
        !self.by_day && !self.by_weekday && (1..=12).all(|month| self.months >> month & 1 == 1)
    }

    /// The last such moment that is not after `now` and after `floor`.
    #[must_use]
    pub fn last(&self, zone: &TimeZone, floor: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let mut day = zone.to_datetime(now).date();
        // A day more, for what summer time moves over midnight.
        let first = zone.to_datetime(floor).date().checked_sub(1.day()).unwrap_or(Date::MIN);
        while day >= first {
            let found = self.of_day(day, zone).find(|at| *at <= now);
            if found.is_some() {
                return found.filter(|at| *at > floor);
            }
            day = day.yesterday().ok()?;
        }
        None
    }

    /// Its moments on a day, last first.
    fn of_day(&self, day: Date, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
        let hours = if self.on(day) { self.hours } else { 0 };
        let minutes = self.minutes;
        let zone = zone.clone();
        let bits = |mask: u64| (0..60i8).rev().filter(move |bit| mask >> bit & 1 == 1);
        bits(hours)
            .flat_map(move |hour| bits(minutes).map(move |minute| (hour, minute)))
            .filter_map(move |(hour, minute)| moment(day.at(hour, minute, 0, 0), &zone))
    }

    fn on(&self, day: Date) -> bool {
        let in_month = self.months >> day.month() & 1 == 1;
        let by_day = self.days >> day.day() & 1 == 1;
        let by_weekday = self.weekdays >> day.weekday().to_sunday_zero_offset() & 1 == 1;
        in_month
            && match (self.by_day, self.by_weekday) {
                (true, true) => by_day || by_weekday,
                _ => by_day && by_weekday,
            }
    }
}

/// A local time as a moment; in the gap of summer time, the one after it.
pub(super) fn moment(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

/// The values of a field as bits, and whether it is `*`.
fn parse_field(text: &str, low: u32, high: u32) -> Option<(u64, bool)> {
    if text == "*" {
        return Some(((low..=high).fold(0, |bits, value| bits | 1 << value), true));
    }
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|value| digits && (low..=high).contains(value))
    };
    let mut bits = 0;
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        if from > to {
            return None;
        }
        bits |= (from..=to).fold(0, |bits, value| bits | 1 << value);
    }
    Some((bits, false))
}

#[cfg(test)]
mod tests {
    use super::Cron;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    #[test]
    fn the_last_moment() {
        let last = |cron: &str, now: &str| {
            let now: Timestamp = now.parse().expect("some");
            let floor = now - jiff::SignedDuration::from_hours(24 * 15);
            Cron::parse(cron)
                .expect("some")
                .last(&TimeZone::UTC, floor, now)
                .map(|at| at.to_string())
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(last("30 2 * * *", "2026-01-01T02:30:00Z"), some("2026-01-01T02:30:00Z"));
        assert_eq!(last("30 2 * * *", "2026-01-01T02:29:59Z"), some("2025-12-31T02:30:00Z"));
        assert_eq!(last("0 22 * * 6,7", "2026-01-01T02:00:00Z"), some("2025-12-28T22:00:00Z"));
        assert_eq!(last("0 0 1 * 1", "2026-01-07T00:00:00Z"), some("2026-01-05T00:00:00Z"));
        assert_eq!(last("0 0 30 2 *", "2026-01-07T00:00:00Z"), None);
        assert_eq!(last("0 0 1 1 *", "2026-01-20T00:00:00Z"), None);
    }

    #[test]
    fn other_spellings_are_refused() {
        for wrong in ["", "* * * *", "* * * * * *", "60 * * * *", "*/5 * * * *", "5-1 * * * *"] {
            assert_eq!(Cron::parse(wrong), None, "{wrong}");
        }
        for wrong in ["1, * * * *", "+1 * * * *", "* * 0 * *", "* * ? * *", "* * * JAN *"] {
            assert_eq!(Cron::parse(wrong), None, "{wrong}");
        }
    }
}
