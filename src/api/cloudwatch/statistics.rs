//! GetMetricStatistics.

use super::query::{period, statistic, unit};
use super::refuse::{combination, invalid, metric, missing, names, needed, unknown};
use crate::api::context::Context;
use crate::metrics::period::round_start;
use crate::metrics::{Reading, Statistic, Store, Window};
use crate::wire::{Fault, Value};
use jiff::Timestamp;

/// Datapoints that one call reads, at most.
const MOST: i64 = 1440;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    if input.get("MetricName").is_none() {
        return Err(missing("MetricName"));
    }
    let metric = metric(input)?;
    let period = needed(period(input)?, "Period")?;
    let plain = names(input, "Statistics", 5)?.unwrap_or_default();
    let extended = names(input, "ExtendedStatistics", 10)?.unwrap_or_default();
    if plain.is_empty() && extended.is_empty() {
        let words = "At least one of the parameters Statistics and ExtendedStatistics must be \
                     specified.";
        return Err(Fault::sender("MissingRequiredParameterException", words));
    }
    let read = |parameter: &str, all: &[&str], is_extended: bool| {
        let one = |name: &&str| {
            let read = statistic(parameter, name)?;
            let fits = read.is_extended() == is_extended;
            let words = format!("The value {name} for parameter {parameter} is not supported.");
            if fits { Ok(read) } else { Err(invalid(words)) }
        };
        all.iter().map(one).collect::<Result<Vec<Statistic>, Fault>>()
    };
    let plain = read("Statistics", &plain, false)?;
    let extended = read("ExtendedStatistics", &extended, true)?;
    let unit = unit(input)?;
    let window = window(context, input, period)?;
    let count = i64::try_from(window.count).unwrap_or(i64::MAX);
    if count > MOST {
        return Err(combination(format!(
            "You have requested up to {count} datapoints, which exceeds the limit of 1,440. You \
             may reduce the datapoints requested by increasing Period, or decreasing the time \
             range."
        )));
    }
    let state = context.daemon().state();
    let store = state.senses.data();
    let look = |unit| store.read(&metric, unit, window).map_err(|e| unknown(e.to_string()));
    let first = look(unit)?;
    // Data of several units are told each by itself.
    let readings: Vec<Reading> = match first.units.len() {
        0 | 1 => vec![first],
        _ => first.units.iter().map(|unit| look(Some(*unit))).collect::<Result<_, _>>()?,
    };
    drop(state);
    let mut points = Vec::new();
    for at in 0..window.count {
        let start = window.start + i64::from(period) * i64::try_from(at).unwrap_or(0);
        for reading in &readings {
            points.extend(point(reading, at, start, &plain, &extended));
        }
    }
    Ok(Value::map([("Label", metric.name().into()), ("Datapoints", points.into())]))
}

fn point(
    reading: &Reading,
    at: usize,
    start: i64,
    plain: &[Statistic],
    extended: &[Statistic],
) -> Option<Value> {
    let bin = reading.bins.get(at)?.as_ref()?;
    let mut point = Value::map([("Timestamp", Timestamp::from_second(start).ok()?.into())]);
    for statistic in plain {
        if let Some(value) = bin.statistic(statistic) {
            point = point.with(&statistic.to_string(), value);
        }
    }
    let found = extended.iter().filter_map(|s| Some((s.to_string(), bin.statistic(s)?.into())));
    let found: Vec<(String, Value)> = found.collect();
    if !found.is_empty() {
        point = point.with("ExtendedStatistics", Value::Map(found));
    } else if plain.is_empty() {
        return None;
    }
    Some(point.with("Unit", reading.unit?.name()))
}

/// The periods from `StartTime` to `EndTime`.
pub(super) fn window(context: &Context<'_>, input: &Value, period: u32) -> Result<Window, Fault> {
    let from = needed(input.time("StartTime")?, "StartTime")?;
    let to = needed(input.time("EndTime")?, "EndTime")?;
    if from >= to {
        let words = "The parameter StartTime must be less than the parameter EndTime.";
        return Err(invalid(words));
    }
    let start = round_start(from.as_second(), context.now.as_second(), period);
    let mut length = to.as_second() - start;
    if to.subsec_nanosecond() > 0 {
        length += 1;
    }
    let width = i64::from(period.max(1));
    let count = length.div_euclid(width) + i64::from(length % width != 0);
    Ok(Window { start, period, count: usize::try_from(count).unwrap_or(0) })
}
