//! Generated expressions against a plain reference that asks of every minute, with nothing but its
//! calendar, whether the expression holds.

use super::zone;
use crate::schedules::{Dialect, Expression, Schedule};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

struct Field {
    low: i64,
    high: i64,
}

/// Does a plain item hold of a value? Written from the grammar, not from the reader.
fn plain(item: &str, value: i64, field: &Field) -> bool {
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, step.parse().unwrap()),
        None => (item, 1),
    };
    let (from, to) = match range.split_once('-') {
        _ if range == "*" => (field.low, field.high),
        Some((from, to)) => (from.parse().unwrap(), to.parse().unwrap()),
        None if item.contains('/') => (range.parse().unwrap(), field.high),
        None => (range.parse().unwrap(), range.parse().unwrap()),
    };
    // Step from value to value, over the end.
    let mut at: i64 = from;
    let mut steps = 0;
    loop {
        if at == value && steps % step == 0 {
            return true;
        }
        if at == to {
            return false;
        }
        at = if at == field.high { field.low } else { at + 1 };
        steps += 1;
    }
}

fn any(text: &str, value: i64, low: i64, high: i64) -> bool {
    text.split(',').any(|item| plain(item, value, &Field { low, high }))
}

fn is_working(date: Date) -> bool {
    date.weekday().to_monday_one_offset() <= 5
}

fn month_day(item: &str, date: Date) -> bool {
    let last = date.last_of_month();
    if item == "L" {
        return date == last;
    }
    if item == "LW" {
        let mut day = last;
        while !is_working(day) {
            day = day.yesterday().unwrap();
        }
        return date == day;
    }
    if let Some(back) = item.strip_prefix("L-") {
        let back: i64 = back.parse().unwrap();
        return date.checked_add(back.days()).unwrap() == last;
    }
    if let Some(day) = item.strip_suffix('W') {
        let Ok(day) = Date::new(date.year(), date.month(), day.parse().unwrap()) else {
            return false;
        };
        // The nearest first: the same day, then one off, then two off.
        let near = [0, -1, 1, -2, 2].map(|off: i64| day.checked_add(off.days()).unwrap());
        let found = near.iter().find(|d| is_working(**d) && d.month() == date.month());
        return found == Some(&date);
    }
    plain(item, date.day().into(), &Field { low: 1, high: 31 })
}

fn week_day(item: &str, date: Date) -> bool {
    let own = i64::from(date.weekday().to_sunday_one_offset());
    if item == "L" {
        return own == 7;
    }
    if let Some(day) = item.strip_suffix('L') {
        return day.parse() == Ok(own)
            && date.checked_add(7.days()).unwrap().month() != date.month();
    }
    if let Some((day, count)) = item.split_once('#') {
        let count: i64 = count.parse().unwrap();
        let before = (1..=date.day())
            .filter(|d| date.with().day(*d).build().unwrap().weekday() == date.weekday())
            .count();
        return day.parse() == Ok(own) && before as i64 == count;
    }
    plain(item, own, &Field { low: 1, high: 7 })
}

/// Does a cron expression hold at a local minute?
fn holds(fields: &[String; 6], at: &Zoned) -> bool {
    let [minutes, hours, month_days, months, week_days, years] = fields;
    let days = if month_days == "?" {
        week_days.split(',').any(|item| week_day(item, at.date()))
    } else {
        month_days.split(',').any(|item| month_day(item, at.date()))
    };
    days && any(minutes, at.minute().into(), 0, 59)
        && any(hours, at.hour().into(), 0, 23)
        && any(months, at.month().into(), 1, 12)
        && any(years, at.year().into(), 1970, 2199)
}

struct Dice(fastrand::Rng);

impl Dice {
    fn item(&mut self, low: i64, high: i64, wraps: bool, steps: bool) -> String {
        let (mut a, mut b) = (self.0.i64(low..=high), self.0.i64(low..=high));
        if !wraps && a > b {
            (a, b) = (b, a);
        }
        let step = self.0.i64(1..=high - low + 3);
        match self.0.u8(0..if steps { 6 } else { 3 }) {
            0 => "*".to_owned(),
            1 => format!("{a}-{b}"),
            2 => a.to_string(),
            3 => format!("{a}/{step}"),
            4 => format!("*/{step}"),
            _ => format!("{a}-{b}/{step}"),
        }
    }

