//! The JSON objects of deliveries and of what plugins did.

use crate::model::{Delivered, LogLevel, SideEffect};
use crate::report::json::Object;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the end of a delivery.
pub(super) fn delivered<W: Write>(out: &mut W, delivered: &Delivered) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.put("kind", "delivery")?;
    object.put("rule", &*delivered.rule)?;
    object.put("target", &*delivered.target)?;
    object.put("plugin", &delivered.plugin)?;
    object.put("event-id", &delivered.event_id.as_deref())?;
    object.put("role", delivered.role)?;
    object.put("status", delivered.fate.word())?;
    object.put("attempts", &delivered.attempts)?;
    object.put("invocation", &delivered.invocation.as_deref())?;
    if let Some(reason) = &delivered.reason {
        object.put("reason", reason)?;
    }
    if let Some(output) = &delivered.output {
        object.put("output", &parsed(output))?;
    }
    if !delivered.log.is_empty() {
        let line = |line: &crate::model::LogLine| json!({"level": level(line.level), "message": line.message});
        object.put("log", &delivered.log.iter().map(line).collect::<Vec<_>>())?;
    }
    object.end()
}

/// Writes what a plugin did.
pub(super) fn performed<W: Write>(out: &mut W, effect: &SideEffect) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    match effect {
        SideEffect::Request { target, method, url, headers, body } => {
            object.put("kind", "request")?;
            object.put("target", &**target)?;
            object.put("method", method)?;
            object.put("url", url)?;
            let headers: Vec<Value> = headers.iter().map(|(n, v)| json!([n, v])).collect();
            object.put("headers", &headers)?;
            object.put("body", &body.as_deref().map(String::from_utf8_lossy))?;
        }
        SideEffect::File { path, content } => {
            object.put("kind", "file")?;
            object.put("path", path)?;
            object.put("bytes", &content.len())?;
            object.put("content", &std::str::from_utf8(content).ok())?;
        }
        SideEffect::Put { target, event } => {
            object.put("kind", "put-event")?;
            object.put("target", &**target)?;
            object.put("bus", &event.bus)?;
            object.put("event", &parsed(&event.event))?;
        }
    }
    object.end()
}

/// The word of a level.
fn level(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

/// The JSON value that a text is, or the text.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
