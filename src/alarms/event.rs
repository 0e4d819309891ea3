//! The event `CloudWatch Alarm State Change`, in AWS's shape. Ids are made of the content, so
//! that the same story gives the same events.

use super::identity::{Identity, Query, QuerySource, Watched, id_of};
use super::state::{StateRecord, Transition};
use super::words::millis;
use crate::base::text::quote;
use crate::base::time;
use jiff::Timestamp;

/// An event about an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmEvent {
    /// Its id.
    pub id: String,
    /// Its time; the text has whole seconds.
    pub time: Timestamp,
    /// Its JSON text.
    pub text: String,
}

/// The event of a change of state.
#[must_use]
pub fn state_change(alarm: &Identity, watched: &Watched, change: &Transition) -> AlarmEvent {
    let mut configuration = Vec::new();
    configuration.extend(alarm.description.as_deref().map(|d| field("description", &text(d))));
    configuration.extend(watched_fields(watched));
    let detail = object(&[
        field("alarmName", &text(&alarm.name)),
        field("state", &state(&change.to)),
        field("previousState", &state(&change.from)),
        field("configuration", &object(&configuration)),
    ]);
    envelope(alarm, "CloudWatch Alarm State Change", change.to.at, &detail)
}

/// An event around its detail.
pub(super) fn envelope(alarm: &Identity, kind: &str, at: Timestamp, detail: &str) -> AlarmEvent {
    let arn = alarm.arn();
    let id = id_of(format!("{arn} {kind} {detail}").as_bytes());
    let text = object(&[
        field("version", "\"0\""),
        field("id", &text(&id)),
        field("detail-type", &text(kind)),
        field("source", "\"aws.cloudwatch\""),
        field("account", &text(&alarm.home.account)),
        field("time", &text(&time::show(at))),
        field("region", &text(&alarm.home.region)),
        field("resources", &format!("[{}]", text(&arn))),
        field("detail", detail),
    ]);
    AlarmEvent { id, time: at, text }
}

/// A state in an event.
pub(super) fn state(record: &StateRecord) -> String {
    let mut fields =
        vec![field("value", &text(record.value.word())), field("reason", &text(&record.reason))];
    fields.extend(record.reason_data.as_deref().map(|data| field("reasonData", &text(data))));
    fields.push(field("timestamp", &text(&millis(record.at))));
    if let Some(by) = record.suppressed_by {
        fields.push(field("actionsSuppressedBy", &text(&by.to_string())));
        let reason = format!("Actions suppressed by {by}");
        fields.push(field("actionsSuppressedReason", &text(&reason)));
    }
    object(&fields)
}

/// What is watched, as fields of a configuration.
pub(super) fn watched_fields(watched: &Watched) -> Vec<String> {
    match watched {
        Watched::Metrics(queries) => {
            let list: Vec<String> = queries.iter().map(query).collect();
            vec![field("metrics", &format!("[{}]", list.join(",")))]
        }
        Watched::Alarms { rule, suppressor } => {
            let mut fields = vec![field("alarmRule", &text(rule))];
            if let Some((name, wait, extension)) = suppressor {
                fields.push(field("actionsSuppressor", &text(name)));
                fields.push(field("actionsSuppressorWaitPeriod", &wait.to_string()));
                fields.push(field("actionsSuppressorExtensionPeriod", &extension.to_string()));
            }
            fields
        }
    }
}

fn query(query: &Query) -> String {
    let mut fields = vec![field("id", &text(&query.id))];
    match &query.source {
        QuerySource::Expression(expression) => fields.push(field("expression", &text(expression))),
        QuerySource::Stat { namespace, name, dimensions, period, stat, unit } => {
            let dimensions: Vec<String> =
                dimensions.iter().map(|(k, v)| field(k, &text(v))).collect();
            let metric = object(&[
                field("namespace", &text(namespace)),
                field("name", &text(name)),
                field("dimensions", &object(&dimensions)),
            ]);
            let mut parts = vec![
                field("metric", &metric),
                field("period", &period.to_string()),
                field("stat", &text(stat)),
            ];
            parts.extend(unit.as_deref().map(|unit| field("unit", &text(unit))));
            fields.push(field("metricStat", &object(&parts)));
        }
    }
    fields.extend(query.label.as_deref().map(|label| field("label", &text(label))));
    fields.push(field("returnData", if query.return_data { "true" } else { "false" }));
    object(&fields)
}

pub(super) fn text(text: &str) -> String {
    quote(text.as_bytes())
}

pub(super) fn field(key: &str, value: &str) -> String {
    format!("{}:{value}", text(key))
}

pub(super) fn object(fields: &[String]) -> String {
    format!("{{{}}}", fields.join(","))
}
