//! The JSON Schema of the NDJSON lines and JSON effects that `eval` writes.

mod compliance;
mod raised;

use serde_json::{Value, json};

/// One line of NDJSON, or one element of `effects` of the JSON form.
#[must_use]
pub fn output() -> Value {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let count = json!({"type": "integer", "minimum": 0});
    let severity = json!({"enum": ["info", "low", "medium", "high", "critical", null]});
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tripline output",
        "description": "One line of `tripline eval --format ndjson`, schema tripline/1.",
        "oneOf": [
            line("run", &["schema", "version"], json!({
                "schema": {"const": "tripline/1"},
                "version": text,
                "rules": count,
                "fail-on": {"type": ["string", "null"]},
            })),
            line("match", &["rule", "severity", "event-id", "input", "index", "time"], json!({
                "rule": text,
                "severity": severity,
                "event-id": maybe,
                "input": text,
                "index": count,
                "time": maybe,
                "line": count,
                "column": count,
            })),
            line("invocation", &["rule", "target"], json!({
                "rule": text,
                "target": text,
                "input": {"description": "The JSON value that the target would get, or a string with the text."},
                "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {"code": text, "message": text},
                },
            })),
            line("delivery", &["rule", "target", "status", "attempts"], json!({
                "rule": text,
                "target": text,
                "plugin": text,
                "event-id": maybe,
                "role": {"enum": ["event", "dead letter", "record"]},
                "status": {"enum": ["delivered", "dead-lettered", "dropped"]},
                "attempts": count,
                "invocation": maybe,
                "reason": text,
                "output": {"description": "What the plugin answered."},
                "log": {"type": "array", "items": {
                    "type": "object",
                    "properties": {"level": {"enum": ["debug", "info", "warn", "error"]}, "message": text},
                }},
            })),
            line("request", &["target", "method", "url"], json!({
                "target": text, "method": text, "url": text, "body": maybe,
                "headers": {"type": "array", "items": {"type": "array", "items": text}},
            })),
            line("file", &["path", "bytes"], json!({"path": text, "bytes": count, "content": maybe})),
            line("put-event", &["target", "bus", "event"], json!({
                "target": text, "bus": text, "event": {"type": "object"},
            })),
            line("error", &["input", "message"], json!({
                "input": text,
                "index": {"type": ["integer", "null"], "minimum": 0},
                "line": {"type": ["integer", "null"]},
                "column": {"type": ["integer", "null"]},
                "offset": {"type": ["integer", "null"]},
                "message": text,
                "fault": {"enum": ["input", "record", "evaluation"]},
            })),
            line("summary", &["events", "matches", "findings", "errors"], json!({
                "rules": count, "inputs": count, "events": count, "items": count,
                "datapoints": count, "bytes": count,
                "matches": count, "alarms": count, "insights": count,
                "findings": count, "failing": count, "known": count,
                "errors": count, "duplicates": count, "withheld": count,
                "compliance": compliance::counts(), "carried": count,
                "mean-seconds-to-repair": {"type": ["number", "null"], "minimum": 0},
            })),
        ],
    });
    if let Some(lines) = schema["oneOf"].as_array_mut() {
        lines.extend(compliance::lines());
        lines.extend(raised::lines());
    }
    schema
}

/// A line of a kind: an object with `required` members besides `kind`.
fn line(kind: &str, required: &[&str], properties: Value) -> Value {
    let mut all = json!({"kind": {"const": kind}});
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), properties) {
        all.extend(more);
    }
    let required: Vec<&str> = std::iter::once("kind").chain(required.iter().copied()).collect();
    json!({"type": "object", "required": required, "properties": all})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_the_schema_says() {
        let schema = output();
        let branches = schema["oneOf"].as_array().expect("branches");
        for text in crate::report::eval::testing::lines() {
            let line: Value = serde_json::from_str(&text).expect("JSON");
            let of_kind = |b: &&Value| b["properties"]["kind"]["const"] == line["kind"];
            let branch = branches.iter().find(of_kind).expect("a branch for the kind");
            for required in branch["required"].as_array().expect("required") {
                assert!(
                    line.get(required.as_str().expect("a name")).is_some(),
                    "{required} {text}"
                );
            }
            for (key, value) in line.as_object().expect("an object") {
                let known = &branch["properties"][key.as_str()];
                assert!(!known.is_null(), "{key} {text}");
                if let Some(words) = known["enum"].as_array() {
                    assert!(words.contains(value), "{key} {text}");
                }
                let types = match &known["type"] {
                    Value::Array(types) => types.clone(),
                    one => vec![one.clone()],
                };
                let own = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(n) if n.is_u64() || n.is_i64() => "integer",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let fits =
                    |t: &Value| t.is_null() || t == own || (t == "number" && own == "integer");
                assert!(types.iter().any(fits), "{key} {text}");
            }
        }
    }
}
