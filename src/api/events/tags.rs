//! The tags of rules and buses: TagResource, UntagResource, ListTagsForResource.

use super::buses::Kept as KeptBus;
use super::rules;
use crate::api::constraint::{breach, check_length, validation};
use crate::api::context::{Context, needed};
use crate::daemon::ruleset::{Definition, RuleSet};
use crate::model::Home;
use crate::rules::DEFAULT_BUS;
use crate::wire::{Fault, Value};
use std::collections::BTreeMap;

/// Tags of one resource at most.
const TAGS: usize = 50;

type Tags = BTreeMap<String, String>;

/// The tags of a call; none if it gives none.
///
/// # Errors
/// A key twice, too long texts, too many tags.
pub(super) fn read(input: &Value) -> Result<Tags, Fault> {
    let mut tags = Tags::new();
    for tag in input.list("Tags")?.unwrap_or_default() {
        let key = needed(tag.text("Key")?, "Key")?;
        let value = needed(tag.text("Value")?, "Value")?;
        if key.is_empty() {
            return Err(breach("Key", key, "have length greater than or equal to 1"));
        }
        check_length("Key", key, 128)?;
        check_length("Value", value, 256)?;
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(validation("Invalid parameter: Duplicated keys are not allowed."));
        }
    }
    bounded(&tags)?;
    Ok(tags)
}

fn bounded(tags: &Tags) -> Result<(), Fault> {
    if tags.len() > TAGS {
        return Err(validation(format!("A resource has at most {TAGS} tags.")));
    }
    Ok(())
}

pub(super) fn tag(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    needed(input.list("Tags")?, "Tags")?;
    let new = read(input)?;
    change(context, input, |tags| {
        tags.extend(new);
        bounded(tags)
    })
}

pub(super) fn untag(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let keys = needed(input.texts("TagKeys")?, "TagKeys")?;
    change(context, input, |tags| {
        tags.retain(|key, _| !keys.contains(&key.as_str()));
        Ok(())
    })
}

pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let tags = match resource(context.home(), input)? {
        Resource::Bus(name) => KeptBus::find(&rules, &defined, name)?.tags,
        Resource::Rule { bus, name } => rules::find(&rules, &defined, bus, name)?.kept.tags,
    };
    let one =
        |(key, value): (String, String)| Value::map([("Key", key.into()), ("Value", value.into())]);
    Ok(Value::map([("Tags", Value::List(tags.into_iter().map(one).collect()))]))
}

fn change(
    context: &Context<'_>,
    input: &Value,
    edit: impl FnOnce(&mut Tags) -> Result<(), Fault>,
) -> Result<Value, Fault> {
    let resource = resource(context.home(), input)?;
    let daemon = context.daemon();
    daemon.define(|all| {
        apply(&daemon.rules(), all, &resource, edit)?;
        Ok(Value::EMPTY)
    })
}

fn apply(
    rules: &RuleSet,
    all: &mut Vec<Definition>,
    resource: &Resource<'_>,
    edit: impl FnOnce(&mut Tags) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match *resource {
        Resource::Bus(name) => {
            let mut kept = KeptBus::find(rules, all, name)?;
            kept.taggable(name)?;
            edit(&mut kept.tags)?;
            kept.store(all, name);
        }
        Resource::Rule { bus, name } => {
            let rule = rules::find(rules, all, bus, name)?;
            rule.changeable()?;
            let mut kept = rule.kept;
            edit(&mut kept.tags)?;
            kept.store(all, name);
        }
    }
    Ok(())
}

/// What has tags.
#[derive(Debug)]
enum Resource<'a> {
    Bus(&'a str),
    Rule { bus: &'a str, name: &'a str },
}

fn resource<'v>(home: &Home, input: &'v Value) -> Result<Resource<'v>, Fault> {
    let arn = needed(input.text("ResourceARN")?, "ResourceARN")?;
    let own = format!("arn:aws:events:{}:{}:", home.region, home.account);
    let found = arn.strip_prefix(&own).and_then(|resource| {
        if let Some(bus) = resource.strip_prefix("event-bus/") {
            return Some(Resource::Bus(bus));
        }
        let rule = resource.strip_prefix("rule/")?;
        let (bus, name) = rule.split_once('/').unwrap_or((DEFAULT_BUS, rule));
        Some(Resource::Rule { bus, name })
    });
    found.ok_or_else(|| {
        let words = format!("Resource {arn} does not exist: rules and event buses begin {own}");
        Fault::sender("ResourceNotFoundException", words)
    })
}
