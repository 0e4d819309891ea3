//! Rules as SARIF's reporting descriptors, with what code scanning reads of them.

use crate::model::{RuleHeader, Severity};
use crate::report::eval::subject::title;
use crate::report::sarif::message;
use crate::report::uri::Base;
use serde_json::{Value, json};

/// GitHub takes no more tags of a rule.
const TAGS: usize = 20;

/// A rule of the driver.
pub(super) fn rule(rule: &RuleHeader, severity: Severity, base: &Base) -> Value {
    let or = |text: &str, other: &str| -> String {
        if text.trim().is_empty() { other.trim().to_owned() } else { text.trim().to_owned() }
    };
    let title = title(rule);
    let mut tags = vec!["security"];
    for tag in rule.tags.iter().chain(&rule.controls) {
        if tags.len() < TAGS && !tags.contains(&&**tag) {
            tags.push(tag);
        }
    }
    let mut out = json!({
        "id": rule.name,
        "name": rule.name,
        "shortDescription": message(title),
        "fullDescription": message(&or(&rule.description, title)),
        "help": help(rule, &or(&rule.fix, &or(&rule.description, title))),
        "defaultConfiguration": { "level": level(severity) },
        "properties": {
            // Code scanning reads the severity of a security finding from this number.
            "security-severity": score(severity),
            "precision": "high",
            "tags": tags,
            "controls": rule.controls,
            "file": base.uri(&rule.file),
            "line": rule.line,
        },
    });
    if let Some(uri) = rule.references.iter().find(|r| is_web(r)) {
        out["helpUri"] = json!(uri);
    }
    out
}

/// What to do about a finding, as text and as Markdown.
fn help(rule: &RuleHeader, advice: &str) -> Value {
    let mut text = advice.to_owned();
    let mut markdown = advice.to_owned();
    if !rule.references.is_empty() {
        markdown.push('\n');
    }
    for reference in &rule.references {
        text.push_str("\nSee ");
        text.push_str(reference);
        let item = if is_web(reference) { format!("<{reference}>") } else { reference.clone() };
        markdown.push_str("\n- ");
        markdown.push_str(&item);
    }
    if !rule.controls.is_empty() {
        markdown.push_str("\n\nControls: ");
        markdown.push_str(&rule.controls.join(", "));
    }
    json!({ "text": text, "markdown": markdown })
}

/// Is a reference an address that can be opened?
fn is_web(reference: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| reference.starts_with(scheme))
}

pub(in crate::report::eval) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "1.0",
    }
}
