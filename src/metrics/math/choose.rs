//! `IF`: values chosen by a condition, time by time.
//!
//! | condition | then | else | result |
//! |---|---|---|---|
//! | not 0 | v | | v |
//! | not 0 | missing | | 0 |
//! | 0 | | v | v |
//! | 0 | | missing or not given | no point |
//! | missing | | | no point |
//!
//! A condition that is a number chooses one side as a whole.

use super::pair::times;
use super::types::{Series, Value};

/// `IF(condition, then, otherwise)`.
pub(super) fn choose(condition: &Value, then: &Value, otherwise: Option<&Value>) -> Value {
    let given = [Some(condition), Some(then), otherwise];
    let series: Vec<&Series> = given.iter().flatten().filter_map(|v| series(v)).collect();
    let period = series.iter().map(|s| s.period).max().unwrap_or(0);
    let empty = Series { period, ..Series::default() };
    let asked = match condition {
        Value::Series(condition) => times([condition]),
        _ => {
            let chosen = if number(condition) == 0.0 { otherwise } else { Some(then) };
            return match chosen {
                _ if number(condition).is_nan() => Value::Series(empty),
                None => Value::Series(empty),
                Some(Value::Number(number)) if !series.is_empty() => {
                    let times = times(series.iter().copied());
                    Value::Series(empty.with(times.into_iter().map(|at| (at, *number))))
                }
                Some(chosen) => chosen.clone(),
            };
        }
    };
    let mut lookups = [Lookup::new(condition), Lookup::new(then)];
    let mut last = otherwise.map(Lookup::new);
    let [condition, then] = &mut lookups;
    let points = asked.into_iter().filter_map(|at| {
        // Each is asked at every time, so that each moves on.
        let (yes, no) = (then.at(at), last.as_mut().and_then(|l| l.at(at)));
        let value = if condition.at(at)? == 0.0 { no } else { Some(yes.unwrap_or(0.0)) };
        value.map(|v| (at, v))
    });
    Value::Series(empty.with(points))
}

fn series(value: &Value) -> Option<&Series> {
    if let Value::Series(series) = value { Some(series) } else { None }
}

fn number(value: &Value) -> f64 {
    if let Value::Number(number) = value { *number } else { 0.0 }
}

/// Values by rising times.
struct Lookup<'v> {
    value: &'v Value,
    next: usize,
}

impl<'v> Lookup<'v> {
    fn new(value: &'v Value) -> Self {
        Self { value, next: 0 }
    }

    fn at(&mut self, time: i64) -> Option<f64> {
        let Value::Series(series) = self.value else { return Some(number(self.value)) };
        while series.points.get(self.next).is_some_and(|(at, _)| *at < time) {
            self.next += 1;
        }
        series.points.get(self.next).filter(|(at, _)| *at == time).map(|(_, v)| *v)
    }
}
