//! What alarms saw before: values, expressions and bands of each period.

use super::Monitor;
use crate::metrics::{Datum, Metric, Resolution, Sample, Unit};
use crate::model::Home;
use crate::rules::testing::bundle_with;
use jiff::{SignedDuration, Timestamp};

const START: &str = "2026-01-01T00:00:00Z";

fn start() -> Timestamp {
    START.parse().expect("a time")
}

fn after(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

/// A monitor with a value for each minute that has one.
fn monitor(rules: &str, values: &dyn Fn(i64) -> Option<f64>, minutes: i64) -> Monitor {
    let (bundle, found) = bundle_with(&[("r.yaml", rules)], &[]);
    assert_eq!(found, Vec::<String>::new());
    let mut monitor = Monitor::new(&bundle.alarms, 0, Home::default());
    for minute in 0..minutes {
        let Some(value) = values(minute) else { continue };
        let datum = Datum {
            metric: Metric::new("N", "x", Vec::new()),
            at: after(minute).as_millisecond(),
            unit: Unit::None,
            resolution: Resolution::Standard,
            sample: Sample::Value(value),
        };
        monitor.take(&datum).expect("room");
    }
    monitor.start(start());
    monitor
}

/// `minute value breaches` of each period.
fn seen(monitor: &Monitor, from: i64, to: i64) -> Vec<String> {
    let past = monitor.past("a", after(from), after(to)).expect("on metrics").expect("few");
    let show = |period: &super::Period| {
        let minute = (period.from.as_second() - start().as_second()) / 60;
        let value = period.point.value.map_or("-".to_owned(), |value| value.to_string());
        let breaches = period.breaches.map_or("?".to_owned(), |b| u8::from(b).to_string());
        format!("{minute} {value} {breaches}")
    };
    past.iter().map(show).collect()
}

#[test]
fn values_stand_in_whole_periods() {
    let rules = "alarms: {a: {metric: {namespace: N, name: x}, statistic: Sum, period: 5m, threshold: '> 5'}}";
    let values =
        |minute| (!(5..10).contains(&minute)).then_some(if minute < 12 { 1.0 } else { 2.0 });
    let monitor = monitor(rules, &values, 20);
    assert_eq!(seen(&monitor, 0, 20), ["0 5 0", "5 - ?", "10 8 1", "15 10 1"]);
    assert_eq!(seen(&monitor, 7, 19), ["5 - ?", "10 8 1"]);
    assert_eq!(seen(&monitor, 7, 7), Vec::<String>::new());
    assert!(monitor.past("b", after(0), after(9)).is_none());
    assert!(monitor.past("a", Timestamp::MIN, Timestamp::MAX).expect("there").is_err());
}

#[test]
fn expressions_are_what_an_evaluation_saw() {
    let rules = "alarms: {a: {metrics: {m: {namespace: N, name: x, statistic: Sum}, \
                 e: {expression: DIFF(m), return-data: true}}, period: 1m, threshold: '> 2'}}";
    let monitor = monitor(rules, &|minute| Some((minute * minute) as f64), 4);
    // The first has none before it.
    assert_eq!(seen(&monitor, 0, 4), ["0 - ?", "1 1 0", "2 3 1", "3 5 1"]);
}

#[test]
fn a_band_is_that_of_its_time() {
    let rules = "alarms: {a: {metric: {namespace: N, name: x}, period: 5m, anomaly-band: {}}}";
    let day = 24 * 60;
    let values = |minute: i64| {
        let spike = (10 * day..10 * day + 15).contains(&minute);
        Some(if spike { 500.0 } else { 100.0 + (minute % 7) as f64 })
    };
    let monitor = monitor(rules, &values, 11 * day);
    let past = monitor.past("a", start(), after(11 * day)).expect("there").expect("few");
    assert!(past.first().is_some_and(|period| period.point.band.is_none()));
    let at = |minute: i64| past.iter().find(|period| period.from == after(minute)).expect("one");
    let spike = at(10 * day);
    assert_eq!((spike.point.value, spike.breaches), (Some(500.0), Some(true)));
    assert!(spike.point.band.is_some_and(|band| band.upper < 200.0));
    assert_eq!(at(9 * day).breaches, Some(false));
    // What is learnt does not depend on where the picture begins.
    let late = monitor.past("a", after(10 * day), after(11 * day)).expect("there").expect("few");
    assert_eq!(late.as_slice(), &past[past.len() - late.len()..]);
}

#[test]
fn days_of_a_zone_are_whole() {
    let rules = "alarms: {a: {metric: {namespace: N, name: x}, statistic: SampleCount, period: 1d, \
                 threshold: '> 1', window: {wall-clock: +05:30}}}";
    let monitor = monitor(rules, &|_| Some(1.0), 3 * 24 * 60);
    // Midnight there is 18:30 here.
    assert_eq!(seen(&monitor, 0, 3 * 24 * 60), ["-330 1110 1", "1110 1440 1", "2550 1440 1"]);
}
