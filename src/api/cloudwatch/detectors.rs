//! Anomaly detectors: what the bands of alarms on a metric leave out of what they learn, and whose
//! days and weeks they follow. A band learns from its alarm's metric, so a detector by itself trains
//! nothing; alarms over its metric and statistic have its configuration, as soon as it is put.

use super::kept::{ALARMS, AlarmType, DETECTORS, Kept, wire};
use super::put_metric_alarm::taken;
use super::query::{Stat, metric_fields, statistic};
use super::refuse::{
    combination, invalid, metric, missing, needed, not_offered, of_rules, text, unknown, whole,
};
use crate::api::context::Context;
use crate::api::defined;
use crate::api::paging::{close, open};
use crate::base::time;
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::metrics::Metric;
use crate::wire::{Fault, Value};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// Detectors of a page, at most.
const MOST: usize = 100;

/// A metric and a statistic.
struct Key {
    metric: Metric,
    statistic: String,
}

impl Key {
    fn read(input: &Value) -> Result<Self, Fault> {
        not_offered(input, &["MetricMathAnomalyDetector", "MetricCharacteristics"])?;
        let single = input.structure("SingleMetricAnomalyDetector")?;
        let flat = ["Namespace", "MetricName", "Dimensions", "Stat"];
        if single.is_some() && flat.iter().any(|name| input.get(name).is_some()) {
            let words = "SingleMetricAnomalyDetector stands without Namespace, MetricName, \
                         Dimensions and Stat.";
            return Err(combination(words));
        }
        let of = single.unwrap_or(input);
        not_offered(of, &["AccountId"])?;
        let stat = text(of, "Stat", 100)?.ok_or_else(|| missing("Stat"))?;
        statistic("Stat", stat)?;
        Ok(Self { metric: metric(of)?, statistic: stat.to_owned() })
    }

    /// Its name among the definitions.
    fn name(&self) -> String {
        format!("{} {}", self.statistic, self.metric)
    }
}

pub(super) fn put(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let key = Key::read(input)?;
    let configuration = configuration(input)?;
    let mut fields = metric_fields(&key.metric);
    fields.insert("Stat".to_owned(), json!(key.statistic));
    let api = json!({"metric": fields, "configuration": configuration});
    let rules = context.daemon().rules();
    let change = |all: &mut Vec<Definition>| {
        let (section, name) = (DETECTORS.to_owned(), key.name());
        defined::put(all, Definition { section, name, document: Json::Null, api });
        follow(&rules, all)
    };
    context.daemon().define(change).map_err(of_rules)?;
    Ok(Value::EMPTY)
}

pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let key = Key::read(input)?;
    let rules = context.daemon().rules();
    let change = |all: &mut Vec<Definition>| {
        if defined::find(all, DETECTORS, &key.name()).is_none() {
            let words = format!("There is no anomaly detector of {}.", key.name());
            return Err(unknown(words));
        }
        defined::remove(all, DETECTORS, &key.name());
        follow(&rules, all)
    };
    context.daemon().define(change).map_err(of_rules)?;
    Ok(Value::EMPTY)
}

/// Has the alarms follow what the detectors now say.
fn follow(rules: &RuleSet, all: &mut Vec<Definition>) -> Result<(), Fault> {
    let bands: Vec<(String, Kept)> = all
        .iter()
        .filter(|own| own.section == ALARMS && own.document.get("anomaly-band").is_some())
        .filter_map(|own| Some((own.name.clone(), Kept::of(own)?)))
        .filter(|(_, kept)| kept.alarm_type == AlarmType::Metric)
        .collect();
    for (name, kept) in bands {
        let (_, document) = taken(rules, all, &kept.value())?;
        kept.store(all, &name, Json::Object(document));
    }
    Ok(())
}

/// The configuration in AWS's words.
fn configuration(input: &Value) -> Result<Map<String, Json>, Fault> {
    let mut all = Map::new();
    let Some(configuration) = input.structure("Configuration")? else { return Ok(all) };
    let ranges = configuration.list("ExcludedTimeRanges")?.unwrap_or_default();
    let mut excluded = Vec::new();
    for range in ranges {
        let from = needed(range.time("StartTime")?, "StartTime")?;
        let to = needed(range.time("EndTime")?, "EndTime")?;
        if from >= to {
            return Err(invalid("An excluded time range ends after it starts."));
        }
        excluded.push(json!([from.as_millisecond(), to.as_millisecond()]));
    }
    all.insert("ExcludedTimeRanges".to_owned(), excluded.into());
    if let Some(zone) = text(configuration, "MetricTimezone", 50)? {
        all.insert("MetricTimezone".to_owned(), json!(zone));
    }
    Ok(all)
}

