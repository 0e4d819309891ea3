//! Functions along one series: differences, sums, gaps.

use super::function::Which;
use super::types::{Range, Series};

/// `DIFF`, `DIFF_TIME`, `RATE` and `RUNNING_SUM`. The first three have no first point.
pub(super) fn along(function: Which, series: &Series) -> Series {
    if function == Which::RunningSum {
        let mut sum = 0.0;
        return series.with(series.points.iter().map(|(at, v)| {
            sum += v;
            (*at, sum)
        }));
    }
    series.with(series.points.windows(2).filter_map(|w| {
        let [(before, a), (at, b)] = w else { return None };
        let seconds = (at - before) as f64;
        let value = match function {
            Which::DiffTime => seconds,
            Which::Rate => (b - a) / seconds,
            _ => b - a,
        };
        Some((*at, value))
    }))
}

/// What gaps are filled with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Filling<'f> {
    Number(f64),
    Series(&'f Series),
    /// The value before; a gap at the beginning stays: one value is no evidence of earlier periods.
    Repeat,
    /// The line between the values at both sides; gaps at the ends stay.
    Linear,
}

/// `FILL`: a value at every period of the range that has none.
pub(super) fn fill(series: &Series, filling: Filling<'_>, range: Range) -> Series {
    let period = if series.period == 0 { range.period } else { series.period };
    let mut points: Vec<(i64, f64)> = Vec::new();
    let mut next = 0;
    let own = &series.points;
    for at in (Range { period, ..range }).times() {
        // Points off the grid stay as they are.
        while let Some(point) = own.get(next).filter(|(t, _)| *t <= at) {
            points.push(*point);
            next += 1;
        }
        if points.last().is_some_and(|(t, _)| *t == at) {
            continue;
        }
        let (before, after) = (next.checked_sub(1).and_then(|i| own.get(i)), own.get(next));
        let value = match filling {
            Filling::Number(number) => Some(number),
            Filling::Series(other) => {
                other.points.binary_search_by_key(&at, |(t, _)| *t).ok().map(|i| other.points[i].1)
            }
            Filling::Repeat => before.map(|(_, v)| *v),
            Filling::Linear => before
                .zip(after)
                .map(|((t0, a), (t1, b))| a + (b - a) * ((at - t0) as f64 / (t1 - t0) as f64)),
        };
        points.extend(value.map(|v| (at, v)));
    }
    points.extend(own.get(next..).unwrap_or_default());
    series.with(points)
}
