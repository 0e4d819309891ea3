//! What is unusual, and what is not.

use super::{rates, steady, story, until, write};
use crate::insights::InsightState::{End, Start};
use crate::insights::{Counts, InsightType, Settings};

const DAY: i64 = 1440;

#[test]
fn a_burst_on_a_silent_api() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..3 * DAY, 2);
    counts.add_many(&write(2 * DAY + 600, "DeleteTrail"), 30);
    let told = until(counts, 3 * DAY);
    assert_eq!(story(&told), [(Start, 2 * DAY + 600), (End, 2 * DAY + 601)]);
    assert_eq!(told[0].known, told[0].at + 60);
    assert_eq!(told[1].known, told[1].at + 5 * 60);
    assert_eq!(told[0].shared_id, told[1].shared_id);
    assert_ne!(told[0].event_id, told[1].event_id);
}

#[test]
fn a_few_first_calls_are_nothing() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..3 * DAY, 2);
    counts.add_many(&write(2 * DAY + 600, "DeleteTrail"), 3);
    counts.add_many(&write(2 * DAY + 900, "DeleteTrail"), 12);
    assert!(until(counts, 3 * DAY).is_empty());
}

#[test]
fn a_burst_on_a_steady_api_is_told_once() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..4 * DAY, 20);
    steady(&mut counts, "RunInstances", 3 * DAY + 100..3 * DAY + 140, 80);
    let told = until(counts, 4 * DAY);
    assert_eq!(story(&told), [(Start, 3 * DAY + 100), (End, 3 * DAY + 140)]);
    assert!(told[0].known - told[0].at <= 5 * 60, "{:?}", told[0]);
    assert_eq!(told[1].statistics.insight_duration, 40);
    assert!((told[1].statistics.insight - 100.0).abs() < 1e-9);
}

#[test]
fn a_drought() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..3 * DAY, 20);
    steady(&mut counts, "RunInstances", 3 * DAY + 30..4 * DAY, 20);
    let told = until(counts, 4 * DAY);
    assert_eq!(story(&told), [(Start, 3 * DAY), (End, 3 * DAY + 30)]);
    assert!(told[0].known - told[0].at <= 10 * 60, "{:?}", told[0]);
    assert!(told[1].statistics.insight.abs() < f64::EPSILON);
}

#[test]
fn an_api_that_stops_for_good_is_told_and_then_usual() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..3 * DAY, 20);
    let told = until(counts, 6 * DAY);
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].state, Start);
    let lasted = told[1].statistics.insight_duration;
    assert!(lasted > 12 * 60 && lasted <= DAY, "{lasted}");
}

#[test]
fn an_insight_open_at_the_end_has_no_end() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..3 * DAY, 20);
    steady(&mut counts, "RunInstances", 3 * DAY - 20..3 * DAY, 200);
    assert_eq!(story(&until(counts, 3 * DAY)), [(Start, 3 * DAY - 20)]);
}

#[test]
fn nothing_is_tested_in_the_first_day_of_an_account() {
    for (at, many) in [(DAY - 1, false), (DAY, true)] {
        let mut counts = rates();
        counts.add(&write(0, "RunInstances"));
        counts.add_many(&write(at, "DeleteTrail"), 100);
        assert_eq!(!until(counts, at + 1).is_empty(), many, "{at}");
    }
    // A read is no call of this baseline, but shows that the account is there.
    let mut counts = rates();
    counts.add(&crate::insights::Call { write: false, ..write(0, "DescribeInstances") });
    counts.add_many(&write(DAY, "DeleteTrail"), 100);
    assert_eq!(until(counts, DAY + 1).len(), 1);
}

#[test]
fn days_of_work_are_usual() {
    let mut counts = rates();
    for day in 0..14 {
        // Wednesday first: 3 and 4 are the weekend.
        let calls = if matches!(day % 7, 3 | 4) { 2 } else { 40 };
        for (hour, part) in [(7, 2), (8, 1), (9, 1), (15, 1), (16, 2), (17, 4)] {
            let from = day * DAY + hour * 60;
            steady(&mut counts, "RunInstances", from..from + 60, calls / part);
        }
    }
    assert_eq!(story(&until(counts, 14 * DAY)), []);
}

#[test]
fn jobs_by_the_clock_are_usual() {
    let mut counts = rates();
    for hour in 0..14 * 24 {
        counts.add_many(&write(hour * 60 + 3, "CreateSnapshot"), 200 + (hour as u32 * 37) % 50);
    }
    for day in 0..14 {
        counts.add_many(&write(day * DAY + 120, "CreateBackup"), 900 + (day as u32 * 61) % 200);
    }
    assert_eq!(story(&until(counts, 14 * DAY)), []);
}

#[test]
fn an_api_first_seen_in_the_middle_is_told_if_it_is_busy() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..6 * DAY, 5);
    steady(&mut counts, "PutRule", 3 * DAY..6 * DAY, 20);
    let told = until(counts, 6 * DAY);
    assert_eq!(story(&told)[0], (Start, 3 * DAY));
    assert_eq!(told.len(), 2, "{:?}", story(&told));
    // An hour of it is not usual; the same hour of the next day is.
    assert!(told[1].statistics.insight_duration <= DAY);
}

#[test]
fn minutes_far_apart() {
    let mut counts = rates();
    counts.add_many(&write(0, "RunInstances"), 40);
    counts.add_many(&write(400 * DAY, "RunInstances"), 40);
    let told = until(counts, 401 * DAY);
    assert_eq!(story(&told), [(Start, 400 * DAY), (End, 400 * DAY + 1)]);
    assert!(told[0].statistics.baseline.abs() < f64::EPSILON);
}

#[test]
fn the_ends_of_the_calendar() {
    let mut counts = rates();
    let at = |at: i64, calls: u32, counts: &mut Counts| {
        counts.add_many(&crate::insights::Call { at, ..write(0, "RunInstances") }, calls);
    };
    at(0, 1, &mut counts);
    at(86_400, 50, &mut counts);
    // 2106, when seconds outgrow 32 bits.
    at(u32::MAX.into(), 70, &mut counts);
    at(i64::from(u32::MAX) + 1, 70, &mut counts);
    at(253_402_300_799, 70, &mut counts);
    for odd in [-1, i64::MIN, i64::MAX, 253_402_300_800] {
        at(odd, 1, &mut counts);
    }
    assert_eq!(counts.refused().times, 4);
    let told = counts.finish(Some(i64::MAX));
    let starts: Vec<i64> = told.iter().filter(|i| i.state == Start).map(|i| i.at).collect();
    assert_eq!(starts, [86_400, 4_294_967_280, 253_402_300_740]);
    assert!(Counts::new(Settings::new(InsightType::ApiCallRate)).finish(None).is_empty());
}
