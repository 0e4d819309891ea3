//! PutAuditEvents: audit events from outside become CloudTrail records.

use crate::api::accept::Accepting;
use crate::api::constraint::breach;
use crate::api::context::{Context, needed};
use crate::api::id;
use crate::base::time;
use crate::daemon::log::{Entry, Kind};
use crate::rules::DEFAULT_BUS;
use crate::sources::Form;
use crate::wire::{Fault, Value};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Audit events of a call, at most.
const MOST: usize = 100;
/// Fields that `eventData` has to have.
const NEEDED: [&str; 7] = [
    "version",
    "userIdentity",
    "eventSource",
    "eventName",
    "eventTime",
    "UID",
    "recipientAccountId",
];

/// Why an audit event is not taken: code and message.
type Refusal = (&'static str, String);

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    let channel = needed(input.text("channelArn")?, "channelArn")?;
    if !channel.starts_with("arn:") || !channel.contains(":channel/") {
        let words = format!("The channel ARN {channel} is not valid.");
        return Err(Fault::sender("InvalidChannelARN", words));
    }
    let events = needed(input.list("auditEvents")?, "auditEvents")?;
    if events.is_empty() || events.len() > MOST {
        let bound = match events.is_empty() {
            true => "have length greater than or equal to 1",
            false => "have length less than or equal to 100",
        };
        return Err(breach("auditEvents", "[...]", bound));
    }
    let mut ids: Vec<&str> = Vec::with_capacity(events.len());
    for event in events {
        let own = needed(event.text("id")?, "id")?;
        if ids.contains(&own) {
            let words = format!("Two audit events have the id {own}.");
            return Err(Fault::sender("DuplicatedAuditEventId", words));
        }
        ids.push(own);
    }
    let (mut entries, mut successful, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (index, event) in events.iter().enumerate() {
        let own = ids.get(index).copied().unwrap_or_default();
        let event_id = id::of_call(context.call_id, index).to_string();
        match record(event, &event_id)? {
            Ok(record) => {
                let received = context.now.as_millisecond();
                let (kind, bus) = (Kind::Record(Form::CloudTrail), Arc::from(DEFAULT_BUS));
                entries.push(Entry::new(kind, bus, received, record.into_bytes()));
                successful.push(Value::map([("id", own.into()), ("eventID", event_id.into())]));
            }
            Err((code, message)) => failed.push(Value::map([
                ("id", own.into()),
                ("errorCode", code.into()),
                ("errorMessage", message.into()),
            ])),
        }
    }
    let answer = Value::map([("successful", successful.into()), ("failed", failed.into())]);
    Ok(Accepting { entries, answer })
}

/// The record of an audit event, or why it is not taken.
fn record(event: &Value, event_id: &str) -> Result<Result<String, Refusal>, Fault> {
    let data = needed(event.text("eventData")?, "eventData")?;
    if let Some(sum) = event.text("eventDataChecksum")?
        && crate::wire::base64(&Sha256::digest(data.as_bytes())) != sum
    {
        let words = "eventDataChecksum is not the SHA-256 checksum of eventData in base64.";
        return Ok(Err(("InvalidChecksum", words.to_owned())));
    }
    let Ok(Json::Object(mut fields)) = serde_json::from_str::<Json>(data) else {
        return Ok(Err(("InvalidData", "eventData is no JSON object.".to_owned())));
    };
    if let Some(name) = NEEDED.iter().find(|name| fields.get(**name).is_none_or(Json::is_null)) {
        return Ok(Err(("FieldNotFound", format!("The field {name} is missing in eventData."))));
    }
    let text = |name: &str| fields.get(name).and_then(Json::as_str).unwrap_or_default();
    if text("eventSource").is_empty() || text("eventName").is_empty() {
        let words = "eventSource and eventName are texts that are not empty.";
        return Ok(Err(("InvalidData", words.to_owned())));
    }
    if time::parse(text("eventTime")).is_none() {
        let words = "eventTime is no time such as 2026-01-01T00:00:00Z.";
        return Ok(Err(("InvalidData", words.to_owned())));
    }
    let mut record = Map::new();
    record.append(&mut fields);
    // What CloudTrail Lake adds to such events.
    record.insert("eventID".to_owned(), json!(event_id));
    record.entry("eventType").or_insert_with(|| json!("ActivityLog"));
    record.entry("eventCategory").or_insert_with(|| json!("ActivityAuditLog"));
    Ok(Ok(Json::Object(record).to_string()))
}
