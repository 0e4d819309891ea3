//! The JSON Schema (2020-12) of the settings, made of the tables that the readers use.

use super::doc::Key;
use super::{bounds, callers, parts, read, secret, values::Permission};
use serde_json::{Map, Value, json};

/// The schema of `tripline.yaml`.
#[must_use]
pub fn schema() -> Value {
    let mut schema = document(read::KEYS, "Settings of the daemon, `tripline serve`.");
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "tripline settings".into();
    schema["$defs"] = definitions();
    schema
}

/// The parts and their tables.
pub(super) const PARTS: [(&str, &[Key], &str); 10] = [
    ("key", callers::ACCESS_KEYS, "A key that signs AWS's calls."),
    ("token", callers::TOKEN_KEYS, "A bearer token."),
    ("secret", secret::KEYS, "Where a secret is; one of the two."),
    ("tls", parts::TLS, "The files of a certificate."),
    ("limits", bounds::LIMITS, "What one caller may ask of the server."),
    ("retention", bounds::RETENTION, "How long things are kept."),
    ("queue", bounds::QUEUE, "Deliveries that wait."),
    ("watch", parts::WATCH, "A folder in which new files are looked for."),
    ("log", parts::LOG, "What is written about the daemon's own work."),
    ("heartbeat", parts::HEARTBEAT, "Signs of life."),
];

fn definitions() -> Value {
    let mut all = Map::new();
    for (name, keys, doc) in PARTS {
        all.insert(name.to_owned(), document(keys, doc));
    }
    all["secret"]["minProperties"] = 1.into();
    all["secret"]["maxProperties"] = 1.into();
    let words = Permission::WORDS.map(|(word, _)| word);
    let values = [
        ("permissions", json!({"type": "array", "minItems": 1, "items": {"enum": words}})),
        ("name", json!({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"})),
        (
            "duration",
            json!({"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$", "examples": ["30s", "7d"]}),
        ),
        (
            "size",
            json!({"type": "string", "pattern": "^[0-9]+(B|KiB|MiB|GiB)$", "examples": ["8MiB"]}),
        ),
    ];
    all.extend(values.map(|(name, schema)| (name.to_owned(), schema)));
    all.into()
}

fn document(keys: &[Key], doc: &str) -> Value {
    let mut properties = Map::new();
    for key in keys {
        // The test `the_schema_is_fresh` proves that every text of the tables is JSON.
        let mut schema: Value = serde_json::from_str(key.schema).unwrap_or(Value::Null);
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
