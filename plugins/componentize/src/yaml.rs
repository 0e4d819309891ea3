//! `plugin.yaml` as JSON. YAML's core schema: what looks like a number, a truth or nothing is one,
//! unless it is quoted. Anchors and tags have no place in a manifest.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// A container that is not complete yet.
enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

/// Reads a document.
pub fn read(text: &str) -> Result<Value, String> {
    let mut open: Vec<Open> = Vec::new();
    let mut whole = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        let fault = |why: &str| format!("line {}: {why}", span.start.line());
        let done = match event {
            Event::Scalar(text, style, _, tag) => {
                if tag.is_some() {
                    return Err(fault("a tag"));
                }
                match style {
                    ScalarStyle::Plain => plain(&text),
                    _ => Value::String(text.into_owned()),
                }
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(list)) => Value::Array(list),
                Some(Open::Map(map, None)) => Value::Object(map),
                _ => return Err(fault("an end without a beginning")),
            },
            Event::Alias(_) => return Err(fault("an alias")),
            _ => continue,
        };
        match open.last_mut() {
            None => whole = Some(done),
            Some(Open::List(list)) => list.push(done),
            Some(Open::Map(map, key)) => match (key.take(), done) {
                (None, Value::String(name)) => *key = Some(name),
                (None, _) => return Err(fault("a key that is not a text")),
                (Some(name), value) => {
                    if map.insert(name.clone(), value).is_some() {
                        return Err(fault(&format!("`{name}` stands there twice")));
                    }
                }
            },
        }
    }
    whole.ok_or_else(|| "it is empty".to_string())
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match serde_json::from_str(text) {
            Ok(Value::Number(number)) => Value::Number(number),
            _ => Value::String(text.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn manifests_are_json() {
        let text =
            "name: log\nversion: 1.0.0\nn: 3\nq: \"3\"\nlist: [a, {b: true}]\nmap:\n  x: ~\n";
        let value = json!({"name": "log", "version": "1.0.0", "n": 3, "q": "3",
            "list": ["a", {"b": true}], "map": {"x": null}});
        assert_eq!(super::read(text), Ok(value));
    }

    #[test]
    fn faults_have_lines() {
        assert_eq!(super::read("a: 1\na: 2"), Err("line 2: `a` stands there twice".into()));
        assert!(super::read("a: [").is_err());
        assert!(super::read("").is_err());
    }
}
