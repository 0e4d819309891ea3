//! What counts, in which series, in which order, and what is refused.

use super::{BEGIN, rates, steady, story, until, write};
use crate::insights::InsightState::{End, Start};
use crate::insights::{Call, Counts, Events, InsightType, Settings};

const DAY: i64 = 1440;

fn errors() -> Counts {
    Counts::new(Settings::new(InsightType::ApiErrorRate))
}

#[test]
fn accounts_and_regions_are_apart() {
    let mut counts = rates();
    let elsewhere = |minute| Call { region: "us-east-1", ..write(minute, "RunInstances") };
    let other = |minute| Call { account: "999999999999", ..write(minute, "RunInstances") };
    for minute in 0..3 * DAY {
        counts.add_many(&write(minute, "RunInstances"), 20);
        counts.add(&elsewhere(minute));
        counts.add(&other(minute));
    }
    counts.add_many(&elsewhere(2 * DAY), 40);
    counts.add_many(&other(2 * DAY + 1), 50);
    let told = until(counts, 3 * DAY);
    let who: Vec<(&str, &str)> = told.iter().map(|i| (&*i.account, &*i.region)).collect();
    assert_eq!(story(&told).len(), 4);
    assert_eq!(who[0], ("123456789012", "us-east-1"));
    assert_eq!(who[1], ("999999999999", "eu-west-1"));
}

#[test]
fn each_error_is_a_series() {
    let mut counts = errors();
    let call = |minute, error| Call { error, write: false, ..write(minute, "GetObject") };
    for minute in 0..3 * DAY {
        counts.add_many(&call(minute, None), 100);
        counts.add_many(&call(minute, Some("NoSuchKey")), 10);
    }
    counts.add_many(&call(2 * DAY, Some("AccessDenied")), 30);
    let told = until(counts, 3 * DAY);
    assert_eq!(story(&told), [(Start, 2 * DAY), (End, 2 * DAY + 1)]);
    assert_eq!(told[0].error_code.as_deref(), Some("AccessDenied"));
    assert!((told[0].statistics.insight - 6.0).abs() < 1e-9);
    let attributes: Vec<&str> = told[0].attributions.iter().map(|a| a.attribute).collect();
    assert_eq!(attributes, ["userIdentityArn", "userAgent"]);
}

#[test]
fn reads_data_events_and_successes_count_where_asked() {
    let settings = Settings::new(InsightType::ApiCallRate);
    for (events, series) in [(Events::Write, 1), (Events::Read, 1), (Events::All, 2)] {
        let mut counts = Counts::new(Settings { events, ..settings });
        counts.add(&write(0, "RunInstances"));
        counts.add(&Call { write: false, ..write(0, "DescribeInstances") });
        counts.add(&Call { management: false, ..write(0, "PutObject") });
        assert_eq!(counts.series(), series, "{events:?}");
    }
    let mut counts = errors();
    counts.add(&write(0, "RunInstances"));
    assert_eq!(counts.series(), 0);
}

/// Minutes and calls of a story with a burst.
fn calls() -> Vec<(i64, u32, &'static str)> {
    let mut calls: Vec<_> = (0..3 * DAY).map(|m| (m, 1 + (m % 7) as u32, "RunInstances")).collect();
    calls.extend((0..90).map(|m| (m * 47, 1, "DeleteTrail")));
    calls.extend((0..20).map(|m| (2 * DAY + m, 60, "RunInstances")));
    calls
}

fn count<'a>(calls: impl IntoIterator<Item = &'a (i64, u32, &'static str)>) -> Counts {
    let mut counts = rates();
    for (minute, calls, name) in calls {
        let agents = ["a", "b", "c"];
        for n in 0..*calls {
            let user_agent = Some(agents[(n % 3) as usize]);
            counts.add(&Call { user_agent, ..write(*minute, name) });
        }
    }
    counts
}

#[test]
fn any_order_gives_the_same() {
    let mut calls = calls();
    let sorted = until(count(&calls), 3 * DAY);
    assert!(!sorted.is_empty());
    calls.reverse();
    assert_eq!(until(count(&calls), 3 * DAY), sorted);
    fastrand::Rng::with_seed(3).shuffle(&mut calls);
    assert_eq!(until(count(&calls), 3 * DAY), sorted);
}

#[test]
fn several_counts_are_one() {
    let calls = calls();
    let whole = until(count(&calls), 3 * DAY);
    for first in [0, 1, 2] {
        let mut parts: Vec<Counts> =
            (0..3).map(|part| count(calls.iter().skip(part).step_by(3))).collect();
        let mut sum = parts.remove(first);
        for part in &parts {
            sum.absorb(part);
        }
        assert_eq!(until(sum, 3 * DAY), whole);
    }
}

#[test]
fn limits_are_kept_and_counted() {
    let settings = Settings { series: 2, callers: 1, ..Settings::new(InsightType::ApiCallRate) };
    let mut counts = Counts::new(settings);
    for name in ["A", "B", "C", "D", "A"] {
        counts.add_many(&write(0, name), 2);
    }
    counts.add(&Call { user_agent: Some("other"), ..write(0, "A") });
    assert_eq!((counts.series(), counts.refused().series, counts.refused().callers), (2, 4, 1));
    let mut other = Counts::new(settings);
    other.add_many(&write(1, "C"), 5);
    other.add_many(&write(1, "B"), 5);
    counts.absorb(&other);
    assert_eq!((counts.series(), counts.refused().series), (2, 9));
}

#[test]
fn without_an_end_the_newest_minute_is_the_end() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..3 * DAY, 20);
    // The calls stop with the data: that is no drought.
    assert!(counts.clone().finish(None).is_empty());
    counts.add(&Call { at: (BEGIN + 3 * DAY + 60) * 60, ..write(0, "PutRule") });
    assert_eq!(story(&counts.finish(None)), [(Start, 3 * DAY)]);
}
