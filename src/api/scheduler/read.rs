//! GetSchedule and ListSchedules.

use super::schedules;
use crate::api::constraint::word;
use crate::api::context::{Context, needed};
use crate::api::paging::{List, answer, page};
use crate::wire::{Fault, Value};

pub(super) fn get(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    schedules::group(input)?;
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let known = schedules::find(&rules, &defined, name)?;
    Ok(known.kept.value(context.home(), name))
}

pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    schedules::group(input)?;
    let prefix = input.text("NamePrefix")?.unwrap_or_default();
    let state = word(input, "State", &["ENABLED", "DISABLED"])?;
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let mut all = schedules::all(&rules, &defined);
    all.retain(|known| {
        known.name.starts_with(prefix) && state.is_none_or(|state| known.kept.state == state)
    });
    let scope = ["ListSchedules", prefix, state.unwrap_or_default()];
    let list = List { scope: &scope, limit: "MaxResults" };
    let (page, token) = page(input, list, all, |known| &known.name)?;
    let values = page.iter().map(|known| {
        let target = known.kept.target.as_ref().map(|target| target.arn.clone());
        let target = Value::map([("Arn", target.unwrap_or_default().into())]);
        known.kept.summary(context.home(), &known.name).with("Target", target)
    });
    Ok(answer("Schedules", values.collect(), token))
}
