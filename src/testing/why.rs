//! Why a rule does not match an event, in one line.

use super::Event;
use crate::base::limits::Limits;
use crate::engine::explain::{Explained, ExplainedField, by_itself};
use crate::operators::pattern::Pattern;

/// Values and tests shown of a condition.
const SHOWN: usize = 3;

/// The first condition of a pattern that fails, with what may be the matter. The event must be one
/// that the rule does not match.
pub(super) fn why_not(pattern: &Pattern, event: &Event, limits: &Limits) -> Option<String> {
    let words = match first_failure(&by_itself(pattern, &event.tree(limits)?)) {
        Some((field, or)) => {
            let branch = if or { "no branch of `$or` holds; nearest: " } else { "" };
            format!("{branch}{}", failure(field))
        }
        None => {
            "every condition holds, but not in the same elements of the event's arrays".to_owned()
        }
    };
    Some(format!("{}: {words}", event.label))
}

/// The first field that fails, and whether it stands in a branch of an `$or`.
fn first_failure(conditions: &[Explained]) -> Option<(&ExplainedField, bool)> {
    match conditions.iter().find(|c| !c.holds())? {
        Explained::Field(field) => Some((field, false)),
        Explained::Any(branches) => {
            // The branch in which most holds is the one that was meant.
            let failing = |inner: &[Explained]| inner.iter().filter(|c| !c.holds()).count();
            let nearest = branches.iter().min_by_key(|(_, inner)| failing(inner))?;
            first_failure(&nearest.1).map(|(field, _)| (field, true))
        }
    }
}

fn failure(field: &ExplainedField) -> String {
    let values = some(field.values.iter().map(|(value, _)| value.as_str()), "and");
    let wanted = some(field.tests.iter().map(|(test, _)| spoken(test)), "or");
    let path = &field.path;
    let found = match (&field.hint, field.values.is_empty()) {
        (Some(hint), true) => return format!("`{path}` should be {wanted}, but {hint}"),
        (None, true) => return format!("`{path}` should be {wanted}, but has no value"),
        (_, false) => format!("`{path}` is {values}, should be {wanted}"),
    };
    match &field.hint {
        Some(hint) => format!("{found} ({hint})"),
        None => found,
    }
}

/// `exists` says little to those who read a failed test.
fn spoken(test: &str) -> &str {
    match test {
        "{\"exists\":true}" => "present",
        "{\"exists\":false}" => "absent",
        other => other,
    }
}

fn some<'a>(all: impl ExactSizeIterator<Item = &'a str>, joint: &str) -> String {
    let left = all.len().saturating_sub(SHOWN);
    let mut words: Vec<String> = all.take(SHOWN).map(cut).collect();
    if left > 0 {
        words.push(format!("{left} more"));
    }
    match words.split_last() {
        None => String::new(),
        Some((one, [])) => one.clone(),
        Some((last, most)) => format!("{} {joint} {last}", most.join(", ")),
    }
}

fn cut(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}
