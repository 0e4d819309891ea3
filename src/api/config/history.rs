//! GetResourceConfigHistory and BatchGetResourceConfig: the versions of a resource, and the newest
//! ones of several.

use super::pages::Pages;
use super::source::invalid;
use crate::api::constraint::word;
use crate::api::context::{Context, needed};
use crate::daemon::compliance::{ComplianceError, Order, Version, Window};
use crate::wire::{Fault, Value};
use serde_json::Value as Json;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let kind = needed(input.text("resourceType")?, "resourceType")?;
    let id = needed(input.text("resourceId")?, "resourceId")?;
    let order = match word(input, "chronologicalOrder", &["Reverse", "Forward"])? {
        Some("Forward") => Order::Forward,
        _ => Order::Reverse,
    };
    let direction = if order == Order::Forward { "Forward" } else { "Reverse" };
    let (from, to) = (input.time("earlierTime")?, input.time("laterTime")?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::sender(
            "InvalidTimeRangeException",
            "The specified time range is invalid: the earlier time is after the later time.",
        ));
    }
    let pages = Pages {
        scope: &["GetResourceConfigHistory", kind, id, direction],
        token: "nextToken",
        limit: Some("limit"),
        usual: 10,
    };
    let most = pages.most(input)?;
    let window = Window { from, to, order, most: most + 1, behind: pages.from(input)? };
    let found = context.daemon().state().compliance.history(kind, id, &window);
    let mut found = found.map_err(failed)?.ok_or_else(|| {
        let words =
            format!("Resource {id} of resourceType:{kind} is unknown or has not been discovered");
        Fault::sender("ResourceNotDiscoveredException", words)
    })?;
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.position.clone());
    let items = found.iter().map(item).collect::<Result<_, Fault>>()?;
    Ok(pages.answer("configurationItems", items, next))
}

/// Fields of an item that a `BaseConfigurationItem` does not have.
const NOT_BASE: [&str; 4] = ["configurationItemMD5Hash", "relatedEvents", "relationships", "tags"];

pub(super) fn batch(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let keys = needed(input.list("resourceKeys")?, "resourceKeys")?;
    if keys.is_empty() || keys.len() > 100 {
        return Err(invalid("A call has from 1 to 100 resourceKeys."));
    }
    let mut items = Vec::new();
    for key in keys {
        let kind = needed(key.text("resourceType")?, "resourceType")?;
        let id = needed(key.text("resourceId")?, "resourceId")?;
        let newest = context.daemon().state().compliance.newest(kind, id).map_err(failed)?;
        let Some(newest) = newest else { continue };
        items.push(match item(&newest)? {
            Value::Map(fields) => Value::Map(
                fields.into_iter().filter(|(name, _)| !NOT_BASE.contains(&&**name)).collect(),
            ),
            other => other,
        });
    }
    Ok(Value::map([
        ("baseConfigurationItems", items.into()),
        ("unprocessedResourceKeys", Value::List(Vec::new())),
    ]))
}

/// The item of a version.
fn item(version: &Version) -> Result<Value, Fault> {
    let json = serde_json::from_str(&version.item);
    json.map(of_json).map_err(|error| Fault::receiver("InternalException", error.to_string()))
}

/// JSON as a value of an answer.
fn of_json(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(yes),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Integer),
        Json::String(text) => Value::Text(text),
        Json::Array(all) => Value::List(all.into_iter().map(of_json).collect()),
        Json::Object(fields) => {
            Value::Map(fields.into_iter().map(|(name, value)| (name, of_json(value))).collect())
        }
    }
}

/// The store cannot be read.
pub(super) fn failed(error: ComplianceError) -> Fault {
    Fault::receiver("InternalException", error.to_string())
}
