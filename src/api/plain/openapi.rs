//! The OpenAPI document of the plain API, made of its table.

use super::routes::{Answer, PlainRoute, ROUTES};
use super::shapes::SHAPES;
use serde_json::{Map, Value, json};

/// Answers that any route with a permission may give.
const DENIED: [Answer; 2] = [
    Answer { status: 401, summary: "No key, or none that is known.", body: PROBLEM },
    Answer { status: 403, summary: "The key lacks the permission.", body: PROBLEM },
];
const PROBLEM: Option<(&str, &str)> = Some(("application/json", "Problem"));

/// The document, in OpenAPI 3.1.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    for route in ROUTES {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation(route);
    }
    let shape = |(name, text): &(&str, &str)| {
        // INVARIANT (shapes-are-json): a test reads them all.
        ((*name).to_owned(), serde_json::from_str(text).unwrap_or_default())
    };
    let shapes: Map<String, Value> = SHAPES.iter().map(shape).collect();
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
            "schemas": shapes,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "tripline"},
            },
        },
    })
}

fn operation(route: &PlainRoute) -> Value {
    let mut out = json!({"operationId": route.name, "summary": route.summary});
    let needs = route.permission.map(|one| format!("Needs the permission `{}`.", one.word()));
    let parts = [Some(route.description.to_owned()).filter(|text| !text.is_empty()), needs];
    let description = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !description.is_empty() {
        out["description"] = description.into();
    }
    // Without keys in the settings none is needed.
    out["security"] = match route.permission {
        Some(_) => json!([{"key": []}, {"cookie": []}, {}]),
        None => json!([]),
    };
    let given: Vec<Value> = route
        .given
        .iter()
        .map(|given| {
            let place = if given.in_path { "path" } else { "query" };
            json!({"name": given.name, "in": place, "required": given.in_path,
            "description": given.summary, "schema": {"type": "string"}})
        })
        .collect();
    if !given.is_empty() {
        out["parameters"] = given.into();
    }
    if !route.body.is_empty() {
        out["requestBody"] = json!({"required": true, "content": content(route.body)});
    }
    let denied = route.permission.map_or(&DENIED[..0], |_| &DENIED[..]);
    let mut answers = Map::new();
    for answer in route.answers.iter().chain(denied) {
        let mut shown = json!({"description": answer.summary});
        if let Some(body) = answer.body {
            shown["content"] = content(&[body]);
        }
        answers.insert(answer.status.to_string(), shown);
    }
    out["responses"] = answers.into();
    out
}

fn content(bodies: &[(&str, &str)]) -> Value {
    let mut out = Map::new();
    for (media_type, shape) in bodies {
        let schema = json!({"$ref": format!("#/components/schemas/{shape}")});
        out.insert((*media_type).to_owned(), json!({"schema": schema}));
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::{ROUTES, SHAPES, document};
    use serde_json::Value;
    use std::collections::BTreeSet;
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

    #[test]
    fn shapes_are_there_and_used() {
        let document = document().to_string();
        for (name, text) in SHAPES {
            let shape: Value = serde_json::from_str(text).expect(name);
            assert!(shape.is_object());
            assert!(document.contains(&format!("schemas/{name}\"")), "{name} is not used");
        }
        for part in document.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().expect("a name");
            assert!(SHAPES.iter().any(|(known, _)| *known == name), "there is no {name}");
        }
    }

    #[test]
    fn names_and_parts_are_told() {
        let names: BTreeSet<_> = ROUTES.iter().map(|route| route.name).collect();
        assert_eq!(names.len(), ROUTES.len());
        for route in ROUTES {
            let parts = route.path.split('/').filter(|part| part.starts_with('{'));
            let told = route.given.iter().filter(|given| given.in_path);
            let told: Vec<_> = told.map(|given| format!("{{{}}}", given.name)).collect();
            assert_eq!(parts.collect::<Vec<_>>(), told, "{}", route.path);
            assert!(route.summary.ends_with(['.', '?']), "{}", route.name);
        }
    }
}
