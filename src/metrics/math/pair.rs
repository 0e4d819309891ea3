//! Operators between values, time by time.
//!
//! Where one of two series has no value it counts as 0; a result that is no number (a division by
//! zero) is no point.

use super::ast::Operator;
use super::types::{Series, Value};

/// The result of an operator.
pub(super) fn binary(operator: Operator, left: Value, right: Value) -> Value {
    use Value::{Many, Number, Series as One};
    match (left, right) {
        (Number(a), Number(b)) => Number(operator.apply(a, b)),
        (One(a), Number(b)) => One(map(&a, |v| operator.apply(v, b))),
        (Number(a), One(b)) => One(map(&b, |v| operator.apply(a, v))),
        (One(a), One(b)) => One(join(&a, &b, |a, b| operator.apply(a, b))),
        (Many(all), other) => {
            let each = |s: Series| binary(operator, One(s), other.clone());
            Many(all.into_iter().filter_map(|s| one(each(s))).collect())
        }
        (other, Many(all)) => {
            let each = |s: Series| {
                let (id, label) = (s.id.clone(), s.label.clone());
                let result = one(binary(operator, other.clone(), One(s)))?;
                Some(Series { id, label, ..result })
            };
            Many(all.into_iter().filter_map(each).collect())
        }
    }
}

fn one(value: Value) -> Option<Series> {
    if let Value::Series(series) = value { Some(series) } else { None }
}

/// The same function of every value.
pub(super) fn map(series: &Series, of: impl Fn(f64) -> f64) -> Series {
    series.with(series.points.iter().map(|(at, v)| (*at, of(*v))))
}

/// The same function of every value of anything.
pub(super) fn map_all(value: Value, of: impl Fn(f64) -> f64 + Copy) -> Value {
    match value {
        Value::Number(number) => Value::Number(of(number)),
        other => each(other, |s| map(s, of)),
    }
}

/// The same function of every series; numbers stay.
pub(super) fn each(value: Value, of: impl Fn(&Series) -> Series) -> Value {
    match value {
        Value::Number(number) => Value::Number(number),
        Value::Series(series) => Value::Series(of(&series)),
        Value::Many(all) => Value::Many(all.iter().map(of).collect()),
    }
}

/// A function of the values of two series at every time that either has.
fn join(a: &Series, b: &Series, of: impl Fn(f64, f64) -> f64) -> Series {
    let mut points = Vec::with_capacity(a.points.len().max(b.points.len()));
    let (mut i, mut j) = (0, 0);
    loop {
        let (left, right) = (a.points.get(i), b.points.get(j));
        let at = match (left, right) {
            (Some((x, _)), Some((y, _))) => *x.min(y),
            (Some((x, _)), None) | (None, Some((x, _))) => *x,
            (None, None) => break,
        };
        let left = left.filter(|(t, _)| *t == at);
        let right = right.filter(|(t, _)| *t == at);
        i += usize::from(left.is_some());
        j += usize::from(right.is_some());
        points.push((at, of(left.map_or(0.0, |p| p.1), right.map_or(0.0, |p| p.1))));
    }
    let own = if a.label == b.label { a.label.clone() } else { String::new() };
    let period = a.period.max(b.period);
    Series { id: String::new(), label: own, period, points: Vec::new() }.with(points)
}

/// The times that any of several series has, rising.
pub(super) fn times<'s>(all: impl IntoIterator<Item = &'s Series>) -> Vec<i64> {
    let mut times: Vec<i64> =
        all.into_iter().flat_map(|s| s.points.iter().map(|(at, _)| *at)).collect();
    times.sort_unstable();
    times.dedup();
    times
}
