//! Writes a pattern with `$or` as several patterns without, for engines that do not know it.

use serde_json::{Map, Value};

/// The most patterns one rule may become.
pub const MOST: usize = 5_000;

/// All combinations of branches; a pattern without `$or` comes back alone.
///
/// # Errors
/// The pattern does not parse, has more combinations than [`MOST`], or tests a field twice in one
/// combination, which a single pattern cannot say.
pub fn branches(pattern: &str) -> Result<Vec<String>, String> {
    let tree: Value = serde_json::from_str(pattern).map_err(|error| error.to_string())?;
    let Value::Object(root) = tree else { return Err("not an object".to_owned()) };
    let combinations = expand(&root)?;
    Ok(combinations.into_iter().map(|object| Value::Object(object).to_string()).collect())
}

fn expand(object: &Map<String, Value>) -> Result<Vec<Map<String, Value>>, String> {
    let mut combinations = vec![Map::new()];
    for (name, value) in object {
        let choices = match value {
            Value::Array(list) if name == "$or" => alternatives(list)?,
            Value::Object(inner) => {
                let wrap = |inner| Map::from_iter([(name.clone(), Value::Object(inner))]);
                expand(inner)?.into_iter().map(wrap).collect()
            }
            other => vec![Map::from_iter([(name.clone(), other.clone())])],
        };
        combinations = product(&combinations, &choices)?;
    }
    Ok(combinations)
}

fn alternatives(list: &[Value]) -> Result<Vec<Map<String, Value>>, String> {
    let mut all = Vec::new();
    for branch in list {
        let Value::Object(branch) = branch else { return Err("$or of no objects".to_owned()) };
        all.extend(expand(branch)?);
    }
    Ok(all)
}

fn product(
    left: &[Map<String, Value>],
    right: &[Map<String, Value>],
) -> Result<Vec<Map<String, Value>>, String> {
    if left.len() * right.len() > MOST {
        return Err(format!("$or makes more than {MOST} patterns"));
    }
    let mut all = Vec::with_capacity(left.len() * right.len());
    for one in left {
        for other in right {
            all.push(merged(one, other)?);
        }
    }
    Ok(all)
}

fn merged(
    one: &Map<String, Value>,
    other: &Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    let mut both = one.clone();
    for (name, value) in other {
        let joined = match (both.get(name), value) {
            (None, value) => value.clone(),
            (Some(Value::Object(mine)), Value::Object(theirs)) => {
                Value::Object(merged(mine, theirs)?)
            }
            _ => return Err(format!("{name} is tested inside and outside $or")),
        };
        both.insert(name.clone(), joined);
    }
    Ok(both)
}
