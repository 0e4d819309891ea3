//! CloudWatch's errors, and fields read with the bounds that its model has.

use crate::metrics::{Metric, Refusal, RefusalCode};
use crate::wire::{Fault, Value};
use std::ops::RangeInclusive;

/// A field that breaks a bound of the model.
pub(super) fn validation(message: impl Into<String>) -> Fault {
    Fault::sender("ValidationException", message).query("ValidationError")
}

/// A parameter with a value that may not be.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::sender("InvalidParameterValueException", message)
}

/// Parameters that do not go together.
pub(super) fn combination(message: impl Into<String>) -> Fault {
    Fault::sender("InvalidParameterCombinationException", message)
}

/// A parameter that has to be there.
pub(super) fn missing(name: &str) -> Fault {
    let words = format!("The parameter {name} is required.");
    Fault::sender("MissingRequiredParameterException", words)
}

/// Something of a name that is not there.
pub(super) fn unknown(message: impl Into<String>) -> Fault {
    Fault::sender("ResourceNotFound", message).status(404)
}

/// A refusal of the metrics' own rules.
pub(super) fn refused(refusal: Refusal) -> Fault {
    match refusal.code {
        RefusalCode::InvalidParameterValue => invalid(refusal.message),
        RefusalCode::InvalidParameterCombination => combination(refusal.message),
        RefusalCode::MissingParameter => {
            Fault::sender("MissingRequiredParameterException", refusal.message)
        }
        RefusalCode::RequestEntityTooLarge => Fault::too_large(refusal.message),
    }
}

/// Errors of definitions, with the code that CloudWatch gives to them.
pub(super) fn of_rules(fault: Fault) -> Fault {
    match fault.code {
        "ValidationException" => fault.query("ValidationError"),
        _ => fault,
    }
}

/// A field that has to be there, in the words of the model.
pub(super) fn needed<T>(value: Option<T>, name: &str) -> Result<T, Fault> {
    super::super::context::needed(value, name).map_err(of_rules)
}

/// A text within a length in characters; an empty one is too short.
pub(super) fn text<'v>(
    input: &'v Value,
    name: &str,
    most: usize,
) -> Result<Option<&'v str>, Fault> {
    let Some(value) = input.text(name)? else { return Ok(None) };
    if value.is_empty() {
        return Err(validation(breach(name, "", "have length greater than or equal to 1")));
    }
    bounded(name, value, most).map(Some)
}

/// A text of at most so many characters, which may be empty.
pub(super) fn words<'v>(
    input: &'v Value,
    name: &str,
    most: usize,
) -> Result<Option<&'v str>, Fault> {
    input.text(name)?.map(|value| bounded(name, value, most)).transpose()
}

fn bounded<'v>(name: &str, value: &'v str, most: usize) -> Result<&'v str, Fault> {
    if value.chars().nth(most).is_some() {
        let words = format!("have length less than or equal to {most}");
        return Err(validation(breach(name, value, &words)));
    }
    Ok(value)
}

/// One of several words.
pub(super) fn word<'v>(
    input: &'v Value,
    name: &str,
    all: &[&str],
) -> Result<Option<&'v str>, Fault> {
    let Some(value) = input.text(name)? else { return Ok(None) };
    if all.contains(&value) {
        return Ok(Some(value));
    }
    let words = format!("satisfy enum value set: [{}]", all.join(", "));
    Err(validation(breach(name, value, &words)))
}

/// A whole number within bounds.
pub(super) fn whole(
    input: &Value,
    name: &str,
    range: RangeInclusive<i64>,
) -> Result<Option<i64>, Fault> {
    let Some(value) = input.integer(name)? else { return Ok(None) };
    let words = match value {
        _ if value < *range.start() => {
            format!("have value greater than or equal to {}", range.start())
        }
        _ if value > *range.end() => format!("have value less than or equal to {}", range.end()),
        _ => return Ok(Some(value)),
    };
    Err(validation(breach(name, &value.to_string(), &words)))
}

/// A list of texts, at most so many.
pub(super) fn names<'v>(
    input: &'v Value,
    name: &str,
    most: usize,
) -> Result<Option<Vec<&'v str>>, Fault> {
    let Some(all) = input.texts(name)? else { return Ok(None) };
    if all.len() > most {
        let words = format!("have length less than or equal to {most}");
        return Err(validation(breach(name, &format!("[{}]", all.join(", ")), &words)));
    }
    Ok(Some(all))
}

/// Refuses fields that would have no effect here, rather than take them silently.
pub(super) fn not_offered(input: &Value, names: &[&str]) -> Result<(), Fault> {
    match names.iter().find(|name| input.get(name).is_some()) {
        Some(name) => Err(invalid(format!("The parameter {name} is not offered by this server."))),
        None => Ok(()),
    }
}

/// Dimensions as names and values.
pub(super) fn dimensions(input: &Value) -> Result<Vec<(String, String)>, Fault> {
    let all = input.list("Dimensions")?.unwrap_or_default();
    all.iter()
        .map(|one| {
            let name = needed(one.text("Name")?, "Name")?;
            Ok((name.to_owned(), needed(one.text("Value")?, "Value")?.to_owned()))
        })
        .collect()
}

/// The metric that `Namespace`, `MetricName` and `Dimensions` name.
pub(super) fn metric(input: &Value) -> Result<Metric, Fault> {
    use crate::metrics::validate;
    let namespace = validate::namespace(input.text("Namespace")?).map_err(refused)?;
    let name = input.text("MetricName")?.unwrap_or_default();
    let metric = Metric::new(namespace, name, dimensions(input)?);
    validate::metric(&metric).map_err(refused)?;
    if let Some(twice) = metric.twice() {
        return Err(invalid(format!("The parameter Dimensions names {twice} twice.")));
    }
    Ok(metric)
}

fn breach(name: &str, value: &str, constraint: &str) -> String {
    let shown: String = value.chars().take(200).collect();
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    let member: String = first.chain(letters).collect();
    format!(
        "1 validation error detected: Value '{shown}' at '{member}' failed to satisfy constraint: \
         Member must {constraint}"
    )
}
