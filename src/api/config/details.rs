//! GetComplianceDetailsByConfigRule: the results of a rule, resource by resource.

use super::evaluate;
use super::pages::Pages;
use super::rules::{Rules, none};
use super::source::invalid;
use crate::api::context::{Context, needed};
use crate::daemon::compliance::{Filter, Position, Standing};
use crate::model::ComplianceType;
use crate::wire::{Fault, Value};
use jiff::Timestamp;

/// What is shown where nothing is asked for.
const USUAL: &[ComplianceType] = &[
    ComplianceType::Compliant,
    ComplianceType::NonCompliant,
    ComplianceType::InsufficientData,
    ComplianceType::Error,
];

/// An annotation's characters at most.
const ANNOTATION: usize = 256;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ConfigRuleName")?, "ConfigRuleName")?;
    let rules = Rules::of(context);
    let rule = rules.find(name).ok_or_else(|| none(name))?;
    let types = types(input, "ComplianceTypes")?;
    let words = types.iter().map(|own| own.word()).collect::<Vec<_>>().join(" ");
    let pages = Pages {
        scope: &["GetComplianceDetailsByConfigRule", name, &words],
        token: "NextToken",
        limit: Some("Limit"),
        usual: 10,
    };
    let from: Option<Position> = pages.from_parsed(input)?;
    let evaluated = match rule.is_judged_elsewhere() {
        true => None,
        false => evaluate::last(context, name)?,
    };
    let status = if types.is_empty() { USUAL } else { &types };
    let filter = Filter { rule: Some(name), status, ..Filter::default() };
    let page =
        context.daemon().state().compliance.results(&filter, from.as_ref(), pages.most(input)?);
    let shown = page.results.iter().map(|standing| shown(standing, evaluated)).collect();
    Ok(pages.answer("EvaluationResults", shown, page.next.map(|next| next.to_string())))
}

/// The outcomes in a field, ours beside AWS's: what AWS calls INSUFFICIENT_DATA is ERROR, too.
pub(super) fn types(input: &Value, field: &str) -> Result<Vec<ComplianceType>, Fault> {
    let mut types = Vec::new();
    for word in input.texts(field)?.unwrap_or_default() {
        let known = ComplianceType::parse(word);
        types.push(known.ok_or_else(|| {
            invalid(format!("{word} is not a valid compliance type in {field}."))
        })?);
        if known == Some(ComplianceType::InsufficientData) {
            types.push(ComplianceType::Error);
        }
    }
    Ok(types)
}

/// The outcome in AWS's words, which have no ERROR.
pub(super) fn aws_word(compliance: ComplianceType) -> &'static str {
    match compliance {
        ComplianceType::Error => ComplianceType::InsufficientData.word(),
        other => other.word(),
    }
}

fn shown(standing: &Standing, evaluated: Option<Timestamp>) -> Value {
    let resource = &standing.resource;
    let qualifier = Value::map([
        ("ConfigRuleName", (&*standing.rule).into()),
        ("ResourceType", resource.resource_type.as_str().into()),
        ("ResourceId", resource.resource_id.as_str().into()),
        ("EvaluationMode", "DETECTIVE".into()),
    ]);
    let recorded = standing.since.max(evaluated);
    let mut identifier = Value::map([("EvaluationResultQualifier", qualifier)]);
    if let Some(ordering) = standing.ordering.or(recorded) {
        identifier = identifier.with("OrderingTimestamp", ordering);
    }
    let mut shown = Value::map([
        ("EvaluationResultIdentifier", identifier),
        ("ComplianceType", aws_word(standing.compliance).into()),
    ]);
    if let Some(recorded) = recorded {
        shown = shown.with("ResultRecordedTime", recorded).with("ConfigRuleInvokedTime", recorded);
    }
    let error = standing.compliance == ComplianceType::Error;
    let words =
        if error { format!("ERROR: {}", standing.message) } else { standing.message.clone() };
    match words.is_empty() {
        true => shown,
        false => shown.with("Annotation", words.chars().take(ANNOTATION).collect::<String>()),
    }
}