    fn list(&mut self, low: i64, high: i64, wraps: bool, steps: bool) -> String {
        let count = self.0.usize(1..=3);
        let items: Vec<_> = (0..count).map(|_| self.item(low, high, wraps, steps)).collect();
        items.join(",")
    }

    fn month_days(&mut self) -> String {
        let items: Vec<String> = (0..self.0.usize(1..=2))
            .map(|_| match self.0.u8(0..6) {
                0 => "L".to_owned(),
                1 => "LW".to_owned(),
                2 => format!("L-{}", self.0.u8(0..=30)),
                3 => format!("{}W", self.0.u8(1..=31)),
                _ => self.item(1, 31, true, true),
            })
            .collect();
        items.join(",")
    }

    fn week_days(&mut self) -> String {
        match self.0.u8(0..5) {
            0 => format!("{}#{}", self.0.u8(1..=7), self.0.u8(1..=5)),
            1 => "L".to_owned(),
            2 => format!("{}L,{}", self.0.u8(1..=7), self.0.u8(1..=7)),
            _ => self.list(1, 7, true, false),
        }
    }

    fn fields(&mut self) -> [String; 6] {
        let by_month = self.0.bool();
        let (month_days, week_days) =
            if by_month { (self.month_days(), "?".into()) } else { ("?".into(), self.week_days()) };
        let months = if self.0.bool() { "*".to_owned() } else { self.list(1, 12, true, true) };
        let years = match self.0.u8(0..3) {
            0 => self.item(2024, 2028, false, false),
            _ => "*".to_owned(),
        };
        let (minutes, hours) = (self.list(0, 59, true, true), self.list(0, 23, true, true));
        [minutes, hours, month_days, months, week_days, years]
    }
}

/// All moments of the minutes from one on, without those that come a second time.
fn asked(fields: &[String; 6], zone: &TimeZone, from: Timestamp, days: i64) -> Vec<Timestamp> {
    let mut found = Vec::new();
    let mut latest = None;
    for minute in 0..days * 1440 {
        let at = (from + SignedDuration::from_mins(minute)).to_zoned(zone.clone());
        let first = latest.is_none_or(|latest| at.datetime() > latest);
        if first {
            latest = Some(at.datetime());
            if holds(fields, &at) {
                found.push(at.timestamp());
            }
        }
    }
    found
}

#[test]
fn generated_expressions_agree_with_every_minute() {
    let rounds = std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let zones = ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"];
    // Weeks with the changes of these zones in them, and the end of a leap February.
    let weeks =
        ["2026-03-05", "2026-10-28", "2026-03-27", "2026-10-22", "2026-04-02", "2028-02-26"];
    let mut dice = Dice(fastrand::Rng::with_seed(6));
    for round in 0..rounds {
        let fields = dice.fields();
        let text = format!("cron({})", fields.join(" "));
        let zone = zone(zones[dice.0.usize(0..zones.len())]);
        let week: Date = weeks[dice.0.usize(0..weeks.len())].parse().unwrap();
        let from = week.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let days = 9;
        let end = from + SignedDuration::from_hours(24 * days) - SignedDuration::from_secs(1);
        let want = asked(&fields, &zone, from, days);
        let read = Expression::parse(&text, Dialect::Scheduler);
        let read = read.unwrap_or_else(|e| panic!("{round}: {text}: {e}"));
        let schedule = Schedule { zone, ..Schedule::new(read, Dialect::Scheduler, from) };
        let got: Vec<_> = schedule.fires_from(from).take_while(|at| *at <= end).collect();
        let where_ = || format!("{round}: {text} {:?} {from}", schedule.zone);
        assert_eq!(got, want, "{}", where_());
        let back = |at: &Timestamp| schedule.last_before(*at).filter(|at| *at >= from);
        let mut back = std::iter::successors(back(&end), |at| back(at)).collect::<Vec<_>>();
        back.reverse();
        assert_eq!(back, want, "backwards, {}", where_());
    }
}
