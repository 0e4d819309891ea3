//! What a plugin is, in words and as JSON.

use super::compile::size;
use crate::plugins::{Ask, Manifest, Plugin};
use crate::report::visible;
use serde_json::{Value, json};
use std::io::{self, Write};

/// What stands in front of a line's content.
pub(super) fn row(out: &mut dyn Write, label: &str, content: &str) -> io::Result<()> {
    writeln!(out, "  {label:11} {}", visible(content))
}

/// The manifest's word on a grant.
fn why<'a>(manifest: Option<&'a Manifest>, grant: &str) -> Option<&'a Ask> {
    manifest?.asks.iter().find(|ask| ask.grant == grant)
}

/// What a grant is for, after its name.
fn reason(ask: &Ask) -> String {
    if ask.why.is_empty() { String::new() } else { format!(": {}", ask.why) }
}

/// With which configs it is asked for.
fn condition(ask: &Ask) -> String {
    let keys = ask.if_config.join(" or ");
    if keys.is_empty() { keys } else { format!(" (if the config has {keys})") }
}

/// For people.
pub(super) fn text(plugin: &Plugin, out: &mut dyn Write) -> io::Result<()> {
    let inspection = &plugin.inspection;
    let manifest = inspection.manifest.as_ref();
    let part = |part: Option<&String>, before: &str| {
        part.map_or(String::new(), |text| format!("{before}{}", visible(text)))
    };
    let name = part(manifest.and_then(|m| m.name.as_ref()), " ");
    let version = part(manifest.and_then(|m| m.version.as_ref()), " ");
    let title = part(manifest.and_then(|m| m.title.as_ref()), ", ");
    let own = if manifest.is_some() { ":" } else { ": a plugin without a manifest" };
    writeln!(out, "{}{own}{name}{version}{title}", visible(&plugin.name))?;
    row(out, "interface", &inspection.interface)?;
    let bytes = inspection.size;
    row(out, "size", &format!("{} ({bytes} bytes)", size(bytes)))?;
    row(out, "sha256", &plugin.sha256_hex())?;
    let asks = inspection.asks();
    if asks.is_empty() {
        row(out, "asks for", "nothing")?;
    }
    for (at, grant) in asks.iter().enumerate() {
        let words = match why(manifest, grant) {
            Some(ask) => [(*grant).to_owned(), reason(ask), condition(ask)].concat(),
            None => format!("{grant} (its manifest does not say why)"),
        };
        row(out, if at == 0 { "asks for" } else { "" }, &words)?;
    }
    let foreign: Vec<&str> = inspection.foreign().collect();
    if !foreign.is_empty() {
        let words = format!("{} (calling one ends the invocation)", foreign.join(", "));
        row(out, "not there", &words)?;
    }
    if let Some(limits) = manifest.map(|m| &m.limits).filter(|limits| !limits.is_empty()) {
        let limit = |(key, value): (&String, &Value)| match value {
            Value::String(text) => format!("{key} {text}"),
            other => format!("{key} {other}"),
        };
        row(out, "recommends", &limits.iter().map(limit).collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

/// The keys of a config, one a line.
pub(super) fn config(schema: &Value, out: &mut dyn Write) -> io::Result<()> {
    let keys = schema.get("properties").and_then(Value::as_object);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let Some(keys) = keys.filter(|keys| !keys.is_empty()) else {
        return row(out, "config", "see --schema");
    };
    for (at, (key, about)) in keys.iter().enumerate() {
        let part = |name: &str| about.get(name).and_then(Value::as_str);
        let words = [
            key.clone(),
            part("type").map_or(String::new(), |kind| format!(" ({kind})")),
            if required.contains(&key.as_str()) { ", required".to_owned() } else { String::new() },
            about.get("default").map_or(String::new(), |default| format!(", default {default}")),
            part("description").map_or(String::new(), |words| format!(": {words}")),
        ];
        let words = words.concat();
        row(out, if at == 0 { "config" } else { "" }, &words)?;
    }
    Ok(())
}

/// For programs.
pub(super) fn json(plugin: &Plugin) -> Value {
    let inspection = &plugin.inspection;
    let manifest = inspection.manifest.as_ref();
    let asks: Vec<Value> = inspection
        .asks()
        .iter()
        .map(|grant| {
            let ask = why(manifest, grant);
            json!({
                "grant": grant,
                "why": ask.map(|ask| &ask.why),
                "if-config": ask.map(|ask| &ask.if_config),
            })
        })
        .collect();
    json!({
        "plugin": plugin.name,
        "name": manifest.and_then(|m| m.name.as_ref()),
        "version": manifest.and_then(|m| m.version.as_ref()),
        "title": manifest.and_then(|m| m.title.as_ref()),
        "interface": inspection.interface,
        "size": inspection.size,
        "sha256": plugin.sha256_hex(),
        "asks": asks,
        "imports": inspection.imports,
        "foreign-imports": inspection.foreign().collect::<Vec<_>>(),
        "exports": inspection.exports,
        "limits": manifest.map(|m| &m.limits),
        "config": manifest.and_then(|m| m.config.as_ref()),
    })
}
