//! Alarms of rule files, moved through time.

use super::{Monitor, Told};
use crate::alarms::AlarmState;
use crate::metrics::{Datum, Metric, Resolution, Sample, Unit};
use crate::model::Home;
use crate::rules::testing::bundle_with;
use jiff::{SignedDuration, Timestamp};

const START: &str = "2026-01-01T00:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn monitor(rules: &str) -> Monitor {
    let (bundle, found) = bundle_with(&[("r.yaml", rules)], &[]);
    assert_eq!(found, Vec::<String>::new());
    Monitor::new(&bundle.alarms, 0, Home::default())
}

fn datum(name: &str, dimensions: &[(&str, &str)], minutes: i64, value: f64) -> Datum {
    let dimensions = dimensions.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Datum {
        metric: Metric::new("N", name, dimensions.collect()),
        at: (at(START).as_second() + minutes * 60) * 1000,
        unit: Unit::None,
        resolution: Resolution::Standard,
        sample: Sample::Value(value),
    }
}

/// The changes up to so many minutes: `minute alarm state`.
fn changes(monitor: &mut Monitor, minutes: i64) -> Vec<String> {
    let told = run(monitor, minutes);
    let shown = told.iter().filter_map(|told| {
        let (change, _) = told.change.as_deref()?;
        let minute = (told.at.as_second() - at(START).as_second()) / 60;
        Some(format!("{minute} {} {}", told.alarm, change.to.value))
    });
    shown.collect()
}

fn run(monitor: &mut Monitor, minutes: i64) -> Vec<Told> {
    let until = at(START) + SignedDuration::from_mins(minutes);
    let mut told = Vec::new();
    while monitor.step(until, &mut told) {}
    told
}

#[test]
fn the_example_of_the_product() {
    let mut monitor = monitor(
        "alarms: {a: {metric: {namespace: N, name: x}, statistic: Sum, period: 5m, threshold: '>= 3', \
         evaluation-periods: 3, datapoints-to-alarm: 2, treat-missing-data: not-breaching}}",
    );
    for (i, value) in
        [Some(0.0), Some(5.0), None, Some(5.0), Some(6.0), Some(7.0)].iter().enumerate()
    {
        if let Some(value) = value {
            monitor.take(&datum("x", &[], i as i64 * 5, *value)).expect("room");
        }
    }
    monitor.start(at(START));
    assert_eq!(changes(&mut monitor, 30), ["1 a OK", "16 a ALARM"]);
    // Nothing comes any more: the last data leave the range, and what is missing does not breach.
    assert_eq!(changes(&mut monitor, 120), ["46 a OK"]);
    assert_eq!(monitor.state("a"), Some(AlarmState::Ok));
}

#[test]
fn expressions_composites_and_series() {
    let mut monitor = monitor(
        "alarms:\n  ratio: {metrics: {e: {namespace: N, name: e, statistic: Sum}, n: {namespace: N, name: n, \
         statistic: Sum}, r: {expression: 100*e/n, return-data: true}}, period: 1m, threshold: '> 50'}\n  \
         each: {metric: {namespace: N, name: cpu}, for-each: [Id], period: 1m, threshold: '> 80'}\n  \
         both: {composite: 'ALARM(ratio) AND ALARM(\"each[b]\")'}\n",
    );
    for minute in 0..4 {
        monitor.take(&datum("n", &[], minute, 10.0)).expect("room");
        monitor.take(&datum("e", &[], minute, if minute == 2 { 9.0 } else { 1.0 })).expect("room");
        monitor.take(&datum("cpu", &[("Id", "a")], minute, 10.0)).expect("room");
        monitor.take(&datum("cpu", &[("Id", "b")], minute, 90.0)).expect("room");
        monitor.take(&datum("cpu", &[("Id", "b"), ("x", "y")], minute, 90.0)).expect("room");
    }
    monitor.start(at(START));
    let got = changes(&mut monitor, 4);
    assert_eq!(
        got,
        [
            "0 both OK",
            "1 ratio OK",
            "1 each[a] OK",
            "1 each[b] ALARM",
            "3 ratio ALARM",
            "3 both ALARM",
            "4 ratio OK",
            "4 both OK"
        ]
    );
    assert_eq!(monitor.alarms().count(), 4);
}

