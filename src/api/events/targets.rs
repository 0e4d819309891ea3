//! The targets of rules: PutTargets and RemoveTargets, which refuse entries one by one, and the two
//! lists.

use super::kept::Kept;
use super::rules;
use crate::api::constraint::{TARGET_ID, breach, check_form};
use crate::api::context::{Compat, Context, needed};
use crate::api::destination::resolve;
use crate::api::paging::{List, answer, page};
use crate::api::route::{Refusal, Route};
use crate::inputs::MOST_CHARACTERS;
use crate::wire::{Fault, Value};

/// AWS's quota of targets of one rule.
const TARGETS_OF_A_RULE: usize = 5;

/// Entries of a call at most.
const ENTRIES: usize = 100;

/// Parameters of AWS's own services, which no target here takes.
const PARAMETERS: [&str; 9] = [
    "AppSyncParameters",
    "BatchParameters",
    "EcsParameters",
    "HttpParameters",
    "KinesisParameters",
    "RedshiftDataParameters",
    "RunCommandParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
];

/// PutTargets.
pub(super) fn put(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Rule")?, "Rule")?;
    let entries = needed(input.list("Targets")?, "Targets")?;
    bounded("Targets", entries.len())?;
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        let bus = rules::bus(&rules, input, "EventBusName")?;
        let rule = rules::find(&rules, all, bus, name)?;
        rule.changeable()?;
        let mut kept = rule.kept;
        let mut failed = Vec::new();
        for entry in entries {
            let id = needed(entry.text("Id")?, "Id")?;
            check_form("Id", id, TARGET_ID)?;
            let read = match PARAMETERS.iter().find(|name| entry.get(name).is_some()) {
                Some(name) => {
                    let words = format!("{name} of target {id} are not offered by this server.");
                    Err(("ValidationException", words))
                }
                None => Route::read(&rules, entry, id, MOST_CHARACTERS)?,
            };
            match read {
                Err(refusal) => failed.push(failure(id, refusal)),
                Ok(route) => match kept.targets.iter_mut().find(|(known, _)| known == id) {
                    Some((_, old)) => *old = route,
                    None => kept.targets.push((id.to_owned(), route)),
                },
            }
        }
        if context.api.compat == Compat::Aws && kept.targets.len() > TARGETS_OF_A_RULE {
            return Err(Fault::sender(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
            ));
        }
        kept.store(all, name);
        Ok(entries_answer(failed))
    })
}

/// RemoveTargets.
pub(super) fn remove(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Rule")?, "Rule")?;
    let ids = needed(input.texts("Ids")?, "Ids")?;
    bounded("Ids", ids.len())?;
    let daemon = context.daemon();
    daemon.define(|all| {
        let rules = daemon.rules();
        let bus = rules::bus(&rules, input, "EventBusName")?;
        let rule = rules::find(&rules, all, bus, name)?;
        rule.changeable()?;
        let mut kept = rule.kept;
        let mut failed = Vec::new();
        for id in &ids {
            let before = kept.targets.len();
            kept.targets.retain(|(known, _)| known != id);
            if kept.targets.len() == before {
                let words = format!("Rule '{name}' does not have a target with the Id '{id}'.");
                failed.push(failure(id, ("ResourceNotFoundException", words)));
            }
        }
        Kept::store(&kept, all, name);
        Ok(entries_answer(failed))
    })
}

/// ListTargetsByRule.
pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("Rule")?, "Rule")?;
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let bus = rules::bus(&rules, input, "EventBusName")?;
    let rule = rules::find(&rules, &defined, bus, name)?;
    let list = List { scope: &["ListTargetsByRule", bus, name], limit: "Limit" };
    let (targets, token) = page(input, list, rule.kept.targets, |(id, _)| id)?;
    let one = |(id, route): &(String, Route)| route.value().with("Id", id.clone());
    Ok(answer("Targets", targets.iter().map(one).collect(), token))
}

/// ListRuleNamesByTarget: the rules that send to the target that an ARN means.
pub(super) fn rule_names(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let arn = needed(input.text("TargetArn")?, "TargetArn")?;
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let bus = rules::bus(&rules, input, "EventBusName")?;
    let meant = resolve(&rules, arn).ok();
    let mut names: Vec<String> = Vec::new();
    for rule in rules::all(&rules, &defined, bus) {
        let sends = |(_, route): &(String, Route)| Some(&route.target) == meant.as_ref();
        if rule.kept.targets.iter().any(sends) {
            names.push(rule.name);
        }
    }
    let list = List { scope: &["ListRuleNamesByTarget", bus, arn], limit: "Limit" };
    let (names, token) = page(input, list, names, |name| name)?;
    Ok(answer("RuleNames", names.into_iter().map(Value::Text).collect(), token))
}

fn bounded(name: &str, count: usize) -> Result<(), Fault> {
    let bound = match count {
        0 => "greater than or equal to 1".to_owned(),
        _ if count > ENTRIES => format!("less than or equal to {ENTRIES}"),
        _ => return Ok(()),
    };
    Err(breach(name, "[...]", &format!("have length {bound}")))
}

fn failure(id: &str, (code, message): Refusal) -> Value {
    Value::map([
        ("TargetId", id.into()),
        ("ErrorCode", code.into()),
        ("ErrorMessage", message.into()),
    ])
}

fn entries_answer(failed: Vec<Value>) -> Value {
    let count = i64::try_from(failed.len()).unwrap_or(i64::MAX);
    Value::map([("FailedEntryCount", count.into()), ("FailedEntries", failed.into())])
}
