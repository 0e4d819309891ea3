//! What AWS's models say of the values of fields, and the words in which their breach is told.

use crate::wire::{Fault, Value};
use std::ops::RangeInclusive;

/// A form that names have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// The regular expression that AWS tells.
    pub pattern: &'static str,
    /// Characters beside letters and digits.
    pub marks: &'static [u8],
    /// How long.
    pub length: (usize, usize),
}

/// Names of rules.
pub(super) const RULE: Form =
    Form { pattern: r"[\.\-_A-Za-z0-9]+", marks: b".-_", length: (1, 64) };

/// Ids of targets.
pub(super) const TARGET_ID: Form = RULE;

/// Names of schedules and of their groups.
pub(super) const SCHEDULE: Form = Form { pattern: "^[0-9a-zA-Z-_.]+$", ..RULE };

/// Names of buses; partners' names, with a `/`, are none here.
pub(super) const BUS: Form =
    Form { pattern: r"[/\.\-_A-Za-z0-9]+", marks: b".-_", length: (1, 256) };

/// Names of archives.
pub(super) const ARCHIVE: Form = Form { length: (1, 48), ..RULE };

/// Names of replays.
pub(super) const REPLAY: Form = RULE;

/// A caller's mistake that has no error of its own.
pub(super) fn validation(message: impl Into<String>) -> Fault {
    Fault::sender("ValidationException", message)
}

/// A parameter whose value does not do, in EventBridge's words.
pub(super) fn parameter(name: &str, reason: &str) -> Fault {
    validation(format!("Parameter {name} is not valid. Reason: {reason}."))
}

/// The field breaks a constraint, in the words of AWS's models.
pub(super) fn breach(name: &str, value: &str, constraint: &str) -> Fault {
    let shown: String = value.chars().take(200).collect();
    let mut letters = name.chars();
    let member: String =
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    validation(format!(
        "1 validation error detected: Value '{shown}' at '{member}' failed to satisfy constraint: \
         Member must {constraint}"
    ))
}

/// Is this so long, in characters?
pub(super) fn check_length(name: &str, value: &str, most: usize) -> Result<(), Fault> {
    let length = value.chars().count();
    if length > most {
        return Err(breach(name, value, &format!("have length less than or equal to {most}")));
    }
    Ok(())
}

/// Is this a name of a form?
pub(super) fn check_form(name: &str, value: &str, form: Form) -> Result<(), Fault> {
    let (least, most) = form.length;
    if value.len() < least {
        let words = format!("have length greater than or equal to {least}");
        return Err(breach(name, value, &words));
    }
    check_length(name, value, most)?;
    if !value.bytes().all(|b| b.is_ascii_alphanumeric() || form.marks.contains(&b)) {
        let words = format!("satisfy regular expression pattern: {}", form.pattern);
        return Err(breach(name, value, &words));
    }
    Ok(())
}

/// A text of at most so many characters.
pub(super) fn text<'v>(
    input: &'v Value,
    name: &str,
    most: usize,
) -> Result<Option<&'v str>, Fault> {
    let value = input.text(name)?;
    value.map(|value| check_length(name, value, most)).transpose()?;
    Ok(value)
}

/// One of several words.
pub(super) fn word(
    input: &Value,
    name: &str,
    words: &[&'static str],
) -> Result<Option<&'static str>, Fault> {
    let Some(value) = input.text(name)? else { return Ok(None) };
    let found = words.iter().copied().find(|word| *word == value);
    let refuse = || breach(name, value, &format!("satisfy enum value set: [{}]", words.join(", ")));
    found.ok_or_else(refuse).map(Some)
}

/// A whole number within bounds.
pub(super) fn whole(
    input: &Value,
    name: &str,
    range: RangeInclusive<i64>,
) -> Result<Option<i64>, Fault> {
    let Some(value) = input.integer(name)? else { return Ok(None) };
    let (low, high) = range.into_inner();
    let words = match value {
        _ if value < low => format!("have value greater than or equal to {low}"),
        _ if value > high => format!("have value less than or equal to {high}"),
        _ => return Ok(Some(value)),
    };
    Err(breach(name, &value.to_string(), &words))
}

/// Refuses fields that would have no effect here, rather than take them silently.
pub(super) fn not_offered(input: &Value, names: &[&str]) -> Result<(), Fault> {
    match names.iter().find(|name| input.get(name).is_some()) {
        Some(name) => Err(validation(format!("{name} is not offered by this server"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_words_of_the_models() {
        let told = |result: Result<(), Fault>| result.expect_err("a breach").message;
        let head = "1 validation error detected: Value ";
        let tail = "failed to satisfy constraint: Member must";
        assert_eq!(
            told(check_form("Name", "a b", RULE)),
            format!(
                r"{head}'a b' at 'name' {tail} satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"
            )
        );
        assert_eq!(
            told(check_form("Name", "", RULE)),
            format!("{head}'' at 'name' {tail} have length greater than or equal to 1")
        );
        let long = "x".repeat(65);
        assert_eq!(
            told(check_form("Name", &long, RULE)),
            format!("{head}'{long}' at 'name' {tail} have length less than or equal to 64")
        );
        let input = Value::map([("State", "ON".into()), ("Limit", Value::Integer(0))]);
        assert_eq!(
            told(word(&input, "State", &["ENABLED", "DISABLED"]).map(drop)),
            format!("{head}'ON' at 'state' {tail} satisfy enum value set: [ENABLED, DISABLED]")
        );
        assert_eq!(
            told(whole(&input, "Limit", 1..=100).map(drop)),
            format!("{head}'0' at 'limit' {tail} have value greater than or equal to 1")
        );
    }
}
