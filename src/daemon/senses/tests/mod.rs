//! Tests of senses: one story with and without restarts, and what people ask for.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod restarts;
mod stories;

use super::{Bounds, Heard, Inputs, Senses};
use crate::eval::{Hit, Listening, Sensed};
use crate::metrics::{Datum, Metric, Resolution, Sample, Unit};
use crate::model::Home;
use crate::rules::testing::bundle_with;
use crate::store::{Durability, Kv, Memory};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

const START: &str = "2026-01-01T00:00:00Z";

/// So many seconds after the start.
fn at(seconds: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn inputs(rules: &str) -> Inputs {
    let (bundle, found) = bundle_with(&[("r.yaml", rules)], &[]);
    assert_eq!(found, Vec::<String>::new());
    let listening = Listening::new(&bundle.filters, bundle.rules.len(), true).unwrap();
    Inputs::of(&bundle, Arc::new(listening), Home::default())
}

fn new(rules: &str, seconds: i64) -> Senses {
    open(&Memory::default(), rules, seconds)
}

fn open(kv: &Memory, rules: &str, seconds: i64) -> Senses {
    Senses::restore(kv, &inputs(rules), Bounds::default(), at(seconds)).unwrap()
}

fn save(senses: &mut Senses, kv: &Memory) -> usize {
    let rows = senses.rows();
    let count = rows.len();
    kv.write(rows, Durability::Later).unwrap();
    count
}

fn datum(name: &str, dimensions: &[(&str, &str)], seconds: i64, value: f64) -> Datum {
    let dimensions = dimensions.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Datum {
        metric: Metric::new("N", name, dimensions.collect()),
        at: at(seconds).as_millisecond(),
        unit: Unit::None,
        resolution: Resolution::Standard,
        sample: Sample::Value(value),
    }
}

/// A CloudTrail record that the first metric filter matches, or not.
fn record(seconds: i64, matches: bool) -> Sensed {
    let time = Some(at(seconds).as_millisecond());
    let hit = Hit { filter: 0, at: time, value: 1.0, dimensions: Vec::new() };
    let hits = if matches { vec![hit] } else { Vec::new() };
    Sensed { at: time, came: vec![(0, time)], hits, ..Sensed::default() }
}

/// `seconds what`, in a line each.
fn shown(heard: &[Heard]) -> Vec<String> {
    let since = |time: Timestamp| time.as_second() - at(0).as_second();
    heard
        .iter()
        .map(|heard| match heard {
            Heard::Alarm(told) => {
                let change = told.change.as_ref();
                let state = change.map_or("", |change| change.0.to.value.word());
                let due: Vec<&str> = told.due.iter().map(|due| due.state.word()).collect();
                let due = if due.is_empty() { String::new() } else { format!(" {due:?}") };
                format!("{} {} {state}{due}", since(told.at), told.alarm)
            }
            Heard::Insight(_, insight) => {
                format!("{} {} {}", since(heard.at()), insight.name, insight.state.word())
            }
            Heard::Configured(changed) => {
                format!("{} {} {}", since(changed.at), changed.alarm, changed.operation.word())
            }
        })
        .collect()
}
