//! The JSON Schema of event patterns, from the table of operators.

use super::schema::{parsed, reference, references};
use crate::operators::OPERATORS;
use serde_json::{Map, Value, json};

/// The definitions that a pattern is made of.
pub fn definitions() -> [(&'static str, Value); 5] {
    let field = json!({"anyOf": [reference("leaf"), reference("pattern")]});
    let or = json!({
        "type": "array",
        "minItems": 2,
        "items": reference("pattern"),
        "description": "One of these patterns has to match, beside the other keys.",
    });
    let mut top = Map::new();
    for (name, doc) in ENVELOPE {
        let mut schema = field.clone();
        schema["description"] = (*doc).into();
        top.insert((*name).to_owned(), schema);
    }
    top.insert("$or".to_owned(), or.clone());
    let mut operators = Map::new();
    for operator in OPERATORS {
        let mut schema = json!({"description": operator.summary});
        let example = &parsed(operator.example)[operator.name];
        schema["examples"] = json!([example]);
        // Where the operand has its own keywords they stand beside those; a text may always be a
        // reference.
        let operand = parsed(operator.schema);
        if operand == json!({"type": "string"}) {
            schema["anyOf"] = json!([operand, reference("reference")]);
        } else if let Value::Object(keywords) = operand {
            for (keyword, value) in keywords {
                schema[keyword] = value;
            }
        }
        operators.insert(operator.name.to_owned(), schema);
    }
    operators.extend(references());
    [
        (
            "event-pattern",
            json!({
                "type": "object",
                "description": "An EventBridge event pattern: all fields have to match, each one of its list.",
                "minProperties": 1,
                "properties": top,
                "additionalProperties": field,
                "examples": [{"source": ["aws.ec2"], "detail": {"state": ["terminated"]}}],
            }),
        ),
        (
            "pattern",
            json!({
                "type": "object",
                "minProperties": 1,
                "properties": {"$or": or},
                "additionalProperties": field,
            }),
        ),
        (
            "leaf",
            json!({
                "type": "array",
                "description": "The field's value is one of these.",
                "minItems": 1,
                "items": {"anyOf": [
                    {"type": ["string", "number", "boolean", "null"]},
                    reference("operator"),
                ]},
            }),
        ),
        (
            "operator",
            json!({
                "type": "object",
                "description": "A test of the field's value.",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": false,
                "properties": operators,
            }),
        ),
        (
            "texts",
            json!({"anyOf": [
                {"type": "string"},
                {"type": "array", "minItems": 1,
                 "items": {"anyOf": [{"type": "string"}, reference("reference")]}},
                reference("reference"),
            ]}),
        ),
    ]
}

/// The fields of every event.
const ENVELOPE: &[(&str, &str)] = &[
    ("source", "Who sent the event, such as `aws.ec2`."),
    ("detail-type", "What kind of event it is, such as `AWS API Call via CloudTrail`."),
    ("detail", "What the event is about."),
    ("account", "The account: 12 digits, in quotes."),
    ("region", "The region, such as `eu-central-1`."),
    ("resources", "The ARNs that the event is about."),
    ("time", "When it happened."),
    ("id", "The event's id."),
    ("version", "Always \"0\"."),
    ("replay-name", "The replay that brought the event, if one did."),
];
