//! JSON Schemas (2020-12) of rule files and test files, for editors. Everything in them comes from
//! the tables that the readers use: keys, operators, words.

use super::doc::Key;
use super::names::NAME_PATTERN;
use super::param_type::ParamType;
use super::section::SECTIONS;
use super::{bus, event_rule, grants, limits, list, pack, parameter, retry, routing, target};
use super::{test_keys, units};
use crate::model::{RuleState, Severity};
use crate::operators::OPERATORS;
use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of rule files.
#[must_use]
pub fn rules() -> Value {
    json!({
        "$schema": DIALECT,
        "title": "tripline rule file",
        "description": "Sections of rules, targets, parameters and the like; any file may hold any of them.",
        "type": "object",
        "additionalProperties": false,
        "properties": sections(),
        "$defs": definitions(),
    })
}

/// The schema of test files. They may hold every section; `tests` is what they are for.
#[must_use]
pub fn tests() -> Value {
    json!({
        "$schema": DIALECT,
        "title": "tripline test file",
        "description": "Test cases of rules, run by `tripline test`.",
        "type": "object",
        "additionalProperties": false,
        "required": ["tests"],
        "properties": sections(),
        "$defs": definitions(),
    })
}

fn sections() -> Value {
    let mut properties = Map::new();
    for section in SECTIONS {
        let document = section.schema.map_or_else(|| json!({"type": "object"}), reference);
        let mut schema = match section.name {
            "tests" => json!({"type": "array", "items": document}),
            "pack" => document,
            _ => json!({
                "type": ["object", "null"],
                "propertyNames": reference("name"),
                "additionalProperties": document,
            }),
        };
        let later =
            if section.evaluated { "" } else { " Read, but not evaluated by this version." };
        schema["description"] = format!("{}{later}", section.doc).into();
        properties.insert(section.name.to_owned(), schema);
    }
    properties.into()
}

fn reference(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

fn definitions() -> Value {
    let documents: [(&str, &[Key], &str); 20] = [
        ("event-rule", event_rule::KEYS, "An event rule."),
        ("routing", routing::KEYS, "Where a match goes, and in what form."),
        ("input-transformer", routing::TRANSFORMER_KEYS, "A template for what a target gets."),
        ("target", target::KEYS, "A named plugin instance."),
        ("grants", grants::KEYS, "What a plugin may do."),
        ("limits", limits::KEYS, "What an invocation may take."),
        ("batch", limits::BATCH_KEYS, "When a batch of events goes: whichever comes first."),
        ("retry", retry::KEYS, "How failures are tried again."),
        ("bus", bus::KEYS, "An event bus."),
        ("archive", bus::ARCHIVE_KEYS, "What is kept of a bus."),
        ("parameter", parameter::KEYS, "A typed value."),
        ("list-document", list::KEYS, "A lookup list."),
        ("pack", pack::KEYS, "What this folder of rules is called."),
        ("test", test_keys::TEST, "A test case."),
        ("given", test_keys::GIVEN, "The inputs of a test case."),
        ("fixture", test_keys::FIXTURE, "A file with inputs."),
        ("series", test_keys::SERIES, "A series of metric values."),
        ("expect", test_keys::EXPECT, "What comes of the inputs."),
        ("invocation", test_keys::INVOCATION, "An invocation of a target."),
        ("evaluation", test_keys::EVALUATION, "The result for a resource."),
    ];
    let mut all = Map::new();
    for (name, keys, doc) in documents {
        all.insert(name.to_owned(), document(keys, doc));
    }
    // A bus or archive may be its name alone, an input may not be given twice.
    for name in ["bus", "archive"] {
        all[name]["type"] = json!(["object", "null"]);
    }
    let pairs = [
        ["input", "input-path"],
        ["input", "input-transformer"],
        ["input-path", "input-transformer"],
    ];
    all["routing"]["not"] = json!({"anyOf": pairs.map(|pair| json!({"required": pair}))});
    for (name, schema) in words().into_iter().chain(values()).chain(patterns()) {
        all.insert(name.to_owned(), schema);
    }
    all.into()
}

fn document(keys: &[Key], doc: &str) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut schema = parsed(key.schema);
        schema["description"] = key.doc.into();
        properties.insert(key.name.to_owned(), schema);
    }
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": doc,
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// The JSON of a table's text; the test `tables_hold_json` proves that there is no error.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn words() -> [(&'static str, Value); 3] {
    let types: Vec<String> = ParamType::all().map(|(name, _)| name).collect();
    [
        ("severity", json!({"enum": Severity::ALL.map(Severity::word)})),
        ("state", json!({"enum": RuleState::WORDS.map(|w| w.0)})),
        ("parameter-type", json!({"enum": types})),
    ]
}

fn values() -> [(&'static str, Value); 6] {
    let scalars =
        json!({"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}});
    [
        ("name", json!({"type": "string", "pattern": NAME_PATTERN})),
        ("duration", parsed(units::DURATION_SCHEMA)),
        ("size", parsed(units::SIZE_SCHEMA)),
        ("list-values", scalars),
        ("list", json!({"anyOf": [reference("list-values"), reference("list-document")]})),
        (
            "reference",
            json!({
                "type": "object",
                "description": "The values of a parameter or of a list.",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": false,
                "properties": references(),
            }),
        ),
    ]
}

fn references() -> Map<String, Value> {
    let about = |what: &str| {
        let doc = format!("The value of a {what} of this name.");
        json!({"$ref": "#/$defs/name", "description": doc})
    };
    let pairs = [("param", about("parameter")), ("list", about("list"))];
    pairs.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn patterns() -> [(&'static str, Value); 5] {
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
