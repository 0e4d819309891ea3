//! Patterns that come over the API, and TestEventPattern.

use super::pattern_text::same;
use crate::api::context::{Compat, Context, needed};
use crate::base::limits::Limits;
use crate::engine::{Scratch, parse_pattern};
use crate::fields::{self, Masks};
use crate::graph::{GraphBuilder, RuleInput};
use crate::operators;
use crate::operators::pattern::Pattern;
use crate::wire::{Fault, Value};
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use std::collections::HashMap;

/// What the envelope of an event has to have.
const ENVELOPE: [&str; 6] = ["id", "account", "source", "time", "region", "detail-type"];

/// Levels of a document around a pattern, at most.
const AROUND: usize = 8;

/// Reads a pattern as rules of files are read, but for references.
fn read(context: &Context<'_>, text: &str) -> Result<Pattern, Fault> {
    let limits = Limits { depth: context.api.depth, ..Limits::default() };
    let parse =
        |compat| parse_pattern(text.as_bytes(), compat, &limits).map_err(|why| refusal(&why));
    if context.api.compat == Compat::Aws {
        parse(operators::Compat::Aws)?;
    }
    parse(operators::Compat::Tripline)
}

/// Looks whether a pattern can be a rule's: whether it is one, and will be the same when it is read
/// back.
///
/// # Errors
/// What is wrong with it, in AWS's frame.
pub(super) fn check_kept(context: &Context<'_>, text: &str) -> Result<(), Fault> {
    let pattern = read(context, text)?;
    // It is kept within a document, in which numbers have the precision of doubles. Where that is
    // read back, the depth of all is bounded: the brackets stand for what is around.
    let around = format!("{}{text}{}", "[".repeat(AROUND), "]".repeat(AROUND));
    let kept = serde_json::from_str::<Json>(&around).and_then(|_| serde_json::from_str(text));
    let Ok(kept) = kept.map(|pattern: Json| pattern.to_string()) else {
        let reason = "it is nested more than 119 levels deep, or has a number that is too large";
        return Err(refusal(reason));
    };
    match read(context, &kept) {
        Ok(kept) if same(&pattern, &kept) => Ok(()),
        _ => Err(refusal("a number has more digits than can be kept")),
    }
}

fn refusal(reason: &str) -> Fault {
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
    let plan = graph.finish().freeze(&limits, |_| true).map_err(|why| refusal(&why))?;
    let mut scratch = Scratch::new(&plan);
    let matched = plan.check_and_match(&mut scratch, event.as_bytes());
    let result = matched.is_ok_and(|rules| !rules.is_empty());
    Ok(Value::map([("Result", result.into())]))
}

/// Is this an object with the fields of an event's envelope?
fn is_event(event: &str, depth: usize) -> bool {
    if fields::check(event.as_bytes(), &mut Masks::default(), depth).is_err() {
        return false;
    }
    // What is ignored may be nested to any depth.
    let read: Result<HashMap<String, IgnoredAny>, _> = serde_json::from_str(event);
    read.is_ok_and(|fields| ENVELOPE.iter().all(|name| fields.contains_key(*name)))
}
