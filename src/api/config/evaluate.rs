//! StartConfigRulesEvaluation and DescribeConfigRuleEvaluationStatus. Results are always those of the
//! newest items; to evaluate judges what hangs on the time by that of the call, and is remembered.

use super::change_rule::carry_out;
use super::pages::Pages;
use super::read_rules::{NAMES, names};
use super::rules::{Origin, Rules};
use super::source::invalid;
use crate::api::context::Context;
use crate::daemon::DaemonError;
use crate::daemon::command::Command;
use crate::store::{Durability, Space, Write};
use crate::wire::{Fault, Value};
use jiff::Timestamp;

/// Before the name of a rule in the key of when it was last evaluated by a call.
const KEY: &str = "config-rule-evaluated/";

pub(super) fn start(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let rules = Rules::of(context);
    let asked = names(input, "ConfigRuleNames", NAMES)?;
    let by_name = asked.as_ref().is_some_and(|names| !names.is_empty());
    let mut found = rules.named(asked)?;
    if by_name && let Some(other) = found.iter().find(|known| known.is_judged_elsewhere()) {
        return Err(invalid(format!(
            "The rule {} is evaluated by its own function, which puts its evaluations by \
             PutEvaluations.",
            other.name
        )));
    }
    found.retain(|known| !known.is_judged_elsewhere());
    carry_out(context, &Command::Evaluate)?;
    let now = context.now.as_millisecond().to_string();
    let write = |name: &str| Write::put(Space::FACTS, key(name), now.as_bytes());
    let writes: Vec<Write> = found.iter().map(|known| write(known.name)).collect();
    let written = context.daemon().kv().write(writes, Durability::Now);
    written.map_err(|error| Fault::from(DaemonError::Store(error)))?;
    Ok(Value::EMPTY)
}

fn key(name: &str) -> String {
    format!("{KEY}{name}")
}

/// Forgets that a rule was evaluated: it is no more.
pub(super) fn forget(context: &Context<'_>, name: &str) -> Result<(), Fault> {
    let write = vec![Write::remove(Space::FACTS, key(name))];
    let written = context.daemon().kv().write(write, Durability::Now);
    written.map_err(|error| Fault::from(DaemonError::Store(error)))
}

/// When a call had a rule evaluated last.
pub(super) fn last(context: &Context<'_>, name: &str) -> Result<Option<Timestamp>, Fault> {
    let value = context.daemon().kv().get(Space::FACTS, key(name).as_bytes());
    let value = value.map_err(|error| Fault::from(DaemonError::Store(error)))?;
    let read = |value: Vec<u8>| {
        let millis = std::str::from_utf8(&value).ok()?.parse().ok()?;
        Timestamp::from_millisecond(millis).ok()
    };
    Ok(value.and_then(read))
}

const STATUS: Pages<'_> = Pages {
    scope: &["DescribeConfigRuleEvaluationStatus"],
    token: "NextToken",
    limit: Some("Limit"),
    usual: 50,
};

pub(super) fn status(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let rules = Rules::of(context);
    let mut found = rules.named(names(input, "ConfigRuleNames", 50)?)?;
    if let Some(behind) = STATUS.from(input)? {
        found.retain(|known| *known.name > *behind);
    }
    let most = STATUS.most(input)?;
    let next = found.get(most).and(found.get(most.saturating_sub(1)));
    let next = next.map(|last| last.name.to_owned());
    let mut all = Vec::new();
    for known in found.iter().take(most) {
        let mut shown = Value::map([
            ("ConfigRuleName", known.name.into()),
            ("ConfigRuleArn", known.arn(context.home()).into()),
            ("ConfigRuleId", known.id().as_ref().into()),
        ]);
        let started = context.daemon().started();
        let activated = match &known.origin {
            Origin::File(_) => started,
            Origin::Api(kept) => Timestamp::from_millisecond(kept.created).unwrap_or(started),
        };
        shown = shown.with("FirstActivatedTime", activated);
        if !known.is_judged_elsewhere() {
            let evaluated = last(context, known.name)?.map_or(activated, |at| at.max(activated));
            shown = shown
                .with("LastSuccessfulInvocationTime", evaluated)
                .with("LastSuccessfulEvaluationTime", evaluated);
        }
        all.push(shown.with("FirstEvaluationStarted", !known.is_judged_elsewhere()));
    }
    Ok(STATUS.answer("ConfigRulesEvaluationStatus", all, next))
}
