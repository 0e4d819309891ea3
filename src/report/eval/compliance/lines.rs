//! The JSON objects of results, changes over time, roll-ups and notices.

use super::severity_of_any;
use crate::base::ids::RuleId;
use crate::model::{
    ComplianceCounts, Effect, Evaluation, Notice, Place, Resource, Rollup, RollupOf, RuleHeader,
    Severity, Standing, Transition, Waived,
};
use crate::report::json::Object;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the object of an effect of compliance rules; any other effect writes nothing.
pub(in crate::report::eval) fn write<W: Write>(
    out: &mut W,
    rules: &[RuleHeader],
    effect: &Effect,
) -> io::Result<()> {
    match effect {
        Effect::Compliance(evaluation) => result(out, rules, evaluation),
        Effect::Transition(change) => transition(out, rules, change),
        Effect::Rollup(of) => rollup(out, of),
        Effect::Notice(of) => notice(out, of),
        Effect::Match(_)
        | Effect::Invocation(_)
        | Effect::Delivery(_)
        | Effect::Performed(_)
        | Effect::Raised(_)
        | Effect::Fault(_) => Ok(()),
    }
}

/// Writes a result. The first 13 keys and their order are fixed.
fn result<W: Write>(out: &mut W, rules: &[RuleHeader], evaluation: &Evaluation) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.put("kind", "compliance")?;
    object.put("rule", name(rules, evaluation.rule))?;
    let resource = &*evaluation.resource;
    called(&mut object, resource)?;
    object.put("status", evaluation.compliance.word())?;
    object.put("message", &evaluation.message)?;
    object.put("path", &evaluation.path)?;
    whence(&mut object, &evaluation.input, evaluation.index, evaluation.place)?;
    object.put("waived", &evaluation.waived.as_deref().map(waived))?;
    more(&mut object, rules, evaluation.rule, resource)?;
    maybe(&mut object, "captured", resource.captured.map(|t| t.to_string()).as_deref())?;
    maybe(&mut object, "value", evaluation.value.as_deref())?;
    maybe(&mut object, "standing", evaluation.standing.map(Standing::word))?;
    object.end()
}

/// Writes a change of a result from one version of a resource to the next.
fn transition<W: Write>(out: &mut W, rules: &[RuleHeader], change: &Transition) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.put("kind", "timeline")?;
    object.put("rule", name(rules, change.rule))?;
    called(&mut object, &change.resource)?;
    object.put("captured", &change.resource.captured.map(|t| t.to_string()))?;
    object.put("from", &change.from.map(|from| from.word()))?;
    object.put("to", change.to.word())?;
    object.put("message", &change.message)?;
    object.put("path", &change.path)?;
    object.put("changes", &change.changes)?;
    object.put("seconds", &change.seconds)?;
    whence(&mut object, &change.input, change.index, change.place)?;
    more(&mut object, rules, change.rule, &change.resource)?;
    object.end()
}

/// Writes a roll-up.
fn rollup<W: Write>(out: &mut W, rollup: &Rollup) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.put("kind", "rollup")?;
    match &rollup.of {
        RollupOf::Rule(name) => object.put("rule", name)?,
        RollupOf::Control(name) => object.put("control", name)?,
        RollupOf::Pack(name) => object.put("pack", name)?,
        RollupOf::Resource(kind, id) => {
            object.put("resource-type", kind)?;
            object.put("resource-id", id)?;
        }
    }
    object.put("status", rollup.counts.status().word())?;
    object.put("counts", &counts(&rollup.counts))?;
    object.put("score", &rollup.counts.score())?;
    object.end()
}

/// Writes a notice.
fn notice<W: Write>(out: &mut W, notice: &Notice) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.put("kind", "notice")?;
    object.put("notice", notice.kind.word())?;
    object.put("subject", &notice.subject)?;
    object.put("message", &notice.message)?;
    object.put("file", &notice.file.as_ref().map(|(file, _)| &**file))?;
    object.put("line", &notice.file.as_ref().map(|(_, line)| line))?;
    object.end()
}

/// The counts of results of each kind.
pub(in crate::report::eval) fn counts(counts: &ComplianceCounts) -> Value {
    json!({
        "compliant": counts.compliant,
        "non-compliant": counts.non_compliant,
        "not-applicable": counts.not_applicable,
        "insufficient-data": counts.insufficient_data,
        "error": counts.error,
        "waived": counts.waived,
    })
}

/// The exception that accepts a result.
pub(in crate::report::eval) fn waived(waived: &Waived) -> Value {
    json!({
        "waiver": waived.waiver,
        "reason": waived.reason,
        "owner": waived.owner,
        "expires": waived.expires,
        "ticket": waived.ticket,
    })
}

fn name(rules: &[RuleHeader], rule: RuleId) -> &str {
    rules.get(rule.index()).map_or("", |rule| &rule.name)
}

fn called<W: Write>(object: &mut Object<'_, W>, resource: &Resource) -> io::Result<()> {
    object.put("resource-type", &resource.resource_type)?;
    object.put("resource-id", &resource.resource_id)?;
    object.put("arn", &resource.arn)
}

fn whence<W: Write>(
    object: &mut Object<'_, W>,
    input: &str,
    index: u64,
    place: Option<Place>,
) -> io::Result<()> {
    object.put("input", input)?;
    object.put("index", &index)?;
    object.put("line", &place.map(|p| p.line))?;
    object.put("column", &place.map(|p| p.column))
}

fn more<W: Write>(
    object: &mut Object<'_, W>,
    rules: &[RuleHeader],
    rule: RuleId,
    resource: &Resource,
) -> io::Result<()> {
    let severity = rules.get(rule.index()).and_then(severity_of_any);
    maybe(object, "severity", severity.map(Severity::word))?;
    maybe(object, "name", resource.name.as_deref())?;
    maybe(object, "account", resource.account.as_deref())?;
    maybe(object, "region", resource.region.as_deref())
}

fn maybe<W: Write>(object: &mut Object<'_, W>, key: &str, text: Option<&str>) -> io::Result<()> {
    text.map_or(Ok(()), |text| object.put(key, text))
}
