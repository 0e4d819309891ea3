//! What the API keeps of an alarm or an anomaly detector: AWS's fields as they were put.

use crate::api::defined;
use crate::daemon::ruleset::Definition;
use crate::wire::Value;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// The section of alarms.
pub(super) const ALARMS: &str = "alarms";
/// The section of anomaly detectors: rule files have none, so their documents are empty.
pub(super) const DETECTORS: &str = "anomaly-detectors";

/// What an alarm looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlarmType {
    /// Metrics.
    Metric,
    /// Other alarms.
    Composite,
}

impl AlarmType {
    /// AWS's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Metric => "MetricAlarm",
            Self::Composite => "CompositeAlarm",
        }
    }
}

/// An alarm as it was put.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    /// What it looks at.
    pub alarm_type: AlarmType,
    /// AWS's fields, as DescribeAlarms tells them.
    pub fields: Map<String, Json>,
    /// When it was put.
    pub changed: Timestamp,
}

impl Kept {
    /// What was kept in a definition; `None` when it is none of an alarm.
    pub fn of(definition: &Definition) -> Option<Self> {
        if definition.section != ALARMS {
            return None;
        }
        let api = &definition.api;
        let alarm_type = match api.get("type")?.as_str()? {
            "MetricAlarm" => AlarmType::Metric,
            "CompositeAlarm" => AlarmType::Composite,
            _ => return None,
        };
        let changed = Timestamp::from_millisecond(api.get("changed")?.as_i64()?).ok()?;
        Some(Self { alarm_type, fields: api.get("fields")?.as_object()?.clone(), changed })
    }

    /// Writes the alarm among the definitions.
    pub fn store(self, all: &mut Vec<Definition>, name: &str, document: Json) {
        let (section, name) = (ALARMS.to_owned(), name.to_owned());
        let api = json!({
            "type": self.alarm_type.word(),
            "fields": self.fields,
            "changed": self.changed.as_millisecond(),
        });
        defined::put(all, Definition { section, name, document, api });
    }

    /// Its fields.
    pub fn value(&self) -> Value {
        wire(&Json::Object(self.fields.clone()))
    }
}

/// A document as a value of an answer: whole numbers stay whole, others stay floats.
pub(super) fn wire(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(n) => {
            n.as_i64().map_or_else(|| Value::Float(n.as_f64().unwrap_or_default()), Value::Integer)
        }
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(all) => Value::List(all.iter().map(wire).collect()),
        Json::Object(fields) => {
            Value::Map(fields.iter().map(|(name, value)| (name.clone(), wire(value))).collect())
        }
    }
}
