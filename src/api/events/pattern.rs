//! Patterns that come over the API, and TestEventPattern.

use super::pattern_text::same;
use crate::api::context::{Compat, Context, needed};
use crate::base::limits::Limits;
use crate::engine::{Scratch, parse_pattern};
use crate::fields::{Masks, check};
use crate::graph::{GraphBuilder, RuleInput};
use crate::operators;
use crate::operators::pattern::Pattern;
use crate::wire::{Fault, Value};
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use std::collections::HashMap;

/// What the envelope of an event has to have.
const ENVELOPE: [&str; 6] = ["id", "account", "source", "time", "region", "detail-type"];

/// Reads a pattern as it will be understood once it is a rule's.
///
/// # Errors
/// What is wrong with it, in AWS's frame.
pub(super) fn read(context: &Context<'_>, text: &str) -> Result<Pattern, Fault> {
    let limits = Limits { depth: context.api.depth, ..Limits::default() };
    let parse = |text: &str, compat| parse_pattern(text.as_bytes(), compat, &limits);
    if context.api.compat == Compat::Aws {
        parse(text, operators::Compat::Aws).map_err(refusal)?;
    }
    let pattern = parse(text, operators::Compat::Tripline).map_err(refusal)?;
    // It is kept as a document, in which numbers have the precision of doubles.
    let kept = serde_json::from_str::<Json>(text).map(|pattern| pattern.to_string());
    let kept = kept.map_err(|error| refusal(error.to_string()))?;
    match parse(&kept, operators::Compat::Tripline) {
        Ok(kept) if same(&pattern, &kept) => Ok(pattern),
        _ => Err(refusal("a number has more digits than can be kept".to_owned())),
    }
}

fn refusal(reason: String) -> Fault {
    let words = format!("Event pattern is not valid. Reason: {reason}");
    Fault::sender("InvalidEventPatternException", words)
}

/// TestEventPattern.
pub(super) fn test(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let text = needed(input.text("EventPattern")?, "EventPattern")?;
    let event = needed(input.text("Event")?, "Event")?;
    let pattern = read(context, text)?;
    if !is_event(event, context.api.depth) {
        let words = "Parameter Event is not valid.";
        return Err(Fault::sender("ValidationException", words));
    }
    let mut graph = GraphBuilder::default();
    graph.add(RuleInput { pattern: &pattern, bus: "default", targets: &[] });
    let limits = Limits { depth: context.api.depth, ..Limits::default() };
    let plan = graph.finish().freeze(&limits, |_| true).map_err(refusal)?;
    let mut scratch = Scratch::new(&plan);
    let matched = plan.check_and_match(&mut scratch, event.as_bytes());
    let result = matched.is_ok_and(|rules| !rules.is_empty());
    Ok(Value::map([("Result", result.into())]))
}

/// Is this an object with the fields of an event's envelope?
fn is_event(event: &str, depth: usize) -> bool {
    if check(event.as_bytes(), &mut Masks::default(), depth).is_err() {
        return false;
    }
    // What is ignored may be nested to any depth.
    let read: Result<HashMap<String, IgnoredAny>, _> = serde_json::from_str(event);
    read.is_ok_and(|fields| ENVELOPE.iter().all(|name| fields.contains_key(*name)))
}