#[test]
fn data_that_come_later_wake_what_rests() {
    let mut monitor = monitor(
        "alarms: {a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 1'},\n         \
         each: {metric: {namespace: N, name: x}, for-each: [Id], period: 1m, threshold: '> 1'}}",
    );
    monitor.start(at(START));
    assert_eq!(changes(&mut monitor, 60), Vec::<String>::new());
    assert!(monitor.next().is_none(), "without data nothing is to be done");
    monitor.take(&datum("x", &[], 61, 5.0)).expect("room");
    monitor.take(&datum("x", &[("Id", "i")], 61, 5.0)).expect("room");
    assert_eq!(changes(&mut monitor, 63), ["62 a ALARM", "62 each[i] ALARM"]);
}

#[test]
fn actions_get_what_a_function_gets() {
    let mut monitor = monitor(
        "targets: {t: {plugin: log}}\nalarms: {a: {description: D, metric: {namespace: N, name: x}, period: 1m, \
         threshold: '> 1', actions: {alarm: [t]}, repeat-every: 2m}}",
    );
    for minute in 0..5 {
        monitor.take(&datum("x", &[], minute, 5.0)).expect("room");
    }
    monitor.start(at(START));
    let told = run(&mut monitor, 5);
    let due: Vec<_> = told.iter().flat_map(|t| &t.due).collect();
    assert_eq!(due.iter().map(|d| d.repeated).collect::<Vec<_>>(), [false, true, true]);
    let payload: serde_json::Value = serde_json::from_str(&due[1].payload).expect("JSON");
    assert_eq!(payload["alarmData"]["state"]["value"], "ALARM");
    assert_eq!(payload["alarmData"]["previousState"]["value"], "INSUFFICIENT_DATA");
    assert_eq!(payload["alarmData"]["configuration"]["description"], "D");
}

#[test]
fn bands_are_learnt_from_what_was_before() {
    let mut monitor = monitor(
        "alarms: {a: {metric: {namespace: N, name: x}, period: 5m, anomaly-band: {width: 4}, evaluation-periods: 2}}",
    );
    let days = 5 * 288;
    for i in 0..days {
        let odd = (days - 20..days - 15).contains(&i);
        let value = 100.0 + (i % 7) as f64 + if odd { 500.0 } else { 0.0 };
        monitor.take(&datum("x", &[], i * 5, value)).expect("room");
    }
    monitor.start(at(START));
    let got = changes(&mut monitor, days * 5);
    let trained = 3 * 24 * 60;
    let minute = |line: &String| line.split(' ').next().and_then(|m| m.parse::<i64>().ok());
    let first = minute(&got[0]).expect("a minute");
    assert!(first >= trained && got[0].ends_with("a OK"), "{got:?}");
    let alarm = got.iter().find(|line| line.ends_with("ALARM")).and_then(minute).expect("an alarm");
    assert!((alarm - (days - 20) * 5 - 10).abs() <= 5, "{got:?}");
    assert!(got.last().is_some_and(|line| line.ends_with("OK")), "{got:?}");
}

#[test]
fn several_units_are_told_once() {
    let mut monitor =
        monitor("alarms: {a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 1'}}");
    monitor.take(&datum("x", &[], 0, 5.0)).expect("room");
    monitor.take(&Datum { unit: Unit::Seconds, ..datum("x", &[], 0, 5.0) }).expect("room");
    monitor.start(at(START));
    run(&mut monitor, 3);
    let faults = monitor.faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("several units (Seconds, None)"), "{faults:?}");
}

#[test]
fn time_without_data_costs_nothing() {
    let mut monitor = monitor(
        "alarms:\n  filled: {metrics: {x: {namespace: N, name: x}, f: {expression: 'FILL(x, 9)'}}, period: 1m, threshold: '> 5'}\n  \
         warming: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 5', treat-missing-data: breaching, warm-up: 1h}",
    );
    monitor.take(&datum("x", &[], 0, 1.0)).expect("room");
    // Thirty years later.
    monitor.take(&datum("x", &[], 15_768_000, 1.0)).expect("room");
    monitor.start(at(START));
    let mut told = Vec::new();
    let until = at(START) + SignedDuration::from_mins(15_768_010);
    let mut steps = 0;
    while monitor.step(until, &mut told) {
        steps += 1;
    }
    assert!(steps < 200, "{steps}");
    let shown: Vec<String> = told
        .iter()
        .filter_map(|told| Some(format!("{} {}", told.alarm, told.change.as_ref()?.0.to.value)))
        .collect();
    let of = |name: &str| shown.iter().filter(|s| s.starts_with(name)).cloned().collect::<Vec<_>>();
    assert_eq!(of("filled"), ["filled OK", "filled ALARM", "filled OK", "filled ALARM"]);
    assert_eq!(of("warming"), ["warming OK", "warming ALARM", "warming OK", "warming ALARM"]);
}
