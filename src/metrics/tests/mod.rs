//! Tests of the module, by part.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod kept;
mod math;
mod model;
mod periods;
mod readers;
mod statistics;
mod store;

use super::{Aggregate, Datum, Metric, Resolution, Sample, Statistic, Unit};

/// One value of `N/m` at a second.
fn datum(at: i64, value: f64) -> Datum {
    Datum {
        metric: Metric::new("N", "m", Vec::new()),
        at: at * 1000,
        unit: Unit::None,
        resolution: Resolution::Standard,
        sample: Sample::Value(value),
    }
}

/// A statistic of values, by its name.
fn of(values: &[f64], statistic: &str) -> Option<f64> {
    let values = values.iter().map(|v| (*v, 1.0)).collect();
    let statistic = Statistic::parse(statistic).unwrap();
    Aggregate::of(&Sample::Values(values)).unwrap().statistic(&statistic)
}
