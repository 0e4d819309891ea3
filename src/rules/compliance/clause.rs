//! Clauses: a path and the operators that its values have to pass.

use super::condition::{FORMS, IF_PARAM, Reader};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::span::Span;
use crate::compliance::test::{self, CLAUSE_OPERATORS};
use crate::compliance::{Clause, Condition, PathError, Quantifier, Query};
use crate::read::tree::Item;
use crate::rules::doc::{flag, near, text, word};

/// The keys of a clause besides its operators: name, JSON Schema, documentation.
pub(in crate::rules) static KEYS: [(&str, &str, &str); 3] = [
    (
        "path",
        r##"{"$ref": "#/$defs/query"}"##,
        "The values: JSONPath, with pipes behind it if need be; the element itself without one.",
    ),
    (
        "quantifier",
        r#"{"enum": ["each", "some", "none"]}"#,
        "How many of the values have to pass, where a path yields several.",
    ),
    ("optional", r#"{"type": "boolean"}"#, "Is it true when there is no value?"),
];

pub(super) const QUANTIFIERS: [(&str, Quantifier); 3] =
    [("each", Quantifier::Each), ("some", Quantifier::Some), ("none", Quantifier::None)];

/// Reads a clause.
pub(super) fn read<'t>(reader: &mut Reader<'_, 't>, item: Item<'t>) -> Option<Condition> {
    let before = reader.diags.len();
    let mut query = None;
    let mut quantifier = None;
    let mut optional = false;
    let mut tests = Vec::new();
    for (key, value) in item.entries() {
        match &*key.str() {
            IF_PARAM => {}
            "path" => query = self::query(reader, "path", value),
            "quantifier" => quantifier = word(reader.diags, "quantifier", value, &QUANTIFIERS),
            "optional" => optional = flag(reader.diags, "optional", value).unwrap_or(false),
            name => match test::find(name) {
                Some(operator) => {
                    let mut context = reader.context();
                    tests.extend((operator.read)(&mut context, operator.name, value));
                }
                None => unknown(reader, key),
            },
        }
    }
    if reader.diags.len() > before {
        return None;
    }
    if tests.is_empty() {
        let diag = Diag::new(Code::TL311, item.span(), "a clause without an operator");
        let help = "say what the value has to be, as in `equals: true` or `exists: true`";
        reader.diags.push(diag.help(help));
        return None;
    }
    let query = match query {
        Some(query) => query,
        None => Query::parse("@", Some(item.span().head())).ok()?,
    };
    if !query.is_singular() && quantifier.is_none() {
        several(reader, &query);
        return None;
    }
    let clause =
        Clause { query, tests: tests.into(), quantifier, optional, span: Some(item.span()) };
    Some(Condition::Clause(Box::new(clause)))
}

fn several(reader: &mut Reader<'_, '_>, query: &Query) {
    let Some(span) = query.span() else { return };
    let words = format!("`{query}` can yield several values");
    let help = "write `quantifier: each`, `some` or `none`: how many of them have to pass";
    reader.diags.push(Diag::new(Code::TL310, span, words).help(help));
}

/// Reads a path with its pipes.
pub(super) fn query(reader: &mut Reader<'_, '_>, key: &str, item: Item<'_>) -> Option<Query> {
    let written = text(reader.diags, key, item)?;
    match Query::parse(&written, Some(item.span())) {
        Ok(query) => Some(query),
        Err(PathError { at, message, help }) => {
            let diag = Diag::new(Code::TL309, within(item, &written, at), message);
            reader.diags.push(match help {
                Some(help) => diag.help(help),
                None => diag,
            });
            None
        }
    }
}

/// The place of a byte of a string; that of the string where its text is spelled otherwise.
pub(in crate::rules) fn within(item: Item<'_>, text: &str, at: usize) -> Span {
    let span = item.span();
    let Some(begins) = memchr::memmem::find(item.raw(), text.as_bytes()) else { return span };
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let start = span.start + (begins + at) as u32;
    Span { start, end: start + length as u32, ..span }
}

fn unknown(reader: &mut Reader<'_, '_>, key: Item<'_>) {
    let name = key.str();
    let keys = || KEYS.iter().map(|k| k.0).chain(FORMS.iter().map(|f| f.name));
    let operators = || CLAUSE_OPERATORS.iter().map(|o| o.name);
    let mut diag = Diag::new(Code::TL203, key.span(), format!("unknown operator `{name}`"));
    // `not_in`, `notIn` and `greater_than` of other languages.
    let dashed = name.replace('_', "-");
    if let Some(near) = near(&dashed, operators().chain(keys()).chain([IF_PARAM])) {
        diag = diag.label(format!("did you mean `{near}`?"));
    }
    let all: Vec<&str> = operators().collect();
    reader.diags.push(diag.help(format!("operators of a clause: {}", all.join(", "))));
}
