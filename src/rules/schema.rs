//! JSON Schemas (2020-12) of rule files and test files, for editors. Everything in them comes from
//! the tables that the readers use: keys, operators, words.

use super::doc::Key;
use super::names::NAME_PATTERN;
use super::param_type::ParamType;
use super::section::SECTIONS;
use super::{
    alarm, archive, baseline, bus, compliance, event_rule, export, grants, limits, list, pack,
    parameter, retry, routing, schedule, schema_pattern, target,
};
use super::{metric_filter, plugin_test_keys, test_keys, transformer, units, waiver, zones};
use crate::model::{RuleState, Severity};
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
        schema["description"] = section.doc.into();
        properties.insert(section.name.to_owned(), schema);
    }
    properties.into()
}

pub(super) fn reference(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

fn definitions() -> Value {
    let documents: [(&str, &[Key], &str); 42] = [
        ("event-rule", event_rule::KEYS, "An event rule."),
        ("routing", routing::KEYS, "Where a match goes, and in what form."),
        ("input-transformer", transformer::TRANSFORMER_KEYS, "A template for what a target gets."),
        ("target", target::KEYS, "A named plugin instance."),
        ("grants", grants::KEYS, "What a plugin may do."),
        ("limits", limits::KEYS, "What an invocation may take."),
        ("batch", limits::BATCH_KEYS, "When a batch of events goes: whichever comes first."),
        ("retry", retry::KEYS, "How failures are tried again."),
        ("bus", bus::KEYS, "An event bus."),
        ("archive", archive::KEYS, "What is kept of a bus."),
        ("archive-of-bus", archive::OF_BUS_KEYS, "What is kept of a bus, below it."),
        ("parameter", parameter::KEYS, "A typed value."),
        ("list-document", list::KEYS, "A lookup list."),
        ("metric-filter", metric_filter::KEYS, "From records or events to datapoints."),
        ("filter-metric", metric_filter::METRIC_KEYS, "What becomes of a match."),
        ("alarm", alarm::KEYS, "An alarm on a metric, an expression, a band or other alarms."),
        ("metric", alarm::METRIC_KEYS, "A metric: a namespace, a name and exact dimensions."),
        ("metric-entry", alarm::ENTRY_KEYS, "A metric or an expression."),
        ("anomaly-band", alarm::BAND_KEYS, "What is expected of a metric."),
        ("excluded-range", alarm::RANGE_KEYS, "A time from which nothing is learnt."),
        ("alarm-actions", alarm::ACTIONS_KEYS, "Where changes of an alarm are told."),
        ("actions-suppressor", alarm::SUPPRESSOR_KEYS, "What holds actions back."),
        ("mute", alarm::MUTE_KEYS, "A window in which actions rest."),
        ("wall-clock", alarm::WINDOW_KEYS, "Periods by the clock of a zone."),
        ("baseline", baseline::KEYS, "A rate of calls or errors that is watched."),
        ("schedule", schedule::KEYS, "When something is due."),
        ("export", export::KEYS, "What is written out, in what form, and where to."),
        ("waiver", waiver::KEYS, "An accepted exception."),
        ("pack", pack::KEYS, "What this folder of rules is called."),
        ("test", test_keys::TEST, "A test case."),
        ("given", test_keys::GIVEN, "The inputs of a test case."),
        ("fixture", test_keys::FIXTURE, "A file with inputs."),
        ("series", test_keys::SERIES, "A series of metric values."),
        ("expect", test_keys::EXPECT, "What comes of the inputs."),
        ("invocation", test_keys::INVOCATION, "An invocation of a target."),
        ("evaluation", test_keys::EVALUATION, "The result for a resource."),
        ("answer", plugin_test_keys::ANSWER, "What comes back of HTTP requests."),
        ("answered-request", plugin_test_keys::ANSWERED, "Requests that an answer is for."),
        ("response", plugin_test_keys::RESPONSE, "An HTTP response."),
        ("sent-request", plugin_test_keys::REQUEST, "An HTTP request of a plugin."),
        ("written-file", plugin_test_keys::FILE, "A file that a plugin writes."),
        ("put-event", plugin_test_keys::PUT, "An event that a plugin puts."),
    ];
    let mut all = Map::new();
    for (name, keys, doc) in documents.into_iter().chain(compliance::DOCUMENTS) {
        all.insert(name.to_owned(), document(keys, doc));
    }
    // A bus or archive may be its name alone, an input may not be given twice.
    for name in ["bus", "archive", "archive-of-bus"] {
        all[name]["type"] = json!(["object", "null"]);
    }
    // A file may be its text alone, or null where there is none.
    all["written-file"]["type"] = json!(["object", "string", "null"]);
    let pairs = [
        ["input", "input-path"],
        ["input", "input-transformer"],
        ["input-path", "input-transformer"],
    ];
    all["routing"]["not"] = json!({"anyOf": pairs.map(|pair| json!({"required": pair}))});
    for (name, schema) in words()
        .into_iter()
        .chain(values())
        .chain(schema_pattern::definitions())
        .chain(compliance::definitions())
    {
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
pub(super) fn parsed(text: &str) -> Value {
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

fn values() -> [(&'static str, Value); 8] {
    let scalars =
        json!({"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}});
    [
        ("name", json!({"type": "string", "pattern": NAME_PATTERN})),
        ("duration", parsed(units::DURATION_SCHEMA)),
        ("size", parsed(units::SIZE_SCHEMA)),
        ("time-zone", parsed(zones::ZONE_SCHEMA)),
        ("alarm-window", json!({"anyOf": [{"const": "sliding"}, reference("wall-clock")]})),
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

pub(super) fn references() -> Map<String, Value> {
    let about = |what: &str| {
        let doc = format!("The value of a {what} of this name.");
        json!({"$ref": "#/$defs/name", "description": doc})
    };
    let pairs = [("param", about("parameter")), ("list", about("list"))];
    pairs.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// `UPDATE=1 cargo test --lib rules::schema` rewrites the files.
    #[test]
    fn schemas_are_fresh() {
        for (name, schema) in [("rules", rules()), ("test", tests())] {
            let path =
                Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
            let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &text).expect("schemas/ is writable");
            }
            let found = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(found == text, "{} is stale: run with UPDATE=1", path.display());
        }
    }

    /// Every `$ref` leads somewhere, and no text of a table failed to parse.
    #[test]
    fn tables_hold_json() {
        fn walk(value: &Value, root: &Value, path: &str) {
            match value {
                Value::Object(map) => {
                    for (key, value) in map {
                        if let ("$ref", Value::String(to)) = (&**key, value) {
                            let to = to.strip_prefix('#').expect("a local reference");
                            assert!(root.pointer(to).is_some(), "{path}: {to}");
                        }
                        walk(value, root, &format!("{path}/{key}"));
                    }
                }
                Value::Array(all) => all.iter().for_each(|v| walk(v, root, path)),
                Value::Null => unreachable!("{path} is null"),
                Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        let schema = rules();
        let mut bare = schema.clone();
        // The example of `exists` and the like may be anything.
        bare["$defs"]["operator"]["properties"] = json!({});
        walk(&bare, &schema, "");
        let operators = schema["$defs"]["operator"]["properties"].as_object().expect("operators");
        for (name, operator) in operators {
            let known = operator.as_object().expect("a schema");
            assert!(known.len() >= 2, "{name} has no schema");
        }
    }
}
