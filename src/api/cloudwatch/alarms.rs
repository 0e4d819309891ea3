//! All alarms, of files and of the API, as AWS tells them.

use super::kept::{ALARMS, AlarmType, Kept};
use super::refuse::{of_rules, validation};
use super::written;
use crate::alarms::{AlarmState, StateRecord};
use crate::api::accept::refusal;
use crate::api::context::Context;
use crate::api::defined;
use crate::daemon::command::Command;
use crate::daemon::log::{Entry, Kind};
use crate::daemon::ruleset::{API, Definition, RuleSet};
use crate::monitor::Standing;
use crate::rules::{Alarm, DEFAULT_BUS, Watch};
use crate::wire::{Fault, Value};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// An alarm with its state.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Its name.
    pub name: String,
    /// What it looks at.
    pub alarm_type: AlarmType,
    /// Its state.
    pub state: AlarmState,
    /// All its fields.
    pub value: Value,
}

impl Shown {
    fn new(
        context: &Context<'_>,
        name: &str,
        kept: &Kept,
        state: &StateRecord,
        standing: Option<&Standing<'_>>,
    ) -> Self {
        let mut value = kept.value();
        if let (Value::Map(fields), Some(standing)) = (&mut value, standing) {
            let enabled = fields.iter_mut().find(|(name, _)| name == "ActionsEnabled");
            enabled.into_iter().for_each(|(_, own)| *own = standing.notify.enabled.into());
        }
        value = value
            .with("AlarmArn", context.home().alarm(name))
            .with("AlarmConfigurationUpdatedTimestamp", kept.changed)
            .with("StateValue", state.value.word())
            .with("StateReason", state.reason.clone())
            .with("StateUpdatedTimestamp", state.at)
            .with("StateTransitionedTimestamp", state.at);
        if let Some(data) = &state.reason_data {
            value = value.with("StateReasonData", data.clone());
        }
        if let Some(by) = state.suppressed_by {
            value = value.with("ActionsSuppressedBy", by.word());
        }
        Self { name: name.to_owned(), alarm_type: kept.alarm_type, state: state.value, value }
    }
}

/// The alarms whose names are wanted, in the order of their names.
pub(super) fn all(context: &Context<'_>, wanted: &dyn Fn(&str) -> bool) -> Vec<Shown> {
    let daemon = context.daemon();
    // In this order: what was put is seen, also before the core has it.
    let defined = daemon.defined();
    let rules = daemon.rules();
    let known: HashSet<&str> = rules.bundle.alarms.iter().map(|a| &*a.header.name).collect();
    let shown = |definition: &&Definition| !defined::is_hidden(&rules, ALARMS, &definition.name);
    let of_api = defined.iter().filter(shown).filter(|definition| wanted(&definition.name));
    let mut of_api: BTreeMap<&str, Kept> =
        of_api.filter_map(|own| Some((own.name.as_str(), Kept::of(own)?))).collect();
    let mut found = Vec::new();
    let state = daemon.state();
    for standing in state.senses.states() {
        let name = standing.identity.name.as_str();
        if !wanted(name) {
            continue;
        }
        match of_api.remove(name) {
            Some(kept) => {
                found.push(Shown::new(context, name, &kept, standing.state, Some(&standing)));
            }
            None if known.contains(base(name)) => {
                let kept = written::kept(context.home(), &standing);
                found.push(Shown::new(context, name, &kept, standing.state, Some(&standing)));
            }
            // One that was deleted a moment ago.
            None => {}
        }
    }
    drop(state);
    for (name, kept) in of_api {
        let state = StateRecord::created(kept.changed);
        found.push(Shown::new(context, name, &kept, &state, None));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The name of the alarm that one of single series is made of: `cpu` of `cpu[i-1]`.
fn base(name: &str) -> &str {
    name.strip_suffix(']').and_then(|name| name.split_once('[')).map_or(name, |parts| parts.0)
}

/// Is there an alarm of this name?
pub(super) fn exists(context: &Context<'_>, name: &str) -> bool {
    let daemon = context.daemon();
    let rules = daemon.rules();
    let named = |name: &str| rules.bundle.alarms.iter().find(|alarm| alarm.header.name == name);
    match named(name) {
        Some(alarm) => !alarm.is_each(),
        None => named(base(name)).is_some() && daemon.state().senses.state(name).is_some(),
    }
}

/// The file that defines an alarm; none if it came over the API, or is not there.
pub(super) fn file_of(rules: &RuleSet, name: &str) -> Option<Arc<str>> {
    let alarm = rules.bundle.alarms.iter().find(|alarm| alarm.header.name == name)?;
    let file = &alarm.header.file;
    (**file != *API).then(|| Arc::clone(file))
}

/// Refuses to define what a file defines, or another type of alarm.
pub(super) fn changeable(
    rules: &RuleSet,
    all: &[Definition],
    name: &str,
    alarm_type: AlarmType,
) -> Result<(), Fault> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if !name.bytes().all(fits) {
        let words = format!(
            "AlarmName {name} is not taken here: names have letters, digits, dots, hyphens and \
             underscores."
        );
        return Err(validation(words));
    }
    if let Some(file) = file_of(rules, name) {
        let words = format!("Alarm {name} is defined in {file}, and changed there only.");
        return Err(validation(words));
    }
    let old = defined::find(all, ALARMS, name).and_then(Kept::of);
    match old.filter(|old| old.alarm_type != alarm_type) {
        Some(old) => {
            let word = old.alarm_type.word();
            Err(validation(format!("An alarm of the type {word} with the name {name} exists.")))
        }
        None => Ok(()),
    }
}

/// Changes the definitions so that an alarm is there; its actions run or not as this call says, even
/// if they were enabled or disabled by hand before.
pub(super) fn defined_now(
    context: &Context<'_>,
    name: &str,
    enabled: Option<bool>,
    put: impl FnOnce(&mut Vec<Definition>) -> Result<(), Fault>,
) -> Result<Value, Fault> {
    let daemon = context.daemon();
    daemon.define(put).map_err(of_rules)?;
    let enabled = enabled.unwrap_or(true);
    let differs = |standing: Standing<'_>| standing.notify.enabled != enabled;
    if daemon.state().senses.state(name).is_some_and(differs) {
        let entry = command(context, &Command::AlarmActions { alarms: vec![name.into()], enabled });
        let accepted = tokio::runtime::Handle::current().block_on(daemon.accept(&[entry], None));
        accepted.map_err(|refused| refusal(&refused))?;
    }
    Ok(Value::EMPTY)
}

/// A command as an entry of the log.
pub(super) fn command(context: &Context<'_>, command: &Command) -> Entry {
    let received = context.now.as_millisecond();
    Entry::new(Kind::Command, Arc::from(DEFAULT_BUS), received, command.encode())
}

/// What an alarm of the rules looks at.
pub(super) fn type_of(alarm: &Alarm) -> AlarmType {
    match alarm.watch {
        Watch::Metrics(_) => AlarmType::Metric,
        Watch::Alarms(_) => AlarmType::Composite,
    }
}
