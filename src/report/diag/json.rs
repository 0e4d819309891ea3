//! Diagnostics as one JSON document, a diagnostic a line.

use super::place::Places;
use crate::base::diag::Diag;
use crate::base::span::Span;
use crate::report::SCHEMA;
use crate::report::json::{Elements, Object, value};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the document.
pub(super) fn write(
    diags: &[Diag],
    places: &mut Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "{{\"schema\":\"{SCHEMA}\",\"diagnostics\":[")?;
    let mut elements = Elements::default();
    for diag in diags {
        elements.next(out)?;
        write_one(diag, places, out)?;
    }
    out.write_all(if diags.is_empty() { b"]}\n" } else { b"\n]}\n" })
}

fn write_one(diag: &Diag, places: &mut Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let related: Vec<Value> = diag
        .related
        .iter()
        .map(|(span, words)| {
            let mut place = json!({ "message": words });
            for (key, part) in parts(Some(*span), places) {
                place[key] = part;
            }
            place
        })
        .collect();
    let mut object = Object::begin(out)?;
    object.put("code", diag.code.name())?;
    object.put("level", diag.level.word())?;
    object.put("message", &diag.message)?;
    object.put("label", &diag.label)?;
    for (key, part) in parts(diag.span, places) {
        value(object.key(key)?, &part)?;
    }
    object.put("help", &diag.help)?;
    object.put("related", &related)?;
    object.end()
}

/// A place in every measure; nulls for none.
fn parts(span: Option<Span>, places: &mut Places<'_>) -> [(&'static str, Value); 7] {
    let region = span.map(|s| places.region(s));
    [
        ("file", json!(region.map(|r| r.file))),
        ("line", json!(region.map(|r| r.start.line))),
        ("column", json!(region.map(|r| r.start.column))),
        ("end-line", json!(region.map(|r| r.end.line))),
        ("end-column", json!(region.map(|r| r.end.column))),
        ("byte-start", json!(span.map(|s| s.start))),
        ("byte-end", json!(span.map(|s| s.end))),
    ]
}
