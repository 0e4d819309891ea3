//! The OpenAPI document of the plain API, made of its table.

use super::routes::{ROUTES, Route};
use crate::settings::Permission;
use serde_json::{Map, Value, json};

/// Paths beside the table, whose answers are no JSON: method, path, what it does, what has to be
/// allowed, the media type of the answer.
const OTHERS: &[(&str, &str, &str, Option<Permission>, &str)] = &[
    (
        "GET",
        "/metrics",
        "Counters and gauges in Prometheus's text format",
        Some(Permission::Read),
        "text/plain",
    ),
    ("GET", "/", "The page", Some(Permission::Read), "text/html"),
    (
        "GET",
        "/tail/stream",
        "Matches as they come, as server-sent events",
        Some(Permission::Read),
        "text/event-stream",
    ),
    ("GET", "/openapi.json", "This document", None, "application/json"),
];

/// The document, in OpenAPI 3.1.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    let mut put = |path: &str, method: &str, operation: Value| {
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry[method.to_lowercase()] = operation;
    };
    for route in ROUTES {
        put(route.path, route.method, operation(route));
    }
    for (method, path, summary, permission, media) in OTHERS {
        let mut own = json!({
            "summary": summary,
            "security": security(*permission),
            "responses": {"200": {"description": summary, "content": {*media: {}}}},
        });
        denied(*permission, &mut own);
        put(path, method, own);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "tripline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The plain API of `tripline serve`. The same port speaks AWS's protocols.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {
                        "type": "object",
                        "required": ["code", "message"],
                        "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                    }},
                },
            },
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "tripline"},
            },
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut out = json!({"summary": route.summary, "security": security(route.permission)});
    let mut given = Vec::new();
    if route.path.contains("{name}") {
        given.push(json!({
            "name": "name", "in": "path", "required": true, "schema": {"type": "string"},
        }));
    }
    given.extend(route.query.iter().map(|(name, words)| {
        json!({"name": name, "in": "query", "description": words, "schema": {"type": "string"}})
    }));
    if !given.is_empty() {
        out["parameters"] = given.into();
    }
    if !route.takes.is_empty() {
        let content: Map<String, Value> =
            route.takes.iter().map(|media| ((*media).to_owned(), json!({}))).collect();
        out["requestBody"] = json!({"required": true, "content": content});
    }
    out["responses"] = json!({
        "200": {
            "description": "It is done",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "default": problem("Why it is not done"),
    });
    denied(route.permission, &mut out);
    out
}

fn problem(words: &str) -> Value {
    let shape = json!({"$ref": "#/components/schemas/Problem"});
    json!({"description": words, "content": {"application/json": {"schema": shape}}})
}

/// Without keys in the settings none is needed.
fn security(permission: Option<Permission>) -> Value {
    match permission {
        Some(_) => json!([{"token": []}, {"session": []}, {}]),
        None => json!([]),
    }
}

fn denied(permission: Option<Permission>, operation: &mut Value) {
    let Some(permission) = permission else { return };
    operation["description"] = format!("Needs the permission `{}`.", permission.word()).into();
    operation["responses"]["401"] = problem("Nobody who is known calls");
    operation["responses"]["403"] = problem("The caller may not do this");
}

#[cfg(test)]
mod tests {
    use super::document;
    use std::path::Path;

    #[test]
    fn the_document_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/openapi.json");
        let text = format!("{:#}\n", document());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).expect("schemas/ is writable");
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == text, "schemas/openapi.json is stale: UPDATE=1 cargo test --lib openapi");
    }
}
