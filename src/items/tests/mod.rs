//! Items in and out.

mod fields;
mod messages;
mod mutated;
mod spellings;

use super::*;
use crate::read::write;
use serde_json::{Value, json};

/// What a record gives.
fn content(text: &str) -> Result<Content, Fault> {
    read(text.as_bytes().into(), 1000)
}

/// The item of a record.
fn item(text: &str) -> Normalised {
    match content(text) {
        Ok(Content::Item(item)) => *item,
        other => unreachable!("{text}: {other:?}"),
    }
}

/// A tree as text.
fn text_of(tree: &crate::read::tree::Tree) -> String {
    let mut out = Vec::new();
    write::json(tree.root(), &mut out);
    String::from_utf8(out).expect("UTF-8")
}

/// The normalised form of a record.
fn normal(text: &str) -> String {
    text_of(&item(text).tree)
}

/// The same as a value.
fn value(text: &str) -> Value {
    serde_json::from_str(&normal(text)).expect("JSON")
}

/// An item of a type with this configuration.
fn with_configuration(resource_type: &str, configuration: &Value) -> String {
    json!({"resourceType": resource_type, "resourceId": "x", "configuration": configuration})
        .to_string()
}
