//! Cases of metrics: statistics, metric math, and what PutMetricData refuses.

use libtest_mimic::Failed;
use serde_json::{Value, json};
use std::path::Path;
use tripline::metrics::math::{Entry, EntryKind, Nothing, Range, Series, Sheet, Value as Answer};
use tripline::metrics::validate::{Clock, take};
use tripline::metrics::{Aggregate, RawDatum, RawSet, Sample, Statistic, StatisticSet};

/// One kind of cases in a file: its key, and what holds of each case.
pub type Kind = (&'static str, fn(&Value) -> Result<(), String>);

/// The kinds of this module.
pub const KINDS: [Kind; 5] = [
    ("metric_math_compare", math),
    ("metric_math_if", math),
    ("percentile_low_sample", low_sample),
    ("put_metric_data_errors", refused),
    ("statistics", merged),
];

/// The cases of a kind.
pub fn read(path: &Path, kind: &str) -> Vec<Value> {
    let text = std::fs::read(path).unwrap();
    let file: Value = serde_json::from_slice(&text).unwrap();
    file[kind].as_array().cloned().unwrap_or_default()
}

/// Puts every case of a kind.
pub fn check(kind: Kind, cases: &[Value]) -> Result<(), Failed> {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| kind.1(case).err().map(|e| format!("{case}: {e}")))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// An expression over the lists beside it: the values by time, null where there is none.
fn math(case: &Value) -> Result<(), String> {
    let (mut entries, mut inputs) = (Vec::new(), Vec::new());
    for (id, values) in case.as_object().unwrap() {
        if id == "expr" || id == "out" {
            continue;
        }
        let values = values.as_array().unwrap().iter().enumerate();
        let points = values.filter_map(|(i, v)| Some((i as i64 * 60, v.as_f64()?))).collect();
        inputs.push(Series { period: 60, points, ..Series::default() });
        let what = EntryKind::Metric { period: 60 };
        entries.push(Entry { id: id.clone(), what, returns: false });
    }
    let what = EntryKind::Expression(case["expr"].as_str().unwrap().into());
    entries.push(Entry { id: "result".into(), what, returns: true });
    let sheet = Sheet::new(entries).map_err(|e| e[0].to_string())?;
    let expected = case["out"].as_array().unwrap();
    let range = Range { start: 0, end: expected.len() as i64 * 60, period: 60 };
    let values = sheet.evaluate(&inputs, range, &mut Nothing).map_err(|e| e.to_string())?;
    let Some(Answer::Series(series)) = values.last() else { return Err("no series".into()) };
    for (i, expected) in expected.iter().enumerate() {
        let at = i as i64 * 60;
        let found = series.points.iter().find(|(t, _)| *t == at).map(|(_, v)| *v);
        if found != expected.as_f64() {
            return Err(format!("at {i} {found:?}"));
        }
    }
    Ok(())
}

fn low_sample(case: &Value) -> Result<(), String> {
    let statistic = Statistic::parse(case["stat"].as_str().unwrap())?;
    let found = statistic.few_below();
    if found == case["min_samples"].as_u64() { Ok(()) } else { Err(format!("{found:?}")) }
}

fn refused(case: &Value) -> Result<(), String> {
    let mut raw = RawDatum { name: Some("m".into()), at: Some(0), ..RawDatum::default() };
    for given in case["given"].as_array().unwrap() {
        match given.as_str().unwrap() {
            "Value" => raw.value = Some(0.0),
            "Values" => raw.values = Some(vec![1.0]),
            "StatisticValues" => {
                let one = Some(1.0);
                raw.set = Some(RawSet { count: one, sum: one, min: one, max: one });
            }
            "len(Values)!=len(Counts)" => {
                raw.values = Some(vec![1.0, 2.0]);
                raw.counts = Some(vec![1.0]);
            }
            other => return Err(format!("nothing is known of {other}")),
        }
    }
    match take("N", 1, &raw, Clock::Any) {
        Err(refusal) if case["code"] == refusal.code.name() => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// The one case that the service's own answers confirm: a value and a statistic set in one period.
fn merged(case: &Value) -> Result<(), String> {
    let set = StatisticSet { count: 10.0, sum: 55.0, min: 1.0, max: 10.0 };
    let mut whole = Aggregate::of(&Sample::Value(11.0)).unwrap();
    whole.merge(&Aggregate::of(&Sample::Set(set)).unwrap());
    for (name, expected) in case["out"].as_object().unwrap() {
        let found = whole.statistic(&Statistic::parse(name)?);
        if found != expected.as_f64() {
            return Err(format!("{name} is {}", json!(found)));
        }
    }
    Ok(())
}
