//! What the API keeps of a rule that was put over it, and the definitions that come of that.

use crate::api::defined;
use crate::api::route::Route;
use crate::daemon::ruleset::Definition;
use crate::rules::DEFAULT_BUS;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The section of rules, and that of the schedules of rules.
pub(super) const RULES: &str = "rules";
const SCHEDULES: &str = "schedules";

/// Before the name of a rule in that of its schedule: no schedule of Scheduler's is called so.
pub(in crate::api) const OF_RULE: &str = "rule.";

/// The states of rules, in AWS's words; lower case with hyphens they are those of rules files.
pub(super) const STATES: [&str; 3] =
    ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

/// A rule as it was put.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Kept {
    /// The bus that it listens to.
    pub bus: String,
    /// The text of its pattern.
    pub pattern: Option<String>,
    /// Its schedule expression.
    pub schedule: Option<String>,
    /// Its state, one of [`STATES`].
    pub state: String,
    /// What it is for.
    pub description: Option<String>,
    /// The role; nothing here asks for it.
    pub role: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its targets by id, in the order in which they were put.
    pub targets: Vec<(String, Route)>,
    /// When it was first put, in milliseconds since 1970.
    pub created: i64,
    /// The name of the key that put it first.
    pub created_by: String,
}

impl Kept {
    /// What was kept in a definition; `None` when it is none of a rule.
    pub fn of(definition: &Definition) -> Option<Self> {
        if definition.section != RULES {
            return None;
        }
        serde_json::from_value(definition.api.clone()).ok()
    }

    /// Is it at work?
    pub fn is_enabled(&self) -> bool {
        self.state != "DISABLED"
    }

    /// Writes the rule, and its schedule if it has one, among the definitions.
    pub fn store(&self, all: &mut Vec<Definition>, name: &str) {
        // All parts are texts, numbers, maps and lists, which JSON can write.
        let api = serde_json::to_value(self).unwrap_or_default();
        let (section, document) = (RULES.to_owned(), self.rule());
        defined::put(all, Definition { section, name: name.to_owned(), document, api });
        let beside = format!("{OF_RULE}{name}");
        match &self.schedule {
            None => defined::remove(all, SCHEDULES, &beside),
            Some(expression) => {
                let document =
                    if self.is_enabled() { self.fires(expression, name) } else { Json::Null };
                let api = json!({ "rule": name, "created": self.created });
                let section = SCHEDULES.to_owned();
                defined::put(all, Definition { section, name: beside, document, api });
            }
        }
    }

    /// Takes a rule and its schedule away.
    pub fn remove(all: &mut Vec<Definition>, name: &str) {
        defined::remove(all, RULES, name);
        defined::remove(all, SCHEDULES, &format!("{OF_RULE}{name}"));
    }

    /// The rule as a rules file has it; null for one that a schedule alone sets off.
    fn rule(&self) -> Json {
        let Some(pattern) = &self.pattern else { return Json::Null };
        // INVARIANT (pattern-checked): it was read as JSON before it was kept.
        let pattern: Json = serde_json::from_str(pattern).unwrap_or_default();
        let mut rule = json!({ "pattern": pattern });
        if let Some(description) = self.description.as_ref().filter(|text| !text.is_empty()) {
            rule["description"] = json!(description);
        }
        if self.bus != DEFAULT_BUS {
            rule["bus"] = json!(self.bus);
        }
        if self.state != STATES[0] {
            rule["state"] = json!(self.state.to_ascii_lowercase().replace('_', "-"));
        }
        if !self.targets.is_empty() {
            rule["targets"] = self.routes();
        }
        rule
    }

    fn fires(&self, expression: &str, name: &str) -> Json {
        let kind = if expression.starts_with("rate") { "rate" } else { "cron" };
        let mut schedule = json!({ kind: expression, "rule": name });
        if !self.targets.is_empty() {
            schedule["targets"] = self.routes();
        }
        schedule
    }

    fn routes(&self) -> Json {
        self.targets.iter().map(|(_, route)| route.document()).collect()
    }
}
