//! Reductions: one series to a number, several to one series.

use super::function::Which;
use super::pair::times;
use super::types::{Series, Value};

/// `AVG`, `DATAPOINT_COUNT`, `MAX`, `MIN`, `STDDEV` and `SUM`.
///
/// Of several series, those with a value at a time count there; only the average is over all of them,
/// as if the others were 0. Deviations are of the whole
/// population. A series without points has count and sum 0 and else no number, which a result shows
/// by having no points.
pub(super) fn reduce(function: Which, value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(*number),
        Value::Series(series) => {
            let values = series.points.iter().map(|(_, v)| *v);
            Value::Number(of_values(function, values).unwrap_or(f64::NAN))
        }
        Value::Many(all) => Value::Series(across(function, all)),
    }
}

fn across(function: Which, all: &[Series]) -> Series {
    let period = all.iter().map(|s| s.period).max().unwrap_or(0);
    let mut next = vec![0_usize; all.len()];
    let mut values = Vec::with_capacity(all.len());
    let mut points = Vec::new();
    for at in times(all) {
        values.clear();
        for (series, next) in all.iter().zip(&mut next) {
            if let Some((_, v)) = series.points.get(*next).filter(|(t, _)| *t == at) {
                values.push(*v);
                *next += 1;
            }
        }
        let value = of_values(function, values.iter().copied());
        let share =
            if function == Which::Avg { values.len() as f64 / all.len() as f64 } else { 1.0 };
        points.extend(value.map(|v| (at, v * share)));
    }
    Series { period, ..Series::default() }.with(points)
}

/// The reduction of numbers; `None` when there are none to make one of.
pub(super) fn of_values(function: Which, values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let count = values.clone().count() as f64;
    let sum: f64 = values.clone().sum();
    let mean = (count > 0.0).then(|| sum / count);
    match function {
        Which::DatapointCount => Some(count),
        Which::Sum => Some(sum),
        Which::Avg => mean,
        Which::Max => values.reduce(f64::max),
        Which::Min => values.reduce(f64::min),
        Which::Stddev => {
            let mean = mean?;
            let squares: f64 = values.map(|v| (v - mean) * (v - mean)).sum();
            Some((squares / count).sqrt())
        }
        _ => None,
    }
}
