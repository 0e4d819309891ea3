//! The event `CloudWatch Alarm Configuration Change`: an alarm is made, changed or deleted.

use super::event::{AlarmEvent, envelope, field, object, text, watched_fields};
use super::history::{HistoryItem, HistoryKind};
use super::identity::{Identity, Watched};
use super::notify::Notify;
use super::settings::AlarmSettings;
use super::state::StateRecord;
use super::threshold::Threshold;
use super::words::{millis, number};
use jiff::Timestamp;

/// What was done to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// It was made.
    Create,
    /// Its whole configuration was replaced.
    Update,
    /// It is gone.
    Delete,
}

impl Operation {
    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// An alarm's configuration since some moment.
#[derive(Debug, Clone, Copy)]
pub struct Configured<'a> {
    /// What it watches.
    pub watched: &'a Watched,
    /// How it is evaluated; a composite alarm has none.
    pub settings: Option<&'a AlarmSettings>,
    /// Who is told.
    pub notify: &'a Notify,
    /// Since when.
    pub at: Timestamp,
    /// The id of the entry that is the band, for band alarms.
    pub band: Option<&'a str>,
}

/// The event of a change at `at`; `before` is the configuration that an update replaces.
#[must_use]
pub fn configuration_change(
    alarm: &Identity,
    operation: Operation,
    state: &StateRecord,
    now: Configured<'_>,
    before: Option<Configured<'_>>,
    at: Timestamp,
) -> AlarmEvent {
    let (new, old) = (configuration(alarm, now), before.map(|old| configuration(alarm, old)));
    configuration_changed(alarm, operation, state, &new, old.as_deref(), at)
}

/// The same with configurations that are texts of [`configuration`] already.
#[must_use]
pub fn configuration_changed(
    alarm: &Identity,
    operation: Operation,
    state: &StateRecord,
    now: &str,
    before: Option<&str>,
    at: Timestamp,
) -> AlarmEvent {
    let mut brief = vec![field("value", &text(state.value.word()))];
    let by = state.suppressed_by.map(|by| field("actionsSuppressedBy", &text(&by.to_string())));
    brief.extend(by);
    brief.push(field("timestamp", &text(&millis(state.at))));
    let mut fields = vec![
        field("alarmName", &text(&alarm.name)),
        field("operation", &text(operation.word())),
        field("state", &object(&brief)),
        field("configuration", now),
    ];
    fields.extend(before.map(|old| field("previousConfiguration", old)));
    envelope(alarm, "CloudWatch Alarm Configuration Change", at, &object(&fields))
}

/// The history item of a change.
#[must_use]
pub fn configuration_item(alarm: &Identity, operation: Operation, at: Timestamp) -> HistoryItem {
    let (past, kind) = match operation {
        Operation::Create => ("created", "Create"),
        Operation::Update => ("updated", "Update"),
        Operation::Delete => ("deleted", "Delete"),
    };
    HistoryItem {
        at,
        kind: HistoryKind::ConfigurationUpdate,
        summary: format!("Alarm \"{}\" {past}", alarm.name),
        data: object(&[field("version", "\"1.0\""), field("type", &text(kind))]),
    }
}

/// A configuration as events tell it: JSON on one line.
#[must_use]
pub fn configuration(alarm: &Identity, configured: Configured<'_>) -> String {
    let mut fields = Vec::new();
    if let Some(settings) = configured.settings {
        fields.push(field("evaluationPeriods", &settings.evaluation_periods.to_string()));
        let m = settings.datapoints_to_alarm;
        fields.extend(m.map(|m| field("datapointsToAlarm", &m.to_string())));
        match settings.threshold {
            Threshold::Static(_, value) => fields.push(field("threshold", &whole(value))),
            Threshold::Band(_) => {
                fields.extend(configured.band.map(|id| field("thresholdMetricId", &text(id))));
            }
        }
        fields.push(field("comparisonOperator", &text(settings.threshold.operator())));
        fields.push(field("treatMissingData", &text(settings.treat_missing_data.word())));
    }
    fields.extend(watched_fields(configured.watched));
    fields.push(field("alarmName", &text(&alarm.name)));
    fields.extend(alarm.description.as_deref().map(|d| field("description", &text(d))));
    let notify = configured.notify;
    fields.push(field("actionsEnabled", if notify.enabled { "true" } else { "false" }));
    fields.push(field("timestamp", &text(&millis(configured.at))));
    for (key, actions) in [
        ("okActions", &notify.ok),
        ("alarmActions", &notify.alarm),
        ("insufficientDataActions", &notify.insufficient_data),
    ] {
        let list: Vec<String> = actions.iter().map(|action| text(action)).collect();
        fields.push(field(key, &format!("[{}]", list.join(","))));
    }
    object(&fields)
}

/// Configurations show a whole number without its fraction, unlike reasons.
fn whole(value: f64) -> String {
    let written = number(value);
    written.strip_suffix(".0").map_or(written.clone(), str::to_owned)
}
