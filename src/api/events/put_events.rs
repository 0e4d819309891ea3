//! PutEvents: entries become events on a bus.

use crate::api::accept::Accepting;
use crate::api::context::{Compat, Context, needed};
use crate::api::envelope::Envelope;
use crate::api::id;
use crate::daemon::log::Entry;
use crate::daemon::trace;
use crate::fields::{Masks, check};
use crate::rules::DEFAULT_BUS;
use crate::wire::{Fault, Value};
use std::sync::Arc;

/// Entries of a call at most.
const ENTRIES: usize = 10;

/// An entry that was not accepted: code and message.
type Refusal = (&'static str, String);

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    let entries = needed(input.list("Entries")?, "Entries")?;
    if entries.is_empty() || entries.len() > ENTRIES {
        let bound = if entries.is_empty() {
            "greater than or equal to 1"
        } else {
            "less than or equal to 10"
        };
        return Err(validation(format!(
            "1 validation error detected: Value '[...]' at 'entries' failed to satisfy \
             constraint: Member must have length {bound}"
        )));
    }
    let mut size = 0;
    for entry in entries {
        size += size_of(entry)?;
    }
    if size >= context.api.put_events_bytes {
        return Err(validation(
            "Total size of the entries in the request is over the limit.".to_owned(),
        ));
    }
    let rules = context.daemon().rules();
    let knows = |bus: &str| rules.buses.contains_key(bus);
    let mut masks = Masks::default();
    let mut accepted = Vec::with_capacity(entries.len());
    let mut answers = Vec::with_capacity(entries.len());
    let mut failed = 0;
    for (index, entry) in entries.iter().enumerate() {
        let id = id::of_call(context.call_id, index);
        answers.push(match made(context, entry, id, &knows, &mut masks)? {
            Ok(made) => {
                accepted.extend(made);
                Value::map([("EventId", Value::Text(id.to_string()))])
            }
            Err((code, message)) => {
                failed += 1;
                Value::map([
                    ("ErrorCode", Value::Text(code.to_owned())),
                    ("ErrorMessage", Value::Text(message)),
                ])
            }
        });
    }
    let answer = Value::map([
        ("FailedEntryCount", Value::Integer(failed)),
        ("Entries", Value::List(answers)),
    ]);
    Ok(Accepting { entries: accepted, answer })
}

fn validation(message: String) -> Fault {
    Fault::sender("ValidationException", message)
}

/// The size of an entry as AWS counts it.
fn size_of(entry: &Value) -> Result<usize, Fault> {
    let len = |name: &str| Ok::<_, Fault>(entry.text(name)?.map_or(0, str::len));
    let resources = entry.texts("Resources")?.unwrap_or_default();
    let time = if entry.get("Time").is_some() { 14 } else { 0 };
    let texts = len("Source")? + len("DetailType")? + len("Detail")?;
    Ok(time + texts + resources.iter().map(|r| r.len()).sum::<usize>())
}

/// The entry of the log, none if AWS would lose the event silently, or why it is refused.
fn made(
    context: &Context<'_>,
    entry: &Value,
    id: uuid::Uuid,
    knows: &dyn Fn(&str) -> bool,
    masks: &mut Masks,
) -> Result<Result<Option<Entry>, Refusal>, Fault> {
    let source = entry.text("Source")?.filter(|text| !text.is_empty());
    let detail_type = entry.text("DetailType")?.filter(|text| !text.is_empty());
    let detail = entry.text("Detail")?.filter(|text| !text.is_empty());
    let (Some(source), Some(detail_type), Some(detail)) = (source, detail_type, detail) else {
        let missing = [("Source", source), ("DetailType", detail_type), ("Detail", detail)];
        let name = missing.iter().find(|(_, value)| value.is_none()).map_or("", |(name, _)| name);
        return Ok(Err(argument(name, &format!("{name} is a required argument"))));
    };
    if detail_type.len() > 128 {
        return Ok(Err(argument("DetailType", "DetailType is longer than 128 bytes")));
    }
    if source.starts_with("aws.") && context.api.compat == Compat::Aws {
        let words = "Not authorized for the source.".to_owned();
        return Ok(Err(("NotAuthorizedForSourceException", words)));
    }
    if check(detail.as_bytes(), masks, context.api.depth.saturating_sub(1)).is_err() {
        return Ok(Err(("MalformedDetail", "Detail is malformed.".to_owned())));
    }
    let bus = bus_name(entry.text("EventBusName")?);
    if !knows(bus) {
        let words = format!("Event bus {bus} does not exist.");
        return Ok(match context.api.compat {
            Compat::Aws => Ok(None),
            Compat::Tripline => Err(("ResourceNotFoundException", words)),
        });
    }
    let resources = entry.texts("Resources")?.unwrap_or_default();
    let time = entry.time("Time")?.unwrap_or(context.now);
    let home = context.home();
    let envelope = Envelope { id, detail_type, source, home, time, resources: &resources, detail };
    let trace = entry.text("TraceHeader")?.and_then(trace::read);
    let made = Entry::event(Arc::from(bus), context.now.as_millisecond(), envelope.write());
    Ok(Ok(Some(Entry { trace, ..made })))
}

fn argument(name: &str, reason: &str) -> Refusal {
    ("InvalidArgument", format!("Parameter {name} is not valid. Reason: {reason}."))
}

/// The name of a bus that is given by name or ARN, or not at all.
pub(in crate::api) fn bus_name(given: Option<&str>) -> &str {
    let given = given.filter(|text| !text.is_empty()).unwrap_or(DEFAULT_BUS);
    match given.strip_prefix("arn:").and_then(|arn| arn.split_once(":event-bus/")) {
        Some((_, name)) => name,
        None => given,
    }
}
