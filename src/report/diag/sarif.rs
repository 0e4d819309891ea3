//! Diagnostics as SARIF 2.1.0; the rules are the codes.

use super::place::Places;
use crate::base::codes::CODES;
use crate::base::diag::{Diag, Level};
use crate::base::span::Span;
use crate::report::sarif::{Log, location, message};
use crate::report::uri::Base;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the log.
pub(super) fn write(
    diags: &[Diag],
    places: &mut Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let base = Base::here();
    let rules = CODES.iter().map(|code| {
        json!({
            "id": code.name,
            "shortDescription": message(code.title),
            "fullDescription": message(code.page),
            "help": { "text": code.page, "markdown": code.page },
            "defaultConfiguration": { "level": code.level.word() },
        })
    });
    let mut log = Log::begin(out, rules)?;
    for diag in diags {
        log.result(out, &result(diag, places, &base))?;
    }
    let errors = diags.iter().any(|d| d.level == Level::Error);
    log.end(out, !errors, &[])
}

fn result(diag: &Diag, places: &mut Places<'_>, base: &Base) -> Value {
    let mut text = diag.message.clone();
    if !diag.label.is_empty() {
        text.push_str(": ");
        text.push_str(&diag.label);
    }
    for help in &diag.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": diag.code.name(),
        // INVARIANT (codes-in-order): the rules are CODES, whole and in order.
        "ruleIndex": diag.code as usize,
        "level": diag.level.word(),
        "message": message(&text),
    });
    if let Some(span) = diag.span {
        result["locations"] = json!([place(span, places, base)]);
    }
    let related: Vec<Value> = diag
        .related
        .iter()
        .enumerate()
        .map(|(id, (span, words))| {
            let mut related = place(*span, places, base);
            related["id"] = json!(id);
            related["message"] = message(words);
            related
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::from(related);
    }
    result
}

fn place(span: Span, places: &mut Places<'_>, base: &Base) -> Value {
    let region = places.region(span);
    let lines = json!({
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    });
    location(&base.uri(region.file), Some(lines))
}
