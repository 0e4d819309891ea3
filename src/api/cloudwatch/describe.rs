//! DescribeAlarms.

use super::alarms::{Shown, all};
use super::kept::AlarmType;
use super::refuse::{combination, names, text, validation, word};
use super::states::STATES;
use crate::alarms::name_of;
use crate::api::context::Context;
use crate::api::paging::{List, page};
use crate::rules::Watch;
use crate::wire::{Fault, Value};
use std::collections::HashSet;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let named = names(input, "AlarmNames", 100)?.filter(|all| !all.is_empty());
    let prefix = text(input, "AlarmNamePrefix", 255)?;
    if named.is_some() && prefix.is_some() {
        let words = "AlarmNames and AlarmNamePrefix are mutually exclusive.";
        return Err(combination(words));
    }
    let state = word(input, "StateValue", &STATES)?;
    let action = text(input, "ActionPrefix", 1024)?;
    let types = types(input)?;
    let related = related(context, input)?;
    let listed: Option<HashSet<&str>> = named.as_ref().map(|all| all.iter().copied().collect());
    let wanted = |name: &str| {
        listed.as_ref().is_none_or(|all| all.contains(name))
            && prefix.is_none_or(|prefix| name.starts_with(prefix))
            && related.as_ref().is_none_or(|all| all.contains(name))
    };
    let mut found = all(context, &wanted);
    found.retain(|alarm| {
        // A family's members are shown whatever their type.
        (related.is_some() || types.contains(&alarm.alarm_type))
            && state.is_none_or(|state| alarm.state.word() == state)
            && action.is_none_or(|prefix| runs(alarm, prefix))
    });
    let scope = [
        "DescribeAlarms",
        prefix.unwrap_or_default(),
        state.unwrap_or_default(),
        action.unwrap_or_default(),
    ];
    let list = List { scope: &scope, limit: "MaxRecords" };
    let (found, token) = page(input, list, found, |alarm| &alarm.name).map_err(paged)?;
    let (metric, composite): (Vec<Shown>, Vec<Shown>) =
        found.into_iter().partition(|alarm| alarm.alarm_type == AlarmType::Metric);
    let values = |all: Vec<Shown>| Value::List(all.into_iter().map(|own| own.value).collect());
    let answer =
        Value::map([("MetricAlarms", values(metric)), ("CompositeAlarms", values(composite))]);
    Ok(match token {
        Some(token) => answer.with("NextToken", token),
        None => answer,
    })
}

/// Errors of pages in CloudWatch's words.
pub(super) fn paged(fault: Fault) -> Fault {
    if fault.message.starts_with("Parameter NextToken") {
        return Fault::sender("InvalidNextToken", "The next token specified is invalid.");
    }
    super::refuse::of_rules(fault)
}

/// Which types are asked for; alarms on metrics, if nothing is said.
pub(super) fn types(input: &Value) -> Result<Vec<AlarmType>, Fault> {
    let Some(all) = input.texts("AlarmTypes")?.filter(|all| !all.is_empty()) else {
        return Ok(vec![AlarmType::Metric]);
    };
    let known = [AlarmType::Metric, AlarmType::Composite];
    let one = |word: &&str| {
        let found = known.into_iter().find(|own| own.word() == *word);
        found.ok_or_else(|| {
            validation(format!(
                "1 validation error detected: Value '{word}' at 'alarmTypes' failed to satisfy \
                 constraint: Member must satisfy enum value set: [CompositeAlarm, MetricAlarm]"
            ))
        })
    };
    all.iter().map(one).collect()
}

/// Is there an action that begins so?
fn runs(alarm: &Shown, prefix: &str) -> bool {
    ["AlarmActions", "OKActions", "InsufficientDataActions"].iter().any(|field| {
        let actions = alarm.value.texts(field).ok().flatten().unwrap_or_default();
        actions.iter().any(|action| action.starts_with(prefix))
    })
}

/// The children or the parents of an alarm, if they are asked for.
fn related(context: &Context<'_>, input: &Value) -> Result<Option<HashSet<String>>, Fault> {
    let children = text(input, "ChildrenOfAlarmName", 255)?;
    let parents = text(input, "ParentsOfAlarmName", 255)?;
    let Some(name) = children.or(parents) else { return Ok(None) };
    let others = ["AlarmNames", "AlarmNamePrefix", "StateValue", "ActionPrefix"];
    if children.is_some() && parents.is_some() || others.iter().any(|o| input.get(o).is_some()) {
        return Err(combination(
            "ChildrenOfAlarmName and ParentsOfAlarmName stand with MaxRecords and NextToken only.",
        ));
    }
    let rules = context.daemon().rules();
    let mut found = HashSet::new();
    for alarm in &rules.bundle.alarms {
        let Watch::Alarms(watch) = &alarm.watch else { continue };
        let mut own = watch.settings.rule.children().iter().map(|child| name_of(&child.name));
        if children.is_some() && alarm.header.name == name {
            found.extend(own.map(str::to_owned));
        } else if parents.is_some() && own.any(|child| child == name) {
            found.insert(alarm.header.name.clone());
        }
    }
    Ok(Some(found))
}
