//! PutMetricData: data are validated whole, and accepted as records that the rules' readers know.

use super::refuse::{dimensions, not_offered, refused};
use crate::api::accept::Accepting;
use crate::api::context::Context;
use crate::base::time;
use crate::daemon::log::{Entry, Kind};
use crate::metrics::validate::{self, Clock, MOST_DATA};
use crate::metrics::{Datum, RawDatum, RawSet, Resolution, Sample};
use crate::rules::DEFAULT_BUS;
use crate::sources::Form;
use crate::wire::{Fault, Value};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// Bytes of a record, about: readers take up to a megabyte.
const RECORD: usize = 500_000;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    not_offered(input, &["EntityMetricData"])?;
    let namespace = validate::namespace(input.text("Namespace")?).map_err(refused)?;
    let data = input.list("MetricData")?.unwrap_or_default();
    if data.is_empty() {
        return Err(super::refuse::missing("MetricData"));
    }
    if data.len() > MOST_DATA {
        let words =
            format!("The collection MetricData must not have a size greater than {MOST_DATA}.");
        return Err(super::refuse::invalid(words));
    }
    let now = context.now.as_millisecond();
    let (mut entries, mut texts, mut size) = (Vec::new(), Vec::new(), 0);
    let mut close = |texts: &mut Vec<String>| {
        let name = Json::String(namespace.to_owned());
        let text = format!("{{\"Namespace\":{name},\"MetricData\":[{}]}}", texts.join(","));
        texts.clear();
        let kind = Kind::Record(Form::Metrics);
        entries.push(Entry::new(kind, Arc::from(DEFAULT_BUS), now, text.into_bytes()));
    };
    for (at, one) in data.iter().enumerate() {
        let taken = validate::take(namespace, at + 1, &raw(one)?, Clock::Now(now));
        let text = written(&taken.map_err(refused)?).to_string();
        if size + text.len() > RECORD && !texts.is_empty() {
            close(&mut texts);
            size = 0;
        }
        size += text.len();
        texts.push(text);
    }
    close(&mut texts);
    Ok(Accepting { entries, answer: Value::EMPTY })
}

/// A datum as it was sent.
fn raw(one: &Value) -> Result<RawDatum, Fault> {
    let set = one.structure("StatisticValues")?.map(|set| {
        Ok::<_, Fault>(RawSet {
            count: set.number("SampleCount")?,
            sum: set.number("Sum")?,
            min: set.number("Minimum")?,
            max: set.number("Maximum")?,
        })
    });
    Ok(RawDatum {
        name: one.text("MetricName")?.map(str::to_owned),
        dimensions: dimensions(one)?,
        at: one.time("Timestamp")?.map(Timestamp::as_millisecond),
        value: one.number("Value")?,
        values: one.numbers("Values")?.filter(|all| !all.is_empty()),
        counts: one.numbers("Counts")?.filter(|all| !all.is_empty()),
        set: set.transpose()?,
        unit: one.text("Unit")?.map(str::to_owned),
        resolution: one.number("StorageResolution")?,
    })
}

/// A datum as readers take it.
fn written(datum: &Datum) -> Json {
    let mut all = Map::new();
    all.insert("MetricName".to_owned(), json!(datum.metric.name()));
    let dimensions = datum.metric.dimensions().iter();
    let dimensions: Vec<_> =
        dimensions.map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    all.insert("Dimensions".to_owned(), dimensions.into());
    if let Ok(at) = Timestamp::from_millisecond(datum.at) {
        all.insert("Timestamp".to_owned(), json!(time::show_millis(at)));
    }
    match &datum.sample {
        Sample::Value(value) => drop(all.insert("Value".to_owned(), json!(value))),
        Sample::Values(values) => {
            let (values, counts): (Vec<f64>, Vec<f64>) = values.iter().copied().unzip();
            all.insert("Values".to_owned(), json!(values));
            all.insert("Counts".to_owned(), json!(counts));
        }
        Sample::Set(set) => {
            let set = json!({"SampleCount": set.count, "Sum": set.sum, "Minimum": set.min,
                "Maximum": set.max});
            all.insert("StatisticValues".to_owned(), set);
        }
    }
    all.insert("Unit".to_owned(), json!(datum.unit.name()));
    if datum.resolution == Resolution::High {
        all.insert("StorageResolution".to_owned(), json!(1));
    }
    Json::Object(all)
}
