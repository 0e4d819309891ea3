//! LookupEvents: the calls that came, the newest first.
//!
//! Calls lie by their own times. A page looks through so many of them at most, and may hold fewer
//! than asked for, or none, with a token that leads on, as with CloudTrail.

use crate::api::constraint::{validation, whole};
use crate::api::context::Context;
use crate::api::paging::{close, open};
use crate::base::hex::{hex, unhex};
use crate::base::time;
use crate::store::Space;
use crate::wire::{Fault, Value};
use jiff::Timestamp;
use serde_json::Value as Json;

/// Calls of a page, at most and if nothing is said.
const MOST: i64 = 50;
/// Calls that a page looks through, at most.
const LOOKED: usize = 20_000;
/// Bytes of a key: time and number.
const KEY: usize = 16;

const ATTRIBUTES: [&str; 8] = [
    "AccessKeyId",
    "EventId",
    "EventName",
    "EventSource",
    "ReadOnly",
    "ResourceName",
    "ResourceType",
    "Username",
];

/// What calls are looked for.
struct Wanted<'v> {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    attributes: Vec<(&'v str, &'v str)>,
}

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    if let Some(category) = input.text("EventCategory")? {
        let code = "InvalidEventCategoryException";
        let words = format!("EventCategory {category} is not offered by this server.");
        return Err(Fault::sender(code, words));
    }
    let most = whole(input, "MaxResults", 1..=MOST)?.unwrap_or(MOST);
    let most = usize::try_from(most).unwrap_or(1);
    let wanted = Wanted {
        from: input.time("StartTime")?,
        to: input.time("EndTime")?,
        attributes: attributes(input)?,
    };
    if let (Some(from), Some(to)) = (wanted.from, wanted.to)
        && from > to
    {
        let words = "The StartTime is after the EndTime.";
        return Err(Fault::sender("InvalidTimeRangeException", words));
    }
    let seal = format!("{:?} {:?} {:?}", wanted.from, wanted.to, wanted.attributes);
    let scope = ["LookupEvents", seal.as_str()];
    let mut upto = match input.text("NextToken")? {
        None => wanted.to.map(|to| last_of(to.as_millisecond())),
        Some(token) => {
            let key =
                open(&scope, token).and_then(|text| unhex(&text)).filter(|key| key.len() == KEY);
            let words = "Invalid token or token expired.";
            Some(key.ok_or_else(|| Fault::sender("InvalidNextTokenException", words))?)
        }
    };
    let oldest = wanted.from.map(|from| from.as_millisecond().max(0).to_be_bytes());
    let kv = context.daemon().kv();
    let (mut found, mut seen) = (Vec::new(), 0);
    let next = loop {
        let row = kv.last(Space::TRAIL, upto.as_deref());
        let row = row.map_err(|e| Fault::receiver("OperationNotPermittedException", e.to_string()));
        let Some((key, call)) = row? else { break None };
        if oldest.is_some_and(|oldest| key.get(..8).is_some_and(|own| own < &oldest[..])) {
            break None;
        }
        if found.len() == most || seen == LOOKED {
            break Some(close(&scope, &hex(&key)));
        }
        seen += 1;
        found.extend(shown(&call, &wanted));
        upto = match before(&key) {
            Some(key) => Some(key),
            None => break None,
        };
    };
    let answer = Value::map([("Events", found.into())]);
    Ok(match next {
        Some(token) => answer.with("NextToken", token),
        None => answer,
    })
}

fn attributes(input: &Value) -> Result<Vec<(&str, &str)>, Fault> {
    let all = input.list("LookupAttributes")?.unwrap_or_default();
    if all.len() > 1 {
        let words = "LookupAttributes has one item at most.";
        return Err(Fault::sender("InvalidLookupAttributesException", words));
    }
    all.iter()
        .map(|own| {
            let refuse = || {
                let words = format!(
                    "A lookup attribute has an AttributeKey of {} and an AttributeValue.",
                    ATTRIBUTES.join(", ")
                );
                Fault::sender("InvalidLookupAttributesException", words)
            };
            let key = own.text("AttributeKey")?.filter(|key| ATTRIBUTES.contains(key));
            let value = own.text("AttributeValue")?.ok_or_else(refuse)?;
            if value.len() > 2000 {
                return Err(validation("AttributeValue has 2000 characters at most."));
            }
            Ok((key.ok_or_else(refuse)?, value))
        })
        .collect()
}

