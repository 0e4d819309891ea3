//! Moments that the calendar, clocks and bounds make odd.

use super::{at, schedule, zone};
use crate::schedules::{Dialect, FlexibleWindow, Schedule};

fn next(schedule: &Schedule, after: &str, count: usize) -> Vec<String> {
    schedule.coming(at(after)).take(count).map(|at| at.to_string()).collect()
}

#[test]
fn working_days_stay_in_their_month() {
    let first = schedule("cron(0 9 1W * ? *)", Dialect::Rule, "2026-07-15T00:00:00Z");
    assert_eq!(next(&first, "2026-07-15T00:00:00Z", 1), ["2026-08-03T09:00:00Z"]);
    let last = schedule("cron(0 9 LW * ? *)", Dialect::Rule, "2026-05-01T00:00:00Z");
    assert_eq!(next(&last, "2026-05-01T00:00:00Z", 1), ["2026-05-29T09:00:00Z"]);
    let thirty = schedule("cron(0 9 30W 5 ? *)", Dialect::Rule, "2026-05-01T00:00:00Z");
    let got = next(&thirty, "2026-05-01T00:00:00Z", 2);
    assert_eq!(got, ["2026-05-29T09:00:00Z", "2027-05-31T09:00:00Z"]);
}

#[test]
fn what_never_comes_ends_at_once() {
    for text in ["cron(0 0 30 2 ? *)", "cron(0 0 31 2,4,6,9,11 ? *)", "cron(0 0 29 2 ? 2027)"] {
        let never = schedule(text, Dialect::Rule, "1970-01-01T00:00:00Z");
        assert_eq!(never.next_after(at("1970-01-01T00:00:00Z")), None, "{text}");
        assert_eq!(never.last_before(at("2300-01-01T00:00:00Z")), None, "{text}");
    }
    let edge = schedule("cron(* * * * ? *)", Dialect::Rule, "1970-01-01T00:00:00Z");
    assert_eq!(next(&edge, "1969-01-01T00:00:00Z", 1), ["1970-01-01T00:00:00Z"]);
    assert_eq!(next(&edge, "2199-12-31T23:58:30Z", 3), ["2199-12-31T23:59:00Z"]);
    assert!(next(&edge, "9999-01-01T00:00:00Z", 1).is_empty());
}

#[test]
fn gaps_and_repeated_hours() {
    let mut gap = schedule("cron(30 2 * * ? *)", Dialect::Scheduler, "2026-03-01T00:00:00Z");
    gap.zone = zone("America/New_York");
    let got = next(&gap, "2026-03-07T08:00:00Z", 1);
    assert_eq!(got, ["2026-03-09T06:30:00Z"]);
    // Asked in the hour that comes again: the moments of its first time are over.
    let mut half = schedule("cron(0/30 * * * ? *)", Dialect::Scheduler, "2026-03-01T00:00:00Z");
    half.zone = zone("America/New_York");
    assert_eq!(next(&half, "2026-11-01T06:15:00Z", 1), ["2026-11-01T07:00:00Z"]);
    let before = half.last_before(at("2026-11-01T06:15:00Z"));
    assert_eq!(before, Some(at("2026-11-01T05:30:00Z")));
    let mut midnight = schedule("cron(0 0 * * ? *)", Dialect::Scheduler, "2026-03-01T00:00:00Z");
    midnight.zone = zone("America/Santiago");
    let got = next(&midnight, "2026-09-05T04:00:00Z", 1);
    assert_eq!(got, ["2026-09-07T03:00:00Z"], "the sixth has no midnight");
    // A day that Samoa left out.
    let mut samoa = schedule("cron(0 12 * * ? *)", Dialect::Scheduler, "2011-12-01T00:00:00Z");
    samoa.zone = zone("Pacific/Apia");
    let got = next(&samoa, "2011-12-29T00:00:00Z", 2);
    assert_eq!(got, ["2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z"]);
}

#[test]
fn rates_count_from_their_anchor() {
    let mut rate = schedule("rate(15 minutes)", Dialect::Scheduler, "2026-01-01T00:00:00Z");
    assert_eq!(next(&rate, "2026-01-01T00:00:00Z", 1), ["2026-01-01T00:00:00Z"]);
    assert_eq!(next(&rate, "2025-01-01T00:00:00Z", 1), ["2026-01-01T00:00:00Z"]);
    assert_eq!(next(&rate, "2026-01-01T00:15:00Z", 1), ["2026-01-01T00:30:00Z"]);
    assert_eq!(rate.last_before(at("2026-01-01T00:15:00Z")), Some(at("2026-01-01T00:00:00Z")));
    assert_eq!(rate.last_before(at("2026-01-01T00:00:00Z")), None);
    rate.start = Some(at("2026-01-01T00:05:00Z"));
    rate.end = Some(at("2026-01-01T00:20:00Z"));
    let got = next(&rate, "2025-01-01T00:00:00Z", 9);
    assert_eq!(got, ["2026-01-01T00:05:00Z", "2026-01-01T00:20:00Z"]);
    assert_eq!(rate.last_before(at("2030-01-01T00:00:00Z")), Some(at("2026-01-01T00:20:00Z")));
    let rule = schedule("rate(1 hour)", Dialect::Rule, "2026-01-01T00:00:00Z");
    assert_eq!(next(&rule, "2025-01-01T00:00:00Z", 1), ["2026-01-01T01:00:00Z"]);
    assert_eq!(rule.last_before(at("2026-01-01T01:00:00Z")), None);
    let huge = schedule("rate(4294967295 days)", Dialect::Rule, "2026-01-01T00:00:00Z");
    assert_eq!(huge.next_after(at("2026-01-01T00:00:00Z")), None);
}

#[test]
fn starts_and_ends_bound_cron_and_not_at() {
    let mut daily = schedule("cron(0 12 * * ? *)", Dialect::Scheduler, "2026-01-01T00:00:00Z");
    daily.start = Some(at("2026-02-01T12:00:00Z"));
    daily.end = Some(at("2026-02-02T12:00:00Z"));
    let both = ["2026-02-01T12:00:00Z", "2026-02-02T12:00:00Z"];
    assert_eq!(next(&daily, "2026-01-01T00:00:00Z", 5), both);
    assert_eq!(daily.last_before(at("2026-02-01T12:00:00Z")), None);
    let mut once = schedule("at(2026-01-01T12:00:30)", Dialect::Scheduler, "2026-01-01T00:00:00Z");
    once.start = daily.start;
    assert_eq!(next(&once, "2026-01-01T00:00:00Z", 5), ["2026-01-01T12:00:30Z"]);
    assert_eq!(once.last_before(at("2026-01-01T12:00:31Z")), Some(at("2026-01-01T12:00:30Z")));
    once.zone = zone("America/New_York");
    let gap = schedule("at(2026-03-08T02:30:00)", Dialect::Scheduler, "2026-01-01T00:00:00Z");
    once.expression = gap.expression;
    assert_eq!(once.next_after(at("2026-01-01T00:00:00Z")), None);
}

#[test]
fn windows_are_the_same_again() {
    let window = FlexibleWindow::new(15).expect("a window");
    let fire = at("2026-01-01T00:00:00Z");
    let placed = window.place("nightly", fire);
    assert_eq!(placed, window.place("nightly", fire));
    assert!((fire..fire + window.length()).contains(&placed));
    let places: std::collections::BTreeSet<_> =
        (0..200).map(|n| window.place(&n.to_string(), fire)).collect();
    assert!(places.len() > 150, "{} places", places.len());
    assert_eq!(FlexibleWindow::new(0), None);
    assert_eq!(FlexibleWindow::new(1441), None);
}
