//! The lines of alarms and baselines.

use super::line;
use serde_json::{Value, json};

/// The lines of both kinds.
pub(super) fn lines() -> [Value; 2] {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let number = json!({"type": "number", "minimum": 0});
    let severity = json!({"enum": ["info", "low", "medium", "high", "critical"]});
    let time = json!({"type": "string", "format": "date-time"});
    let state = json!({"enum": ["OK", "ALARM", "INSUFFICIENT_DATA"]});
    let event = json!({
        "type": "object",
        "description": "The event that is put on the bus, in AWS's shape.",
    });
    [
        line(
            "alarm",
            &["alarm", "from", "to", "reason", "time", "event"],
            json!({
                "alarm": text, "from": state, "to": state, "reason": text, "time": time,
                "rule": {"type": "string", "description": "Where it is not the alarm's name."},
                "severity": severity,
                "suppressed-by": {
                    "enum": ["WaitPeriod", "ExtensionPeriod", "Alarm"],
                    "description": "What held the actions back.",
                },
                "event": event,
            }),
        ),
        line(
            "insight",
            &["baseline", "state", "event-source", "event-name", "time", "event"],
            json!({
                "baseline": text, "state": {"enum": ["Start", "End"]},
                "event-source": text, "event-name": text, "time": time, "reason": text,
                "insight-type": {"enum": ["ApiCallRateInsight", "ApiErrorRateInsight"]},
                "error-code": maybe, "account": text, "region": text,
                "baseline-average": {"type": "number", "minimum": 0, "description": "Calls a minute."},
                "insight-average": number, "shared-event-id": text,
                "severity": severity, "event": event,
            }),
        ),
    ]
}
