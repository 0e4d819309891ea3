//! The JSON Schema of what compliance rules are made of, from the tables that readers use.

use super::{block, clause, condition, custom, overlay, read, related, selector};
use crate::compliance::CLAUSE_OPERATORS;
use crate::compliance::test::JsonType;
use crate::rules::doc::Key;
use crate::rules::schema::{parsed, reference};
use serde_json::{Map, Value, json};

/// The documents with keys: definition, keys, documentation.
pub const DOCUMENTS: [(&str, &[Key], &str); 7] = [
    ("compliance-rule", read::KEYS, "A rule on configuration items."),
    ("overlay", overlay::KEYS, "Other values of parameters for some resources."),
    ("selector", selector::KEYS, "A choice of resources: every key has to hold."),
    ("custom", custom::KEYS, "A plugin that answers a rule."),
    ("block", block::KEYS, "A condition over the elements of a list."),
    ("count-block", block::COUNT_KEYS, "How many elements of a list pass."),
    ("related", related::KEYS, "A condition on other items."),
];

/// The other definitions.
pub fn definitions() -> Vec<(&'static str, Value)> {
    let mut properties = Map::new();
    let mut put = |name: &str, schema: &str, doc: &str| {
        let mut schema = parsed(schema);
        if let Value::Object(map) = &mut schema {
            map.insert("description".into(), doc.into());
        } else {
            schema = json!({"description": doc});
        }
        properties.insert(name.to_owned(), schema);
    };
    for form in condition::FORMS {
        put(form.name, form.schema, form.doc);
    }
    for (name, schema, doc) in clause::KEYS {
        put(name, schema, doc);
    }
    for operator in CLAUSE_OPERATORS {
        put(operator.name, operator.schema, operator.summary);
    }
    put(
        condition::IF_PARAM,
        r##"{"$ref": "#/$defs/name"}"##,
        "The condition counts only when this parameter was given.",
    );
    let types: Vec<&str> = JsonType::NAMES.iter().map(|(word, _)| *word).collect();
    vec![
        (
            "condition",
            json!({
                "type": "object",
                "description": "A clause (path and operators), a combinator, a block, `related` or `use`.",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": properties,
                "examples": [{"path": "$.configuration.encrypted", "equals": true}],
            }),
        ),
        (
            "query",
            json!({
                "type": "string",
                "pattern": "^[$@]",
                "description": "JSONPath (RFC 9535) with pipes: `$` is the item, `@` the element.",
                "examples": ["$.configuration.encrypted", "@.cidrIp"],
            }),
        ),
        ("json-type", json!({"enum": types})),
        ("anything-but", reference("operator/properties/anything-but")),
        (
            "globs",
            json!({"anyOf": [
                {"type": "string"},
                {"type": "array", "minItems": 1, "items": {"type": "string"}},
            ]}),
        ),
        (
            "resource-types",
            json!({"anyOf": [
                {"type": "string", "examples": ["AWS::EC2::Instance"]},
                {"type": "array", "minItems": 1, "items": {"type": "string"}},
            ]}),
        ),
    ]
}
