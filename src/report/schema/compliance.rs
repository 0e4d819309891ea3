//! The lines of compliance rules: results, changes over time, roll-ups and notices.

use super::line;
use serde_json::{Value, json};

/// The lines of each kind.
pub(super) fn lines() -> [Value; 4] {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let count = json!({"type": "integer", "minimum": 0});
    let place = json!({"type": ["integer", "null"], "minimum": 1});
    let severity = json!({"enum": ["info", "low", "medium", "high", "critical"]});
    let time = json!({"type": "string", "format": "date-time"});
    let waiver = json!({
        "type": ["object", "null"],
        "description": "The exception that accepts the result; it is no finding then.",
        "required": ["waiver", "reason", "owner", "expires", "ticket"],
        "properties": {
            "waiver": text, "reason": text, "owner": text,
            "expires": {"type": "string", "format": "date"}, "ticket": maybe,
        },
    });
    let mut from = statuses();
    if let Some(words) = from["enum"].as_array_mut() {
        words.push(Value::Null);
    }
    [
        line(
            "compliance",
            &[
                "rule",
                "resource-type",
                "resource-id",
                "arn",
                "status",
                "message",
                "path",
                "input",
                "index",
                "line",
                "column",
                "waived",
            ],
            json!({
                "rule": text, "resource-type": text, "resource-id": text, "arn": maybe,
                "status": statuses(), "message": text, "path": maybe,
                "input": text, "index": count, "line": place, "column": place,
                "waived": waiver, "severity": severity,
                "name": text, "account": text, "region": text, "captured": time,
                "value": {"type": "string", "description": "The value at `path`, shortened."},
                "standing": {
                    "enum": ["new", "fixed", "unchanged"],
                    "description": "Against the earlier state that the run compares with.",
                },
            }),
        ),
        line(
            "timeline",
            &["rule", "resource-type", "resource-id", "arn", "captured", "from", "to", "changes"],
            json!({
                "rule": text, "resource-type": text, "resource-id": text, "arn": maybe,
                "captured": {"type": ["string", "null"], "format": "date-time"},
                "from": from, "to": statuses(), "message": text, "path": maybe,
                "changes": {"type": "array", "items": text},
                "seconds": {
                    "type": ["integer", "null"],
                    "description": "For what was fixed: since it became NON_COMPLIANT.",
                },
                "input": text, "index": count, "line": place, "column": place,
                "severity": severity, "name": text, "account": text, "region": text,
            }),
        ),
        line(
            "rollup",
            &["status", "counts", "score"],
            json!({
                "rule": text, "pack": text, "control": text,
                "resource-type": text, "resource-id": text,
                "status": statuses(), "counts": counts(),
                "score": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            }),
        ),
        line(
            "notice",
            &["notice", "subject", "message", "file", "line"],
            json!({
                "notice": {
                    "enum": [
                        "waiver-expired", "waiver-unused", "not-evaluated", "duplicate-resource",
                    ],
                },
                "subject": text, "message": text, "file": maybe, "line": place,
            }),
        ),
    ]
}

/// How many results of each kind.
pub(super) fn counts() -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    json!({
        "type": "object",
        "properties": {
            "compliant": count, "non-compliant": count, "not-applicable": count,
            "insufficient-data": count, "error": count, "waived": count,
        },
    })
}

fn statuses() -> Value {
    json!({
        "enum": ["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA", "ERROR"],
    })
}
