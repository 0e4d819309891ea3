//! From one local time of a cron expression to the next and to the one before.
//!
//! Years, then months, then days, then hours and minutes: what cannot be is left out as soon as
//! that is known, so an expression that never fires costs one look at each month until 2199.

use super::cron::Cron;
use jiff::civil::{Date, DateTime};

impl Cron {
    /// The first of its local times that is not before `from`.
    pub(super) fn local_from(&self, from: DateTime) -> Option<DateTime> {
        let from = match (from.second(), from.subsec_nanosecond()) {
            (0, 0) => from,
            _ => minute_of(from)?.checked_add(jiff::Span::new().minutes(1)).ok()?,
        };
        if let Some(found) = self.on_day(from.date()).then(|| self.time_from(from)).flatten() {
            return Some(found);
        }
        let date = self.date_from(from.date().tomorrow().ok()?)?;
        self.time_from(date.at(0, 0, 0, 0))
    }

    /// The last of its local times that is not after `to`.
    pub(super) fn local_up_to(&self, to: DateTime) -> Option<DateTime> {
        if let Some(found) = self.on_day(to.date()).then(|| self.time_up_to(to)).flatten() {
            return Some(found);
        }
        let date = self.date_up_to(to.date().yesterday().ok()?)?;
        self.time_up_to(date.at(23, 59, 0, 0))
    }

    fn on_day(&self, date: Date) -> bool {
        self.years.has(date.year())
            && self.months.has(date.month().into())
            && self.days.in_month(date.first_of_month()).has(date.day().into())
    }

    fn time_from(&self, from: DateTime) -> Option<DateTime> {
        let (hour, minute) = (i16::from(from.hour()), i16::from(from.minute()));
        let same = self.hours.has(hour).then(|| self.minutes.from(minute)).flatten();
        let (hour, minute) = match same {
            Some(minute) => (hour, minute),
            None => (self.hours.from(hour + 1)?, self.minutes.from(0)?),
        };
        Some(from.date().at(hour as i8, minute as i8, 0, 0))
    }

    fn time_up_to(&self, to: DateTime) -> Option<DateTime> {
        let (hour, minute) = (i16::from(to.hour()), i16::from(to.minute()));
        let same = self.hours.has(hour).then(|| self.minutes.up_to(minute)).flatten();
        let (hour, minute) = match same {
            Some(minute) => (hour, minute),
            None => (self.hours.up_to(hour - 1)?, self.minutes.up_to(59)?),
        };
        Some(to.date().at(hour as i8, minute as i8, 0, 0))
    }

    fn date_from(&self, from: Date) -> Option<Date> {
        let mut day = i16::from(from.day());
        let (mut year, mut month) = (from.year(), i16::from(from.month()));
        loop {
            let in_year = self.years.has(year).then(|| self.months.from(month)).flatten();
            let Some(next) = in_year else {
                (year, month, day) = (self.years.from(year + 1)?, 1, 1);
                continue;
            };
            if next != month {
                (month, day) = (next, 1);
            }
            let first = Date::new(year, month as i8, 1).ok()?;
            if let Some(day) = self.days.in_month(first).from(day) {
                return Date::new(year, month as i8, day as i8).ok();
            }
            (month, day) = (month + 1, 1);
        }
    }

    fn date_up_to(&self, to: Date) -> Option<Date> {
        let mut day = i16::from(to.day());
        let (mut year, mut month) = (to.year(), i16::from(to.month()));
        loop {
            let in_year = self.years.has(year).then(|| self.months.up_to(month)).flatten();
            let Some(last) = in_year else {
                (year, month, day) = (self.years.up_to(year - 1)?, 12, 31);
                continue;
            };
            if last != month {
                (month, day) = (last, 31);
            }
            let first = Date::new(year, month as i8, 1).ok()?;
            if let Some(day) = self.days.in_month(first).up_to(day) {
                return Date::new(year, month as i8, day as i8).ok();
            }
            (month, day) = (month - 1, 31);
        }
    }
}

fn minute_of(at: DateTime) -> Option<DateTime> {
    at.with().second(0).subsec_nanosecond(0).build().ok()
}
