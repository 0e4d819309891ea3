//! Event buses: CreateEventBus, DescribeEventBus, ListEventBuses, DeleteEventBus.

use super::put_events::bus_name;
use super::tags;
use crate::api::constraint::{BUS, check_form, not_offered, text, validation};
use crate::api::context::{Compat, Context, needed};
use crate::api::defined;
use crate::api::paging::{List, answer, page};
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::model::Home;
use crate::rules::DEFAULT_BUS;
use crate::wire::{Fault, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The section of buses.
const BUSES: &str = "buses";

/// AWS's quota of buses.
const MOST: usize = 100;

/// What the API keeps of a bus.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Kept {
    /// What comes over it.
    pub description: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// When it was made, in milliseconds since 1970; none of the buses of files and `default`.
    pub created: Option<i64>,
    /// When it was last changed.
    pub changed: Option<i64>,
    /// The name of the key that made it.
    pub created_by: String,
}

impl Kept {
    /// What there is to say of a bus.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn find(rules: &RuleSet, all: &[Definition], name: &str) -> Result<Self, Fault> {
        if !rules.buses.contains_key(name) {
            let words = format!("Event bus {name} does not exist.");
            return Err(Fault::sender("ResourceNotFoundException", words));
        }
        let of_api = defined::find(all, BUSES, name);
        let of_api = of_api.filter(|_| !defined::is_hidden(rules, BUSES, name));
        let kept = of_api.and_then(|of_api| serde_json::from_value(of_api.api.clone()).ok());
        let of_file = rules.bundle.buses.iter().find(|bus| bus.name == name);
        let words = of_file.map(|bus| &bus.description).filter(|words| !words.is_empty());
        Ok(kept.unwrap_or_else(|| Self { description: words.cloned(), ..Self::default() }))
    }

    /// Refuses to write tags of a bus that a file defines.
    ///
    /// # Errors
    /// It is one.
    pub fn taggable(&self, name: &str) -> Result<(), Fault> {
        if self.created.is_none() && name != DEFAULT_BUS { Err(of_file(name)) } else { Ok(()) }
    }

    /// Writes the bus among the definitions.
    pub fn store(&self, all: &mut Vec<Definition>, name: &str) {
        // What is known of `default` beside its rules is its tags: it needs no document.
        let old = defined::find(all, BUSES, name).map(|old| old.document.clone());
        let document = old.unwrap_or_else(|| match (&self.description, self.created) {
            (_, None) => Json::Null,
            (None, _) => json!({}),
            (Some(words), _) => json!({ "description": words }),
        });
        // All parts are texts, numbers and maps, which JSON can write.
        let api = serde_json::to_value(self).unwrap_or_default();
        let (section, name) = (BUSES.to_owned(), name.to_owned());
        defined::put(all, Definition { section, name, document, api });
    }

    fn value(&self, home: &Home, name: &str) -> Value {
        let mut value = Value::map([("Name", name.into()), ("Arn", home.bus(name).into())]);
        if let Some(words) = &self.description {
            value = value.with("Description", words.clone());
        }
        for (field, at) in [("CreationTime", self.created), ("LastModifiedTime", self.changed)] {
            if let Some(at) = at.and_then(|at| Timestamp::from_millisecond(at).ok()) {
                value = value.with(field, at);
            }
        }
        value
    }
}

pub(super) fn create(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    check_form("Name", name, BUS)?;
    not_offered(input, &["EventSourceName", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"])?;
    let now = context.now.as_millisecond();
    let kept = Kept {
        description: text(input, "Description", 512)?.map(str::to_owned),
        tags: tags::read(input)?,
        created: Some(now),
        changed: Some(now),
        created_by: context.caller.name.clone(),
    };
    let daemon = context.daemon();
    let arn = context.home().bus(name);
    daemon.define(|all| {
        let rules = daemon.rules();
        if rules.buses.contains_key(name) || defined::find(all, BUSES, name).is_some() {
            let words = format!("Event bus {name} already exists.");
            return Err(Fault::sender("ResourceAlreadyExistsException", words));
        }
        if context.api.compat == Compat::Aws && rules.buses.len() >= MOST {
            return Err(Fault::sender(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
            ));
        }
        kept.store(all, name);
        let answer = Value::map([("EventBusArn", arn.into())]);
        Ok(match &kept.description {
            Some(words) => answer.with("Description", words.clone()),
            None => answer,
        })
    })
}

pub(super) fn describe(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = bus_name(input.text("Name")?);
    let (rules, all) = (context.daemon().rules(), context.daemon().defined());
    Ok(Kept::find(&rules, &all, name)?.value(context.home(), name))
}

pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let prefix = input.text("NamePrefix")?.unwrap_or_default();
    let (rules, all) = (context.daemon().rules(), context.daemon().defined());
    let names = rules.buses.keys().filter(|name| name.starts_with(prefix)).collect();
    let list = List { scope: &["ListEventBuses", prefix], limit: "Limit" };
    let (names, token) = page(input, list, names, |name| name)?;
    let value = |name: &&std::sync::Arc<str>| {
        Ok::<_, Fault>(Kept::find(&rules, &all, name)?.value(context.home(), name))
    };
    let values = names.iter().map(value).collect::<Result<_, _>>()?;
    Ok(answer("EventBuses", values, token))
}

/// DeleteEventBus: a bus that is not there is none to delete.
pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = bus_name(Some(needed(input.text("Name")?, "Name")?));
    if name == DEFAULT_BUS {
        return Err(validation("Cannot delete event bus default."));
    }
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        if !rules.buses.contains_key(name) {
            return Ok(Value::EMPTY);
        }
        let of_api = defined::find(all, BUSES, name).is_some();
        if !of_api || defined::is_hidden(&rules, BUSES, name) {
            return Err(of_file(name));
        }
        let listening = super::rules::all(&rules, all, name);
        if let Some(rule) = listening.iter().map(|rule| &rule.name).min() {
            let count = listening.len();
            return Err(validation(format!(
                "Event bus {name} can't be deleted since it has rules: {rule} is one of {count}."
            )));
        }
        defined::remove(all, BUSES, name);
        Ok(Value::EMPTY)
    })
}

fn of_file(name: &str) -> Fault {
    validation(format!("Event bus {name} is defined in a rules file, and changed there only."))
}