/// What a band over a metric is told, as rule files have it.
pub(super) fn settings(defined: &[Definition], stat: &Stat) -> Option<Map<String, Json>> {
    let key = Key { metric: stat.metric.clone(), statistic: stat.statistic.to_string() };
    let found = defined::find(defined, DETECTORS, &key.name())?;
    let configuration = found.api.get("configuration")?;
    let mut band = Map::new();
    let ranges = ranges(configuration);
    if !ranges.is_empty() {
        let shown = |(from, to): (Timestamp, Timestamp)| json!({"from": time::show_millis(from), "to": time::show_millis(to)});
        band.insert("excluded-ranges".to_owned(), ranges.into_iter().map(shown).collect());
    }
    if let Some(zone) = configuration.get("MetricTimezone") {
        band.insert("time-zone".to_owned(), zone.clone());
    }
    Some(band)
}

fn ranges(configuration: &Json) -> Vec<(Timestamp, Timestamp)> {
    let all = configuration.get("ExcludedTimeRanges").and_then(Json::as_array);
    let at =
        |range: &Json, place: usize| Timestamp::from_millisecond(range.get(place)?.as_i64()?).ok();
    all.into_iter().flatten().filter_map(|own| Some((at(own, 0)?, at(own, 1)?))).collect()
}

pub(super) fn describe(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let (namespace, name) = (text(input, "Namespace", 255)?, text(input, "MetricName", 255)?);
    let dimensions = super::refuse::dimensions(input)?;
    let types = input.texts("AnomalyDetectorTypes")?.unwrap_or_default();
    let singles = types.is_empty() || types.contains(&"SINGLE_METRIC");
    let most = whole(input, "MaxResults", 1..=100)?.and_then(|most| usize::try_from(most).ok());
    let most = most.unwrap_or(MOST);
    let scope = ["DescribeAnomalyDetectors"];
    let after = match input.text("NextToken")? {
        None => None,
        Some(token) => Some(open(&scope, token).ok_or_else(|| {
            Fault::sender("InvalidNextToken", "The next token specified is invalid.")
        })?),
    };
    let mut found: Vec<Definition> = context.daemon().defined();
    found.retain(|own| {
        let metric = &own.api["metric"];
        let is = |field: &str, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| metric[field].as_str() == Some(wanted))
        };
        let own_dimensions = metric["Dimensions"].as_array();
        let has = |(name, value): &(String, String)| {
            own_dimensions
                .into_iter()
                .flatten()
                .any(|d| d["Name"] == **name && d["Value"] == **value)
        };
        own.section == DETECTORS
            && singles
            && is("Namespace", namespace)
            && is("MetricName", name)
            && dimensions.iter().all(has)
            && after.as_ref().is_none_or(|after| own.name > *after)
    });
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let more = found.len() > most;
    found.truncate(most);
    let token = found.last().filter(|_| more).map(|last| close(&scope, &last.name));
    let answer =
        Value::map([("AnomalyDetectors", found.iter().map(shown).collect::<Vec<_>>().into())]);
    Ok(match token {
        Some(token) => answer.with("NextToken", token),
        None => answer,
    })
}

fn shown(definition: &Definition) -> Value {
    let metric = wire(&definition.api["metric"]);
    let configuration = &definition.api["configuration"];
    let range = |(from, to): (Timestamp, Timestamp)| {
        Value::map([("StartTime", from.into()), ("EndTime", to.into())])
    };
    let excluded: Vec<Value> = ranges(configuration).into_iter().map(range).collect();
    let mut told = Value::map([("ExcludedTimeRanges", excluded.into())]);
    if let Some(zone) = configuration.get("MetricTimezone") {
        told = told.with("MetricTimezone", wire(zone));
    }
    let single = metric.clone();
    let Value::Map(fields) = metric else { return single };
    Value::Map(fields).with("Configuration", told).with("SingleMetricAnomalyDetector", single)
}
