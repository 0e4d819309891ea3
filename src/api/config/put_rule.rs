//! What PutConfigRule reads of a rule.

use super::kept::Kept;
use super::source::{Scope, Source, invalid};
use crate::api::constraint::{breach, not_offered, text, word};
use crate::api::context::needed;
use crate::wire::{Fault, Value};
use serde_json::Value as Json;

/// The frequencies of periodic rules.
const FREQUENCIES: &[&str] =
    &["One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours"];

/// The most characters of a rule's name.
const NAME: usize = 128;

/// The name that a call gives; `None` when it names the rule by its id or ARN.
pub(super) fn name(rule: &Value) -> Result<Option<&str>, Fault> {
    let name = text(rule, "ConfigRuleName", NAME)?;
    if name.is_some_and(|name| name.trim().is_empty()) {
        let words = r"satisfy regular expression pattern: .*\S.*";
        return Err(breach("ConfigRuleName", name.unwrap_or_default(), words));
    }
    if name.is_some_and(|name| name.chars().any(char::is_control)) {
        return Err(invalid("A ConfigRuleName has no control characters."));
    }
    Ok(name)
}

/// The rule, without its id and the time of its making.
pub(super) fn read(rule: &Value) -> Result<Kept, Fault> {
    not_offered(rule, &["CreatedBy"])?;
    let source = Source::read(needed(rule.structure("Source")?, "Source")?)?;
    let state = ["ACTIVE", "DELETING", "DELETING_RESULTS", "EVALUATING"];
    if word(rule, "ConfigRuleState", &state)?.is_some_and(|state| state != "ACTIVE") {
        return Err(invalid("The ConfigRuleState of a rule that is put must be ACTIVE."));
    }
    let modes = rule.list("EvaluationModes")?.unwrap_or_default();
    for mode in modes {
        if word(mode, "Mode", &["DETECTIVE", "PROACTIVE"])? == Some("PROACTIVE") {
            return Err(invalid("Rules are evaluated in the mode DETECTIVE only."));
        }
    }
    let parameters = text(rule, "InputParameters", 1024)?.filter(|text| !text.trim().is_empty());
    parameters.map(check_parameters).transpose()?;
    Ok(Kept {
        description: text(rule, "Description", 256)?.map(str::to_owned),
        source,
        scope: rule.structure("Scope")?.map(Scope::read).transpose()?,
        parameters: parameters.map(str::to_owned),
        frequency: word(rule, "MaximumExecutionFrequency", FREQUENCIES)?.map(str::to_owned),
        ..Kept::default()
    })
}

/// The names of the parameters in such a text.
pub(super) fn parameter_names(parameters: &str) -> Vec<String> {
    match serde_json::from_str(parameters) {
        Ok(Json::Object(fields)) => fields.into_iter().map(|(name, _)| name).collect(),
        _ => Vec::new(),
    }
}

/// Is it a JSON object of plain values?
fn check_parameters(parameters: &str) -> Result<(), Fault> {
    let fields = match serde_json::from_str(parameters) {
        Ok(Json::Object(fields)) => fields,
        Ok(_) => return Err(invalid("The inputParameters must be a JSON object.")),
        Err(error) => {
            return Err(invalid(format!("The inputParameters are not valid JSON: {error}.")));
        }
    };
    match fields.iter().find(|(_, value)| value.is_object() || value.is_array()) {
        Some((name, _)) => {
            Err(invalid(format!("The value of the input parameter {name} must be a string.")))
        }
        None => Ok(()),
    }
}
