//! PutRule: makes a rule, or replaces everything of one but its targets and tags.

use super::kept::{Kept, OF_RULE, STATES};
use super::put_events::bus_name;
use super::tags;
use super::{pattern, rules};
use crate::api::constraint::{RULE, check_form, not_offered, text, validation, word};
use crate::api::context::{Compat, Context, needed};
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::rules::DEFAULT_BUS;
use crate::schedules::{Dialect, Expression};
use crate::wire::{Fault, Value};

/// AWS's quota of rules on one bus.
const RULES_OF_A_BUS: usize = 300;

/// AWS's bound of the characters of a pattern.
const PATTERN: usize = 4096;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    check_form("Name", name, RULE)?;
    let new = read(context, input)?;
    let bus = new.bus.clone();
    let daemon = context.daemon();
    daemon.define(|all| put(context, &daemon.rules(), all, name, new))?;
    Ok(Value::map([("RuleArn", context.home().rule(&bus, name).into())]))
}

/// What the call says of the rule.
fn read(context: &Context<'_>, input: &Value) -> Result<Kept, Fault> {
    not_offered(input, &["ManagedBy"])?;
    let bus = bus_name(input.text("EventBusName")?);
    let schedule = text(input, "ScheduleExpression", 256)?.filter(|text| !text.is_empty());
    let written = input.text("EventPattern")?.filter(|text| !text.is_empty());
    if schedule.is_none() && written.is_none() {
        return Err(validation(
            "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        ));
    }
    if let Some(expression) = schedule {
        if bus != DEFAULT_BUS {
            let words = "ScheduleExpression is supported only on the default event bus.";
            return Err(validation(words));
        }
        if Expression::parse(expression, Dialect::Rule).is_err() {
            return Err(validation("Parameter ScheduleExpression is not valid."));
        }
    }
    if let Some(written) = written {
        if context.api.compat == Compat::Aws {
            text(input, "EventPattern", PATTERN)?;
        }
        pattern::check_kept(context, written)?;
    }
    Ok(Kept {
        bus: bus.to_owned(),
        pattern: written.map(str::to_owned),
        schedule: schedule.map(str::to_owned),
        state: word(input, "State", &STATES)?.unwrap_or(STATES[0]).to_owned(),
        description: text(input, "Description", 512)?.map(str::to_owned),
        role: text(input, "RoleArn", 1600)?.map(str::to_owned),
        tags: tags::read(input)?,
        targets: Vec::new(),
        created: context.now.as_millisecond(),
        created_by: context.caller.name.clone(),
    })
}

fn put(
    context: &Context<'_>,
    rules: &RuleSet,
    all: &mut Vec<Definition>,
    name: &str,
    mut new: Kept,
) -> Result<(), Fault> {
    if !rules.buses.contains_key(&*new.bus) {
        let words = format!("Event bus {} does not exist.", new.bus);
        return Err(Fault::sender("ResourceNotFoundException", words));
    }
    match rules::named(rules, all, name) {
        Some(old) if old.kept.bus != new.bus => {
            return Err(validation(format!(
                "Rule {name} exists on EventBus {}: names of rules are unique over all buses here.",
                old.kept.bus
            )));
        }
        Some(old) => {
            old.changeable()?;
            let Kept { targets, tags, created, created_by, .. } = old.kept;
            new = Kept { targets, tags, created, created_by, ..new };
        }
        None if context.api.compat == Compat::Aws
            && rules::all(rules, all, &new.bus).len() >= RULES_OF_A_BUS =>
        {
            return Err(Fault::sender(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
            ));
        }
        None => {}
    }
    let beside = format!("{OF_RULE}{name}");
    let of_file = |s: &crate::rules::Schedule| s.name == beside && s.rule.is_none();
    if new.schedule.is_some() && rules.bundle.schedules.iter().any(of_file) {
        let words = format!("a schedule of the rules files is called {beside} already");
        return Err(validation(words));
    }
    new.store(all, name);
    Ok(())
}
