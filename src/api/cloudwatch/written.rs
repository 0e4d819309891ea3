//! Alarms of rule files in AWS's words.

use super::kept::{AlarmType, Kept};
use super::query::metric_fields;
use crate::alarms::{LowSample, QuerySource, Threshold, Watched};
use crate::metrics::{Metric, Statistic};
use crate::model::Home;
use crate::monitor::Standing;
use serde_json::{Map, Value as Json, json};

/// The alarm as it would be kept, had it been put.
pub(super) fn kept(home: &Home, standing: &Standing<'_>) -> Kept {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Json| drop(fields.insert(name.to_owned(), value));
    put("AlarmName", json!(standing.identity.name));
    if let Some(description) = &standing.identity.description {
        put("AlarmDescription", json!(description));
    }
    let notify = standing.notify;
    put("ActionsEnabled", json!(notify.enabled));
    let arns = |names: &[String]| -> Vec<String> {
        names.iter().map(|name| home.function(name)).collect()
    };
    put("AlarmActions", json!(arns(&notify.alarm)));
    put("OKActions", json!(arns(&notify.ok)));
    put("InsufficientDataActions", json!(arns(&notify.insufficient_data)));
    let alarm_type = match standing.watched {
        Watched::Alarms { rule, suppressor } => {
            put("AlarmRule", json!(rule));
            if let Some((alarm, wait, extension)) = suppressor {
                put("ActionsSuppressor", json!(alarm));
                put("ActionsSuppressorWaitPeriod", json!(wait));
                put("ActionsSuppressorExtensionPeriod", json!(extension));
            }
            AlarmType::Composite
        }
        Watched::Metrics(_) => {
            watched(standing, &mut put);
            judged(standing, &mut put);
            AlarmType::Metric
        }
    };
    Kept { alarm_type, fields, changed: standing.configured }
}

/// What is watched.
fn watched(standing: &Standing<'_>, put: &mut dyn FnMut(&str, Json)) {
    let Watched::Metrics(queries) = standing.watched else { return };
    if let [query] = queries.as_slice()
        && let QuerySource::Stat { namespace, name, dimensions, period, stat, unit } = &query.source
    {
        for (field, value) in metric_fields(&Metric::new(namespace, name, dimensions.clone())) {
            put(&field, value);
        }
        let extended = Statistic::parse(stat).is_ok_and(|own| own.is_extended());
        put(if extended { "ExtendedStatistic" } else { "Statistic" }, json!(stat));
        put("Period", json!(period));
        if let Some(unit) = unit {
            put("Unit", json!(unit));
        }
        return;
    }
    let mut all = Vec::new();
    for query in queries {
        let mut entry = Map::from_iter([("Id".to_owned(), json!(query.id))]);
        match &query.source {
            QuerySource::Stat { namespace, name, dimensions, period, stat, unit } => {
                let metric = metric_fields(&Metric::new(namespace, name, dimensions.clone()));
                let mut own = Map::from_iter([
                    ("Metric".to_owned(), Json::Object(metric)),
                    ("Period".to_owned(), json!(period)),
                    ("Stat".to_owned(), json!(stat)),
                ]);
                unit.as_ref().map(|unit| own.insert("Unit".to_owned(), json!(unit)));
                entry.insert("MetricStat".to_owned(), Json::Object(own));
            }
            QuerySource::Expression(text) => {
                entry.insert("Expression".to_owned(), json!(text));
                if text.contains("ANOMALY_DETECTION_BAND") {
                    put("ThresholdMetricId", json!(query.id));
                }
            }
        }
        query.label.as_ref().map(|label| entry.insert("Label".to_owned(), json!(label)));
        entry.insert("ReturnData".to_owned(), json!(query.return_data));
        all.push(Json::Object(entry));
    }
    put("Metrics", json!(all));
}

/// How it is judged.
fn judged(standing: &Standing<'_>, put: &mut dyn FnMut(&str, Json)) {
    let Some(settings) = standing.settings else { return };
    put("EvaluationPeriods", json!(settings.evaluation_periods));
    if let Some(points) = settings.datapoints_to_alarm {
        put("DatapointsToAlarm", json!(points));
    }
    if let Threshold::Static(_, value) = settings.threshold {
        put("Threshold", json!(value));
    }
    put("ComparisonOperator", json!(settings.threshold.operator()));
    put("TreatMissingData", json!(settings.treat_missing_data.word()));
    if settings.percentile.is_some() && settings.low_sample == LowSample::Ignore {
        put("EvaluateLowSampleCountPercentile", json!("ignore"));
    }
}