/// A call in the words of LookupEvents, if it is wanted.
fn shown(call: &[u8], wanted: &Wanted<'_>) -> Option<Value> {
    let record: Json = serde_json::from_slice(call).ok()?;
    let text = |name: &str| record.get(name).and_then(Json::as_str);
    let at = text("eventTime").and_then(time::parse);
    // The key has milliseconds only.
    if wanted.from.is_some_and(|from| at.is_none_or(|at| at < from))
        || wanted.to.is_some_and(|to| at.is_none_or(|at| at > to))
    {
        return None;
    }
    let read_only = match record.get("readOnly") {
        Some(Json::Bool(yes)) => Some(yes.to_string()),
        Some(Json::String(text)) => Some(text.clone()),
        _ => None,
    };
    let resources = resources(&record);
    let identity = record.get("userIdentity");
    let texts = [
        ("EventId", text("eventID").map(str::to_owned)),
        ("EventName", text("eventName").map(str::to_owned)),
        ("ReadOnly", read_only),
        ("AccessKeyId", identity.and_then(|own| of(own, "accessKeyId"))),
        ("EventSource", text("eventSource").map(str::to_owned)),
        ("Username", identity.and_then(username)),
    ];
    let is = |(key, value): &(&str, &str)| match *key {
        "ResourceName" => resources.iter().any(|(_, name)| name.as_deref() == Some(value)),
        "ResourceType" => resources.iter().any(|(kind, _)| kind.as_deref() == Some(value)),
        key => texts.iter().any(|(own, text)| *own == key && text.as_deref() == Some(value)),
    };
    if !wanted.attributes.iter().all(is) {
        return None;
    }
    let mut event = Value::EMPTY;
    for (name, text) in texts {
        if let Some(text) = text {
            event = event.with(name, text);
        }
    }
    if let Some(at) = at {
        event = event.with("EventTime", at);
    }
    let resource = |(kind, name): (Option<String>, Option<String>)| {
        let mut value = Value::EMPTY;
        for (field, text) in [("ResourceType", kind), ("ResourceName", name)] {
            if let Some(text) = text {
                value = value.with(field, text);
            }
        }
        value
    };
    let resources: Vec<Value> = resources.into_iter().map(resource).collect();
    event = event.with("Resources", resources);
    Some(event.with("CloudTrailEvent", String::from_utf8_lossy(call).into_owned()))
}

fn of(own: &Json, name: &str) -> Option<String> {
    own.get(name).and_then(Json::as_str).map(str::to_owned)
}

/// Who called: the user, the session, `root`, or the service.
fn username(identity: &Json) -> Option<String> {
    if let Some(name) = of(identity, "userName") {
        return Some(name);
    }
    match of(identity, "type").as_deref() {
        Some("Root") => Some("root".to_owned()),
        Some("AssumedRole" | "FederatedUser") => {
            let session = of(identity, "principalId")?;
            session.split_once(':').map(|(_, session)| session.to_owned())
        }
        _ => of(identity, "invokedBy").or_else(|| of(identity, "principalId")),
    }
}

/// The resources that a record names, by type and name.
fn resources(record: &Json) -> Vec<(Option<String>, Option<String>)> {
    let all = record.get("resources").and_then(Json::as_array);
    let one = |own: &Json| {
        let name = of(own, "ARN").or_else(|| of(own, "resourceName"));
        (of(own, "type").or_else(|| of(own, "resourceType")), name)
    };
    all.into_iter().flatten().map(one).collect()
}

/// The last key of a millisecond.
fn last_of(millis: i64) -> Vec<u8> {
    [&millis.max(0).to_be_bytes()[..], &[u8::MAX; 8]].concat()
}

/// The key before a key.
fn before(key: &[u8]) -> Option<Vec<u8>> {
    let number = u128::from_be_bytes(key.try_into().ok()?);
    number.checked_sub(1).map(|number| number.to_be_bytes().to_vec())
}
