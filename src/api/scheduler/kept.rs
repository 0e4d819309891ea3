//! What the API keeps of a schedule, and the definition that comes of it.

use crate::api::defined;
use crate::api::route::Route;
use crate::base::time;
use crate::daemon::ruleset::Definition;
use crate::model::Home;
use crate::wire::Value;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The section of schedules.
pub(super) const SCHEDULES: &str = "schedules";

/// The only group.
pub(super) const GROUP: &str = "default";

/// A schedule as it was put.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Kept {
    /// Its expression.
    pub expression: String,
    /// Whose clocks it means.
    pub zone: Option<String>,
    /// It does not fire before, in milliseconds since 1970.
    pub start: Option<i64>,
    /// It does not fire after.
    pub end: Option<i64>,
    /// Minutes within which it may fire; none where it fires on time.
    pub window: Option<i64>,
    /// `ENABLED` or `DISABLED`.
    pub state: String,
    /// `DELETE` where it goes after it fired for the last time.
    pub after: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where it goes.
    pub target: Option<Route>,
    /// The client's token of the call that made it.
    pub token: Option<String>,
    /// When it was made, in milliseconds since 1970; none of the schedules of files.
    pub created: Option<i64>,
    /// When it was last changed.
    pub changed: Option<i64>,
    /// The name of the key that made it.
    pub created_by: String,
}

impl Kept {
    /// What was kept in a definition; `None` when it is none of a schedule of Scheduler's.
    pub fn of(definition: &Definition) -> Option<Self> {
        let own = definition.section == SCHEDULES && definition.api.get("expression").is_some();
        own.then(|| serde_json::from_value(definition.api.clone()).ok())?
    }

    /// Writes the schedule among the definitions.
    pub fn store(&self, all: &mut Vec<Definition>, name: &str) {
        // All parts are texts and numbers, which JSON can write.
        let api = serde_json::to_value(self).unwrap_or_default();
        let document = if self.state == "DISABLED" { Json::Null } else { self.document() };
        let (section, name) = (SCHEDULES.to_owned(), name.to_owned());
        defined::put(all, Definition { section, name, document, api });
    }

    /// The schedule as a rules file has it.
    fn document(&self) -> Json {
        let kind = self.expression.split('(').next().unwrap_or_default();
        let mut schedule = json!({ kind: self.expression });
        if let Some(words) = self.description.as_ref().filter(|words| !words.is_empty()) {
            schedule["description"] = json!(words);
        }
        if let Some(zone) = &self.zone {
            schedule["time-zone"] = json!(zone);
        }
        for (key, at) in [("start", self.start), ("end", self.end)] {
            if let Some(at) = at.and_then(|at| Timestamp::from_millisecond(at).ok()) {
                schedule[key] = json!(time::show_millis(at));
            }
        }
        if let Some(minutes) = self.window {
            schedule["flexible-window"] = json!(format!("{minutes}m"));
        }
        if let Some(target) = &self.target {
            schedule["targets"] = json!([target.document()]);
        }
        schedule
    }

    /// The schedule in the words of ListSchedules.
    pub fn summary(&self, home: &Home, name: &str) -> Value {
        let mut value = Value::map([
            ("Arn", arn(home, name).into()),
            ("GroupName", GROUP.into()),
            ("Name", name.into()),
            ("State", self.state.clone().into()),
        ]);
        for (field, at) in [("CreationDate", self.created), ("LastModificationDate", self.changed)]
        {
            value = moment(value, field, at);
        }
        value
    }

    /// The schedule in the words of GetSchedule.
    pub fn value(&self, home: &Home, name: &str) -> Value {
        let zone = self.zone.as_deref().unwrap_or("UTC");
        let mut window =
            Value::map([("Mode", if self.window.is_some() { "FLEXIBLE" } else { "OFF" }.into())]);
        if let Some(minutes) = self.window {
            window = window.with("MaximumWindowInMinutes", minutes);
        }
        let mut value = self
            .summary(home, name)
            .with("ScheduleExpression", self.expression.clone())
            .with("ScheduleExpressionTimezone", zone)
            .with("FlexibleTimeWindow", window)
            .with("ActionAfterCompletion", self.after.as_deref().unwrap_or("NONE"));
        value = moment(value, "StartDate", self.start);
        value = moment(value, "EndDate", self.end);
        if let Some(words) = &self.description {
            value = value.with("Description", words.clone());
        }
        match &self.target {
            Some(target) => value.with("Target", target.value()),
            None => value,
        }
    }
}

fn moment(value: Value, field: &str, at: Option<i64>) -> Value {
    match at.and_then(|at| Timestamp::from_millisecond(at).ok()) {
        Some(at) => value.with(field, at),
        None => value,
    }
}

/// The ARN of a schedule.
pub(super) fn arn(home: &Home, name: &str) -> String {
    format!("arn:aws:scheduler:{}:{}:schedule/{GROUP}/{name}", home.region, home.account)
}
