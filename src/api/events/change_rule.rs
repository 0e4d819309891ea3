//! EnableRule, DisableRule and DeleteRule.

use super::kept::{Kept, STATES};
use super::put_events::bus_name;
use super::rules;
use crate::api::constraint::validation;
use crate::api::context::{Context, needed};
use crate::wire::{Fault, Value};

pub(super) fn enable(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    switch(context, input, STATES[0])
}

pub(super) fn disable(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    switch(context, input, STATES[1])
}

fn switch(context: &Context<'_>, input: &Value, state: &str) -> Result<Value, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        let bus = rules::bus(&rules, input, "EventBusName")?;
        let rule = rules::find(&rules, all, bus, name)?;
        rule.changeable()?;
        Kept { state: state.to_owned(), ..rule.kept }.store(all, name);
        Ok(Value::EMPTY)
    })
}

/// DeleteRule: a rule that is not there is none to delete.
pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    let bus = bus_name(input.text("EventBusName")?);
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        rules::bus(&rules, input, "EventBusName")?;
        let found = rules::named(&rules, all, name).filter(|rule| rule.kept.bus == bus);
        let Some(rule) = found else { return Ok(Value::EMPTY) };
        rule.changeable()?;
        if !rule.kept.targets.is_empty() {
            return Err(validation("Rule can't be deleted since it has targets."));
        }
        Kept::remove(all, name);
        Ok(Value::EMPTY)
    })
}
