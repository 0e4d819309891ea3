//! The rules that are in force: compiled for every bus, with the functions of their targets.

use crate::audit::Auditor;
use crate::base::ids::RuleId;
use crate::eval::{Listening, Rules};
use crate::model::{Home, RuleHeader};
use crate::plugins::Function;
use crate::rules::Bundle;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// The name that places give to what came over the API; no file is called so.
pub const API: &str = "api:definitions.json";

/// Rules, ready to work.
#[derive(Debug)]
pub struct RuleSet {
    /// The checked documents.
    pub bundle: Bundle,
    /// The compiled rules by bus; `default` is always there.
    pub buses: HashMap<Arc<str>, Arc<Rules>>,
    /// The compliance rules, ready to judge.
    pub auditor: Arc<Auditor>,
    /// The metric filters.
    pub listening: Arc<Listening>,
    /// By target.
    pub functions: Vec<Option<Arc<Function>>>,
    /// Account and region of what names none.
    pub home: Home,
    /// A fingerprint of what they were made of: other texts give another one.
    pub digest: String,
    /// What `check` would warn of, as text.
    pub warnings: String,
    /// Definitions of the API whose names files use too, as `section/name`: files win.
    pub hidden: Vec<String>,
}

impl RuleSet {
    /// What people read of a rule, an alarm or a baseline.
    #[must_use]
    pub fn header(&self, id: RuleId) -> Option<&RuleHeader> {
        let Bundle { rules, compliance, alarms, baselines, .. } = &self.bundle;
        // Asked for every match: no walk over the rules before it.
        let at = id.index();
        if let Some(rule) = rules.get(at) {
            return Some(&rule.header);
        }
        let at = at - rules.len();
        if let Some(rule) = compliance.get(at) {
            return Some(&rule.header);
        }
        let at = at - compliance.len();
        match alarms.get(at) {
            Some(alarm) => Some(&alarm.header),
            None => baselines.get(at - alarms.len()).map(|baseline| &baseline.header),
        }
    }
}

/// A document that came over the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The section of a rules file that it belongs to.
    pub section: String,
    /// Its name there.
    pub name: String,
    /// The document, as a rules file has it.
    pub document: Value,
    /// What the API keeps beside it: what was put, in AWS's words.
    pub api: Value,
}

impl Definition {
    /// Its key in the store.
    #[must_use]
    pub fn key(section: &str, name: &str) -> String {
        format!("{section}/{name}")
    }

    /// Its value in the store.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::json!({"document": self.document, "api": self.api}).to_string()
    }

    /// Reads a pair of the store; `None` when it is none.
    #[must_use]
    pub fn decode(key: &[u8], value: &[u8]) -> Option<Self> {
        let (section, name) = std::str::from_utf8(key).ok()?.split_once('/')?;
        let Value::Object(mut fields) = serde_json::from_slice(value).ok()? else { return None };
        let (document, api) = (fields.remove("document")?, fields.remove("api")?);
        Some(Self { section: section.to_owned(), name: name.to_owned(), document, api })
    }
}

/// The text of a rules file with these definitions, but for those that are hidden.
#[must_use]
pub fn text(definitions: &[Definition], hidden: &[String]) -> String {
    let mut sections = serde_json::Map::new();
    for definition in definitions {
        let key = Definition::key(&definition.section, &definition.name);
        let is_apart = definition.section == CONFIG_RULES;
        if is_apart || definition.document.is_null() || hidden.contains(&key) {
            continue;
        }
        let section = sections.entry(&definition.section).or_insert_with(|| serde_json::json!({}));
        section[&definition.name] = definition.document.clone();
    }
    Value::Object(sections).to_string()
}

/// The section of AWS Config's rules that are put over the API: they are resources of a template, and
/// become compliance rules as those of conformance packs do.
pub const CONFIG_RULES: &str = "config-rules";

/// The name that diagnostics give to that template; its stem is the pack of those rules.
pub const CONFIG_TEMPLATE: &str = "config-rules.json";

/// The text of a template with the rules of AWS Config among these definitions, but for those that
/// are hidden; `None` if there is none.
#[must_use]
pub fn template(definitions: &[Definition], hidden: &[String]) -> Option<String> {
    let mut resources = serde_json::Map::new();
    for definition in definitions.iter().filter(|one| one.section == CONFIG_RULES) {
        let key = Definition::key(&definition.section, &definition.name);
        if !definition.document.is_null() && !hidden.contains(&key) {
            resources.insert(definition.name.clone(), definition.document.clone());
        }
    }
    (!resources.is_empty()).then(|| serde_json::json!({ "Resources": resources }).to_string())
}

/// Definitions, as `section/name`, that rest: whose names the files use too, schedules of rules that
/// do, and those that name a target which is no more, so that files can lose one at any time.
#[must_use]
pub fn hidden(files: &Bundle, defined: &[Definition]) -> Vec<String> {
    let is_rule = |name: &str| files.rules.iter().any(|rule| rule.header.name == name);
    let is_in_files = |definition: &&Definition| {
        let name = definition.name.as_str();
        match definition.section.as_str() {
            "rules" => is_rule(name),
            "alarms" => files.alarms.iter().any(|alarm| alarm.header.name == name),
            "compliance" | CONFIG_RULES => {
                files.compliance.iter().any(|rule| rule.header.name == name)
            }
            "baselines" => files.baselines.iter().any(|own| own.header.name == name),
            "schedules" => {
                let of_rule = definition.document.get("rule").and_then(Value::as_str);
                files.schedules.iter().any(|own| own.name == name) || of_rule.is_some_and(is_rule)
            }
            "buses" => files.buses.iter().any(|bus| bus.name == name),
            "archives" => files.archives.iter().any(|archive| archive.name == name),
            _ => false,
        }
    };
    let is_target = |name: &str| files.targets.iter().any(|target| target.name == name);
    let rests = |definition: &&Definition| {
        is_in_files(definition) || !targets(&definition.document).into_iter().all(is_target)
    };
    let hidden = defined.iter().filter(rests);
    hidden.map(|definition| Definition::key(&definition.section, &definition.name)).collect()
}

/// The targets that a document names: in `targets`, and in the `actions` of an alarm.
fn targets(document: &Value) -> Vec<&str> {
    let actions = document.get("actions").and_then(Value::as_object);
    let lists =
        document.get("targets").into_iter().chain(actions.into_iter().flat_map(|a| a.values()));
    let all = lists.filter_map(Value::as_array).flatten();
    all.filter_map(|one| one.get("target").unwrap_or(one).as_str()).collect()
}

/// Why rules could not be loaded: all problems, as they are shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLoaded(pub String);

impl fmt::Display for NotLoaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Loads rules: files as they are now, with what was defined over the API.
pub trait Loader: Send + Sync + fmt::Debug {
    /// Reads, checks and compiles.
    ///
    /// # Errors
    /// Anything that `check` calls an error.
    fn load(&self, defined: &[Definition]) -> Result<RuleSet, NotLoaded>;

    /// Something that changes when the files do: their names, sizes and times.
    fn stamp(&self) -> u64;
}
