//! Lists of series: made of members, and sorted.

use super::function::Which;
use super::pair::times;
use super::reduce::of_values;
use super::types::{Series, Value};

/// A list's series; numbers in it stand at every time of the others.
pub(super) fn list(values: &[Value]) -> Value {
    let mut all = Vec::new();
    for value in values {
        match value {
            Value::Series(series) => all.push(series.clone()),
            Value::Many(many) => all.extend(many.iter().cloned()),
            Value::Number(_) => {}
        }
    }
    let (times, period) = (times(&all), all.first().map_or(0, |s| s.period));
    for value in values {
        if let Value::Number(number) = value {
            let flat = Series { period, ..Series::default() };
            all.push(flat.with(times.iter().map(|at| (*at, *number))));
        }
    }
    Value::Many(all)
}

/// The first `most` series by a statistic of each; those without points come last.
pub(super) fn sort(all: Vec<Series>, by: &str, descending: bool, most: usize) -> Vec<Series> {
    let function = match by {
        "AVG" => Which::Avg,
        "MIN" => Which::Min,
        "MAX" => Which::Max,
        _ => Which::Sum,
    };
    let mut keyed: Vec<(Option<f64>, Series)> = all
        .into_iter()
        .map(|s| {
            let filled = !s.points.is_empty();
            let key = of_values(function, s.points.iter().map(|(_, v)| *v));
            (key.filter(|_| filled), s)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if descending => b.total_cmp(a),
        (Some(a), Some(b)) => a.total_cmp(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    keyed.into_iter().take(most).map(|(_, s)| s).collect()
}
