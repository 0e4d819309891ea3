//! DescribeRule and ListRules.

use super::rules;
use crate::api::context::{Context, needed};
use crate::api::paging::{List, answer, page};
use crate::wire::{Fault, Value};

/// DescribeRule.
pub(super) fn describe(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Name")?, "Name")?;
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let bus = rules::bus(&rules, input, "EventBusName")?;
    let rule = rules::find(&rules, &defined, bus, name)?;
    let home = context.home();
    Ok(rule.value(home).with("CreatedBy", home.account.clone()))
}

/// ListRules.
pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let prefix = input.text("NamePrefix")?.unwrap_or_default();
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let bus = rules::bus(&rules, input, "EventBusName")?;
    let mut all = rules::all(&rules, &defined, bus);
    all.retain(|rule| rule.name.starts_with(prefix));
    let list = List { scope: &["ListRules", bus, prefix], limit: "Limit" };
    let (rules, token) = page(input, list, all, |rule| &rule.name)?;
    let values = rules.iter().map(|rule| rule.value(context.home())).collect();
    Ok(answer("Rules", values, token))
}
