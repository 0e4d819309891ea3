//! `Parameters` of a template and their values: given, or by default.

use super::super::doc::{Fields, Key, near, text};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};

/// The keys of a parameter.
static KEYS: &[Key] = &[
    Key::required("Type", "{}", "The type of its value."),
    Key::optional("Default", "{}", "The value when none is given."),
    Key::optional("AllowedValues", "{}", "The values it may have."),
    Key::optional("AllowedPattern", "{}", "The form of its value."),
    Key::optional("ConstraintDescription", "{}", "What to say of other values."),
    Key::optional("Description", "{}", "What it is for."),
    Key::optional("MaxLength", "{}", "Most characters."),
    Key::optional("MaxValue", "{}", "The greatest number."),
    Key::optional("MinLength", "{}", "Least characters."),
    Key::optional("MinValue", "{}", "The least number."),
    Key::optional("NoEcho", "{}", "Is its value to be hidden?"),
];

/// The types that do not name something of AWS.
const PLAIN_TYPES: &[&str] = &["String", "Number", "List<Number>", "CommaDelimitedList"];

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    /// Where its name stands.
    pub span: Span,
    /// Its value.
    pub value: Value,
}

/// What is known of a parameter's value.
#[derive(Debug)]
pub(super) enum Value {
    /// The text.
    Text(String),
    /// The texts of a list.
    List(Vec<String>),
    /// It has neither a value nor a default.
    Absent,
    /// Systems Manager knows it.
    Stored,
    /// A problem was reported.
    Broken,
}

/// Reads a parameter; `given` is what the command line says.
pub(super) fn read(
    diags: &mut Diags,
    key: Item<'_>,
    item: Item<'_>,
    given: Option<&str>,
) -> Parameter {
    let span = key.span();
    let mut value = Value::Broken;
    if let Some(fields) = Fields::read(diags, "a template's parameter", span, item, KEYS) {
        value = read_value(diags, key, &fields, given).unwrap_or(Value::Broken);
    }
    Parameter { span, value }
}

fn read_value(
    diags: &mut Diags,
    key: Item<'_>,
    fields: &Fields<'_>,
    given: Option<&str>,
) -> Option<Value> {
    let kind = fields.get("Type")?;
    let word = text(diags, "Type", kind)?;
    let is_known = PLAIN_TYPES.contains(&&*word)
        || word.starts_with("AWS::")
        || word.starts_with("List<AWS::")
        || word == "List<String>";
    if !is_known {
        let mut diag = Diag::new(Code::TL209, kind.span(), format!("unknown type `{word}`"));
        if let Some(near) = near(&word, PLAIN_TYPES.iter().copied()) {
            diag = diag.label(format!("did you mean `{near}`?"));
        }
        diags.push(
            diag.help(format!("types: {}, AWS::..., List<AWS::...>", PLAIN_TYPES.join(", "))),
        );
        return None;
    }
    let default = match fields.get("Default") {
        Some(item) => Some((scalar(diags, "Default", item)?, item.span())),
        None => None,
    };
    let (value, at) = match (given, default) {
        (Some(given), _) => (given.to_owned(), None),
        (None, Some(_)) if word.starts_with("AWS::SSM::Parameter::Value<") => {
            return Some(Value::Stored);
        }
        (None, Some((value, span))) => (value, Some(span)),
        (None, None) => return Some(Value::Absent),
    };
    let is_list = word == "CommaDelimitedList" || word.contains("List<");
    let values: Vec<String> = match is_list {
        true if value.trim().is_empty() => Vec::new(),
        true => value.split(',').map(|part| part.trim().to_owned()).collect(),
        false => vec![value],
    };
    if let Some(why) = refuse(diags, fields, &word, &values)? {
        let name = key.str();
        let diag = match at {
            Some(span) => Diag::new(Code::TL603, span, format!("the default {why}")),
            None => Diag::new(Code::TL603, key.span(), format!("`--param {name}`: {why}"))
                .label("the parameter is defined here"),
        };
        diags.push(diag);
        return None;
    }
    Some(match (is_list, values) {
        (true, values) => Value::List(values),
        (false, mut values) => Value::Text(values.pop().unwrap_or_default()),
    })
}

/// Why the values are not the parameter's, if they are not; `None` when that cannot be told.
fn refuse(
    diags: &mut Diags,
    fields: &Fields<'_>,
    kind: &str,
    values: &[String],
) -> Option<Option<String>> {
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    if matches!(kind, "Number" | "List<Number>")
        && let Some(value) = values.iter().find(|v| !is_number(v))
    {
        return Some(Some(format!("`{value}` is not a number")));
    }
    let Some(item) = fields.get("AllowedValues") else { return Some(None) };
    if item.kind() != Kind::List {
        super::super::doc::wrong(diags, "AllowedValues", item, "a list of values");
        return None;
    }
    let allowed: Vec<String> =
        item.items().map(|i| scalar(diags, "AllowedValues", i)).collect::<Option<_>>()?;
    let stray = values.iter().find(|value| !allowed.contains(value));
    Some(stray.map(|value| {
        let all: Vec<String> = allowed.iter().take(20).map(|a| format!("`{a}`")).collect();
        let more = if allowed.len() > all.len() { ", ..." } else { "" };
        format!("`{value}` is not one of {}{more}", all.join(", "))
    }))
}

/// The text of a scalar as AWS takes it; other values are reported.
fn scalar(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<String> {
    let text = scalar_text(item);
    if text.is_none() {
        super::super::doc::wrong(diags, key, item, "a string, a number, true or false");
    }
    text
}

/// The text of a scalar as AWS takes it: `true` for `True`, numbers as they are spelled. `None`
/// for null, lists and maps.
pub(super) fn scalar_text(item: Item<'_>) -> Option<String> {
    match item.kind() {
        Kind::Text | Kind::Number | Kind::OddNumber => Some(item.str().into_owned()),
        Kind::Bool => item.as_bool().map(|value| value.to_string()),
        Kind::Null | Kind::List | Kind::Map => None,
    }
}
