//! PutMetricAlarm: AWS's fields are validated and kept, and become an alarm as rule files have it.

use super::alarms::{changeable, defined_now};
use super::detectors;
use super::kept::{AlarmType, Kept};
use super::query::{
    Query, Source, faults, metric_document, metric_fields, period, statistic, unit,
};
use super::refuse::{
    combination, invalid, metric, missing, names, needed, not_offered, text, validation, whole,
    word, words,
};
use crate::alarms::{AlarmSettings, Comparison, Side, Threshold};
use crate::api::context::Context;
use crate::api::destination::resolve;
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::metrics::math::{Sheet, Which};
use crate::wire::{Fault, Value};
use serde_json::{Map, Value as Json, json};

const OPERATORS: [&str; 7] = [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
];
const STATISTICS: [&str; 5] = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
const MISSING: [&str; 4] = ["missing", "ignore", "breaching", "notBreaching"];

/// Fields that mean nothing with `Metrics`.
const OF_ONE: [&str; 7] =
    ["MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit"];

/// AWS's fields, and the document that comes of them.
pub(super) type Parts = (Map<String, Json>, Map<String, Json>);

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(text(input, "AlarmName", 255)?, "AlarmName")?;
    let rules = context.daemon().rules();
    let put = |all: &mut Vec<Definition>| {
        changeable(&rules, all, name, AlarmType::Metric)?;
        let (fields, document) = taken(&rules, all, input)?;
        let kept = Kept { alarm_type: AlarmType::Metric, fields, changed: context.now };
        kept.store(all, name, Json::Object(document));
        Ok::<_, Fault>(())
    };
    defined_now(context, name, input.bool("ActionsEnabled")?, put)
}

/// The alarm of PutMetricAlarm's fields.
///
/// # Errors
/// The first parameter that is wrong.
pub(super) fn taken(
    rules: &RuleSet,
    defined: &[Definition],
    input: &Value,
) -> Result<Parts, Fault> {
    not_offered(input, &["EvaluationCriteria", "EvaluationInterval", "Tags"])?;
    let (mut fields, mut document) = common(rules, input)?;
    let metrics = input.list("Metrics")?.filter(|all| !all.is_empty());
    let seconds = match metrics {
        Some(metrics) => several(defined, input, metrics, &mut fields, &mut document)?,
        None => single(input, &mut fields, &mut document)?,
    };
    let threshold = judged(input, seconds, &mut fields, &mut document)?;
    if let (None, Threshold::Static(..)) = (input.text("ThresholdMetricId")?, threshold) {
        return Ok((fields, document));
    }
    if metrics.is_none() || document.get("anomaly-band").is_none() {
        return Err(validation(
            "ThresholdMetricId has to be the id of an expression with ANOMALY_DETECTION_BAND, and \
             ComparisonOperator one of bands.",
        ));
    }
    Ok((fields, document))
}

/// What alarms of both types have: name, description, actions.
pub(super) fn common(rules: &RuleSet, input: &Value) -> Result<Parts, Fault> {
    let (mut fields, mut document) = (Map::new(), Map::new());
    let name = needed(text(input, "AlarmName", 255)?, "AlarmName")?;
    fields.insert("AlarmName".to_owned(), json!(name));
    if let Some(description) = words(input, "AlarmDescription", 1024)? {
        fields.insert("AlarmDescription".to_owned(), json!(description));
        if !description.is_empty() {
            document.insert("description".to_owned(), json!(description));
        }
    }
    let enabled = input.bool("ActionsEnabled")?.unwrap_or(true);
    fields.insert("ActionsEnabled".to_owned(), json!(enabled));
    if !enabled {
        document.insert("actions-enabled".to_owned(), json!(false));
    }
    let mut actions = Map::new();
    let states = [
        ("AlarmActions", "alarm"),
        ("OKActions", "ok"),
        ("InsufficientDataActions", "insufficient-data"),
    ];
    for (field, key) in states {
        let arns = names(input, field, 5)?.unwrap_or_default();
        let target = |arn: &&str| resolve(rules, arn).map_err(invalid);
        let targets = arns.iter().map(target).collect::<Result<Vec<_>, _>>()?;
        fields.insert(field.to_owned(), json!(arns));
        if !targets.is_empty() {
            actions.insert(key.to_owned(), json!(targets));
        }
    }
    if !actions.is_empty() {
        document.insert("actions".to_owned(), Json::Object(actions));
    }
    Ok((fields, document))
}

/// An alarm on one metric; its period in seconds.
fn single(
    input: &Value,
    fields: &mut Map<String, Json>,
    document: &mut Map<String, Json>,
) -> Result<u32, Fault> {
    if input.get("MetricName").is_none() {
        return Err(missing("MetricName"));
    }
    let metric = metric(input)?;
    fields.extend(metric_fields(&metric));
    document.insert("metric".to_owned(), Json::Object(metric_document(&metric)));
    let plain = word(input, "Statistic", &STATISTICS)?;
    let (field, name) = match (plain, text(input, "ExtendedStatistic", 100)?) {
        (Some(_), Some(_)) => {
            let words = "The parameters Statistic and ExtendedStatistic are mutually exclusive and \
                         you have specified both.";
            return Err(combination(words));
        }
        (Some(name), None) => ("Statistic", name),
        (None, Some(name)) => ("ExtendedStatistic", name),
        (None, None) => return Err(missing("Statistic")),
    };
    statistic(field, name)?;
    fields.insert(field.to_owned(), json!(name));
    document.insert("statistic".to_owned(), json!(name));
    let seconds = needed(period(input)?, "Period")?;
    fields.insert("Period".to_owned(), json!(seconds));
    if let Some(unit) = unit(input)? {
        fields.insert("Unit".to_owned(), json!(unit.name()));
        document.insert("unit".to_owned(), json!(unit.name()));
    }
    Ok(seconds)
}

