//! PutEvaluations: what somebody's own function says of resources.
//!
//! tripline invokes no function of a custom rule, so there is no event with a token: the token of the
//! rule NAME is `rule:NAME`.

use super::change_rule::entry;
use super::rules::Rules;
use super::source::invalid;
use crate::api::accept::Accepting;
use crate::api::constraint::{breach, text, word};
use crate::api::context::{Context, needed};
use crate::daemon::command::{Command, Evaluated};
use crate::wire::{Fault, Value};

/// Evaluations of a call at most.
const MOST: usize = 100;

/// The outcomes that may be put.
const TYPES: &[&str] = &["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"];

/// Before the name of a rule in its token.
const TOKEN: &str = "rule:";

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    let token = needed(input.text("ResultToken")?, "ResultToken")?;
    let given = input.list("Evaluations")?.unwrap_or_default();
    if given.len() > MOST {
        return Err(invalid(format!("A call has at most {MOST} evaluations.")));
    }
    let evaluations = given.iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
    let answer = Value::map([("FailedEvaluations", Value::List(Vec::new()))]);
    if input.bool("TestMode")? == Some(true) {
        return Ok(Accepting { entries: Vec::new(), answer });
    }
    let rules = Rules::of(context);
    let rule = token.strip_prefix(TOKEN).and_then(|name| rules.find(name));
    let Some(rule) = rule.filter(|known| known.is_judged_elsewhere()) else {
        return Err(Fault::sender(
            "InvalidResultTokenException",
            "The specified ResultToken is invalid: it is `rule:` with the name of a rule whose \
             Owner is CUSTOM_LAMBDA.",
        ));
    };
    if evaluations.is_empty() {
        return Ok(Accepting { entries: Vec::new(), answer });
    }
    let command = Command::PutEvaluations { rule: rule.name.to_owned(), evaluations };
    Ok(Accepting { entries: vec![entry(context, &command)], answer })
}

fn read(evaluation: &Value) -> Result<Evaluated, Fault> {
    let own = |name, most| -> Result<String, Fault> {
        let value = needed(text(evaluation, name, most)?, name)?;
        match value.is_empty() || value.contains('\0') {
            true => Err(breach(name, value, "have length greater than or equal to 1")),
            false => Ok(value.to_owned()),
        }
    };
    let compliance = needed(word(evaluation, "ComplianceType", TYPES)?, "ComplianceType")?;
    if compliance == "INSUFFICIENT_DATA" {
        return Err(invalid("INSUFFICIENT_DATA is not a valid ComplianceType of an evaluation."));
    }
    Ok(Evaluated {
        resource_type: own("ComplianceResourceType", 256)?,
        resource_id: own("ComplianceResourceId", 768)?,
        compliance: compliance.to_owned(),
        annotation: text(evaluation, "Annotation", 256)?.unwrap_or_default().to_owned(),
        ordering: needed(evaluation.time("OrderingTimestamp")?, "OrderingTimestamp")?
            .as_millisecond(),
    })
}
