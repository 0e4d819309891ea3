//! Changing values at paths.

use serde_json::{Map, Value};
use tripline_plugin::path::{Path, Step};

/// Sets the value at a path. Objects on the way are made; elements of arrays are replaced, or added
/// at the end.
pub fn set(whole: &mut Value, path: &Path, new: Value) -> Result<(), String> {
    let mut at = whole;
    for step in path.steps() {
        at = match (step, at) {
            (Step::Name(name), slot) => {
                if slot.is_null() {
                    *slot = Value::Object(Map::new());
                }
                let object = slot.as_object_mut();
                let object =
                    object.ok_or_else(|| format!("`{path}` leads into what is no object"))?;
                object.entry(name.clone()).or_insert(Value::Null)
            }
            (Step::Index(n), slot) => {
                if slot.is_null() {
                    *slot = Value::Array(Vec::new());
                }
                let list = slot.as_array_mut();
                let list = list.ok_or_else(|| format!("`{path}` leads into what is no array"))?;
                // What was picked from further behind moves up.
                let n = (*n).min(list.len());
                if n == list.len() {
                    list.push(Value::Null);
                }
                &mut list[n]
            }
        };
    }
    *at = new;
    Ok(())
}

/// Takes the value at a path away.
pub fn take(whole: &mut Value, path: &Path) -> Option<Value> {
    let Some((last, way)) = path.steps().split_last() else { return Some(whole.take()) };
    let mut at = whole;
    for step in way {
        at = match step {
            Step::Name(name) => at.get_mut(name)?,
            Step::Index(n) => at.get_mut(n)?,
        };
    }
    match (last, at) {
        (Step::Name(name), Value::Object(object)) => object.remove(name),
        (Step::Index(n), Value::Array(list)) if *n < list.len() => Some(list.remove(*n)),
        _ => None,
    }
}

/// One object whose names are the names on the way, joined; elements of arrays by their numbers.
/// Empty objects and arrays stay.
pub fn flatten(value: Value, separator: &str) -> Value {
    let mut flat = Map::new();
    let mut open = vec![(String::new(), value)];
    while let Some((name, value)) = open.pop() {
        let inner = |key: &str| match name.is_empty() {
            true => key.to_string(),
            false => format!("{name}{separator}{key}"),
        };
        match value {
            Value::Object(object) if !object.is_empty() => {
                open.extend(object.into_iter().map(|(key, value)| (inner(&key), value)));
            }
            Value::Array(list) if !list.is_empty() => {
                let numbered = list.into_iter().enumerate();
                open.extend(numbered.map(|(n, value)| (inner(&n.to_string()), value)));
            }
            // A scalar is no object and has no name.
            other if name.is_empty() => return other,
            other => drop(flat.insert(name, other)),
        }
    }
    Value::Object(flat)
}