/// An alarm on an expression or a band; its period in seconds.
fn several(
    defined: &[Definition],
    input: &Value,
    metrics: &[Value],
    fields: &mut Map<String, Json>,
    document: &mut Map<String, Json>,
) -> Result<u32, Fault> {
    if let Some(name) = OF_ONE.iter().find(|name| input.get(name).is_some()) {
        let words = format!(
            "The parameters Metrics and {name} are mutually exclusive and you have specified both."
        );
        return Err(combination(words));
    }
    let queries = Query::all(metrics)?;
    let sheet = Sheet::new(queries.iter().map(Query::entry).collect());
    let sheet = sheet.map_err(|all| faults(&queries, &all))?;
    let unfit = sheet.unfit_for_alarm();
    if !unfit.is_empty() {
        return Err(faults(&queries, &unfit));
    }
    let entry = |query: &Query| (query.id.clone(), query.document(query.returns.unwrap_or(true)));
    document.insert("metrics".to_owned(), Json::Object(queries.iter().map(entry).collect()));
    let all: Vec<Json> = queries.iter().map(Query::fields).collect();
    fields.insert("Metrics".to_owned(), json!(all));
    let band = sheet.calling(Which::Band).and_then(|at| queries.get(at));
    if let Some(id) = input.text("ThresholdMetricId")? {
        if band.is_none_or(|band| band.id != id) {
            let words = format!("ThresholdMetricId {id} is the id of no ANOMALY_DETECTION_BAND.");
            return Err(validation(words));
        }
        fields.insert("ThresholdMetricId".to_owned(), json!(id));
        let watched = queries.iter().find(|query| query.id != id && query.returns != Some(false));
        let of = watched.and_then(|query| match &query.source {
            Source::Stat(stat) => Some(stat),
            Source::Expression(..) => None,
        });
        let learnt = of.and_then(|stat| detectors::settings(defined, stat));
        document.insert("anomaly-band".to_owned(), Json::Object(learnt.unwrap_or_default()));
    } else if band.is_some() {
        return Err(missing("ThresholdMetricId"));
    }
    let stat = |query: &&Query| matches!(query.source, Source::Stat(_));
    let of = queries.iter().find(stat).or_else(|| queries.iter().find(|q| q.period().is_some()));
    Ok(of.and_then(Query::period).unwrap_or(super::query::PERIOD))
}

/// How the values are judged.
fn judged(
    input: &Value,
    seconds: u32,
    fields: &mut Map<String, Json>,
    document: &mut Map<String, Json>,
) -> Result<Threshold, Fault> {
    let operator = word(input, "ComparisonOperator", &OPERATORS)?;
    let operator = needed(operator, "ComparisonOperator")?;
    fields.insert("ComparisonOperator".to_owned(), json!(operator));
    let threshold = match (Comparison::parse(operator), Side::parse(operator)) {
        (Some(comparison), _) => {
            let value = input.number("Threshold")?.ok_or_else(|| missing("Threshold"))?;
            fields.insert("Threshold".to_owned(), json!(value));
            document.insert("threshold".to_owned(), json!(format!("{} {value}", sign(comparison))));
            Threshold::Static(comparison, value)
        }
        (None, side) => {
            if input.get("Threshold").is_some() {
                return Err(combination("Threshold cannot be used with an operator of bands."));
            }
            let side = side.unwrap_or(Side::Outside);
            let word = match side {
                Side::Above => "above",
                Side::Below => "below",
                Side::Outside => "outside",
            };
            if let Some(Json::Object(band)) = document.get_mut("anomaly-band") {
                band.insert("side".to_owned(), json!(word));
            }
            Threshold::Band(side)
        }
    };
    let counts = 1..=i64::from(u32::MAX);
    let count = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    let periods = whole(input, "EvaluationPeriods", counts.clone())?;
    let periods = needed(count(periods), "EvaluationPeriods")?;
    fields.insert("EvaluationPeriods".to_owned(), json!(periods));
    document.insert("evaluation-periods".to_owned(), json!(periods));
    document.insert("period".to_owned(), json!(format!("{seconds}s")));
    let points = count(whole(input, "DatapointsToAlarm", counts)?);
    if let Some(points) = points {
        fields.insert("DatapointsToAlarm".to_owned(), json!(points));
        document.insert("datapoints-to-alarm".to_owned(), json!(points));
    }
    if let Some(missing) = word(input, "TreatMissingData", &MISSING)? {
        fields.insert("TreatMissingData".to_owned(), json!(missing));
        document.insert("treat-missing-data".to_owned(), json!(missing));
    }
    let low = "EvaluateLowSampleCountPercentile";
    if let Some(word) = word(input, low, &["evaluate", "ignore"])? {
        fields.insert(low.to_owned(), json!(word));
        document.insert("low-sample".to_owned(), json!(word));
    }
    let settings = AlarmSettings {
        datapoints_to_alarm: points,
        ..AlarmSettings::new(seconds, periods, threshold)
    };
    settings.check().map_err(|error| validation(error.to_string()))?;
    Ok(threshold)
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
    }
}
