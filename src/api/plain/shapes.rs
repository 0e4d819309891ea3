//! The shapes of bodies, as JSON Schemas of the OpenAPI document.

/// Shapes by name, with their schema.
pub(super) const SHAPES: &[(&str, &str)] = &[
    (
        "Event",
        r#"{"type": "object", "description": "An EventBridge event.", "required": ["source", "detail-type", "detail"],
            "properties": {"id": {"type": "string"}, "time": {"type": "string", "format": "date-time"},
            "source": {"type": "string"}, "detail-type": {"type": "string"}, "account": {"type": "string"},
            "region": {"type": "string"}, "resources": {"type": "array", "items": {"type": "string"}},
            "detail": {"type": "object"}}}"#,
    ),
    (
        "Events",
        r##"{"anyOf": [{"$ref": "#/components/schemas/Event"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
            {"type": "object", "description": "A CloudTrail log file or S3 notifications.",
             "required": ["Records"], "properties": {"Records": {"type": "array", "items": {"type": "object"}}}}]}"##,
    ),
    ("Item", r#"{"type": "object", "description": "A configuration item of AWS Config."}"#),
    (
        "Items",
        r##"{"anyOf": [{"$ref": "#/components/schemas/Item"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            {"type": "object", "required": ["configurationItems"],
             "properties": {"configurationItems": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}}]}"##,
    ),
    (
        "S3Notification",
        r#"{"type": "object", "required": ["Records"], "properties": {"Records": {"type": "array", "items": {"type": "object"}}}}"#,
    ),
    (
        "SnsMessage",
        r#"{"type": "object", "required": ["Type", "Message"], "properties": {
            "Type": {"enum": ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]},
            "Message": {"type": "string"}, "TopicArn": {"type": "string"}}}"#,
    ),
    (
        "Login",
        r#"{"type": "object", "required": ["key"], "properties": {"key": {"type": "string", "format": "password"}}}"#,
    ),
    (
        "Accepted",
        r##"{"type": "object", "required": ["accepted", "refused"], "properties": {
            "accepted": {"type": "integer", "minimum": 0, "description": "How many are safe."},
            "repeated": {"type": "boolean", "description": "The call was accepted before; nothing was added."},
            "refused": {"type": "array", "items": {"type": "object", "required": ["index", "message"],
             "properties": {"index": {"type": "integer", "minimum": 0, "description": "Its place in the body, from 0."},
              "message": {"type": "string"}}}}}}"##,
    ),
    (
        "Problem",
        r#"{"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}"#,
    ),
    (
        "Finding",
        r#"{"type": "object", "required": ["time", "rule", "severity"], "properties": {
            "time": {"type": "string", "format": "date-time"}, "rule": {"type": "string"},
            "severity": {"enum": ["info", "low", "medium", "high", "critical"]}}}"#,
    ),
    (
        "Findings",
        r##"{"type": "object", "required": ["findings"], "properties": {
            "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
            "next": {"type": "string", "description": "There is more behind this."}}}"##,
    ),
    (
        "DeadLetter",
        r#"{"type": "object", "required": ["time", "rule", "target", "role", "event"], "properties": {
            "time": {"type": "string", "format": "date-time"}, "rule": {"type": "string"},
            "target": {"type": "string"}, "role": {"type": "string"}, "event-id": {"type": ["string", "null"]},
            "born": {"type": "string", "format": "date-time", "description": "When its event was accepted."},
            "attributes": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            "sent-to": {"type": ["string", "null"], "description": "The dead-letter target that took it."},
            "event": {"type": "string", "description": "The event as JSON text."}}}"#,
    ),
    (
        "DeadLetters",
        r##"{"type": "object", "required": ["dead-letters"], "properties": {
            "dead-letters": {"type": "array", "items": {"$ref": "#/components/schemas/DeadLetter"}},
            "next": {"type": "string", "description": "There is more behind this."}}}"##,
    ),
    (
        "Count",
        r#"{"type": "object", "required": ["count"], "properties": {"count": {"type": "integer", "minimum": 0}}}"#,
    ),
    (
        "Target",
        r#"{"type": "object", "required": ["target", "paused"], "properties": {"target": {"type": "string"}, "paused": {"type": "boolean"}}}"#,
    ),
    (
        "Rules",
        r#"{"type": "object", "required": ["digest", "rules", "warnings"], "properties": {
            "digest": {"type": "string", "description": "The fingerprint of the rules in force."},
            "rules": {"type": "integer", "minimum": 0}, "warnings": {"type": "string"}}}"#,
    ),
    ("Metrics", r#"{"type": "string"}"#),
    ("Word", r#"{"type": "string"}"#),
    ("Document", r#"{"type": "object"}"#),
];
