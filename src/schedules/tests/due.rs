//! What is due, in time and after a time without a look.

use super::{at, schedule};
use crate::schedules::{CatchUp, Dialect, Due, FlexibleWindow, Schedule, due};

fn hourly() -> Schedule {
    schedule("cron(0 * * * ? *)", Dialect::Scheduler, "2026-01-01T00:00:00Z")
}

fn ask(hourly: &Schedule, cursor: &str, since: &str, now: &str, policy: CatchUp) -> Due {
    due(hourly, "hourly", at(cursor), at(since), at(now), policy, 100)
}

fn times(due: &Due) -> Vec<(String, bool)> {
    due.fires.iter().map(|f| (f.scheduled.strftime("%H:%M").to_string(), f.late)).collect()
}

#[test]
fn in_time_nothing_is_missed() {
    let start = "2026-01-01T00:00:00Z";
    let got = ask(&hourly(), start, start, "2026-01-01T02:30:00Z", CatchUp::None);
    assert_eq!(times(&got), [("01:00".to_owned(), false), ("02:00".to_owned(), false)]);
    assert_eq!(got.cursor, Some(at("2026-01-01T02:00:00Z")));
    let got = ask(&hourly(), "2026-01-01T02:00:00Z", start, "2026-01-01T02:59:59Z", CatchUp::None);
    assert_eq!(got, Due::default());
}

#[test]
fn what_was_missed_goes_by_the_policy() {
    let (down, up) = ("2026-01-01T00:00:00Z", "2026-01-01T05:30:00Z");
    let now = "2026-01-01T06:00:10Z";
    let late = |hour: &str| (hour.to_owned(), true);
    let in_time = ("06:00".to_owned(), false);
    let none = ask(&hourly(), down, up, now, CatchUp::None);
    assert_eq!(times(&none), [("06:00".to_owned(), false)]);
    assert!(none.dropped);
    let last = ask(&hourly(), down, up, now, CatchUp::Last);
    assert_eq!(times(&last), [late("05:00"), in_time.clone()]);
    assert!(last.dropped);
    let all = ask(&hourly(), down, up, now, CatchUp::All(5));
    assert_eq!(times(&all).len(), 6);
    assert!(!all.dropped);
    let some = ask(&hourly(), down, up, now, CatchUp::All(2));
    assert_eq!(times(&some), [late("04:00"), late("05:00"), in_time]);
    let quiet = ask(&hourly(), down, up, "2026-01-01T05:40:00Z", CatchUp::None);
    assert!(quiet.fires.is_empty());
    assert_eq!(quiet.cursor, Some(at("2026-01-01T05:00:00Z")));
}

#[test]
fn a_minute_late_is_in_time_and_so_is_an_open_window() {
    let (down, up) = ("2026-01-01T00:00:00Z", "2026-01-01T01:00:50Z");
    let got = ask(&hourly(), down, up, up, CatchUp::None);
    assert_eq!(times(&got), [("01:00".to_owned(), false)]);
    let mut wide = hourly();
    wide.window = FlexibleWindow::new(30);
    let up = "2026-01-01T01:20:00Z";
    let got = ask(&wide, down, up, up, CatchUp::None);
    assert_eq!(times(&got), [("01:00".to_owned(), false)]);
    let fire = got.fires.first().expect("one");
    assert!(fire.at >= fire.scheduled && fire.at < at("2026-01-01T01:30:00Z"));
}

#[test]
fn many_come_in_portions() {
    let start = at("2026-01-01T00:00:00Z");
    let now = at("2026-01-03T00:00:00Z");
    let hourly = hourly();
    let (mut cursor, mut count) = (start, 0);
    loop {
        let part = due(&hourly, "hourly", cursor, start, now, CatchUp::None, 7);
        assert!(part.fires.len() <= 7);
        count += part.fires.len();
        match part.cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(count, 48);
}
