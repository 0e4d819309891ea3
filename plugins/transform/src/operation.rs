//! What can be done to an item.

use crate::place;
use serde::Deserialize;
use serde_json::{Map, Value};
use tripline_plugin::filter::Policy;
use tripline_plugin::path::Path;
use tripline_plugin::template::{Document, Filling, Text};
use tripline_plugin::tree::Tree;
use tripline_plugin::{Context, Item};

/// Where a field comes from and where it goes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    from: Path,
    to: Path,
}

/// A field and its value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    path: Path,
    value: Tree,
}

/// How names of inner fields become names of outer ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flatten {
    #[serde(default = "dot")]
    separator: String,
}

fn dot() -> String {
    ".".into()
}

/// One operation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Drops what the filter lets pass.
    Drop(Policy),
    /// Drops what the filter does not let pass.
    Keep(Policy),
    /// Keeps only these fields.
    Pick(Vec<Path>),
    /// Removes these fields.
    Remove(Vec<Path>),
    /// Moves fields that are there.
    Rename(Vec<Rename>),
    /// Sets fields, all from the item as it was before.
    Set(Vec<Set>),
    /// Makes one object without objects in it.
    Flatten(Flatten),
    /// Makes JSON from a template.
    Json(Document),
    /// Makes a text from a template.
    Text(Text),
}

/// What came of an operation.
#[derive(Debug)]
pub enum Outcome {
    Value(Value),
    Dropped,
    Text(String),
}

impl Operation {
    /// Does it to a value, which was the body of the item.
    pub fn apply(&self, mut value: Value, item: &Item, cx: &Context) -> Result<Outcome, String> {
        match self {
            Self::Drop(policy) if policy.passes(&value) => return Ok(Outcome::Dropped),
            Self::Keep(policy) if !policy.passes(&value) => return Ok(Outcome::Dropped),
            Self::Drop(_) | Self::Keep(_) => {}
            Self::Pick(paths) => {
                let mut picked = Value::Object(Map::new());
                for path in paths {
                    if let Some(found) = path.get(&value) {
                        place::set(&mut picked, path, found.clone())?;
                    }
                }
                value = picked;
            }
            Self::Remove(paths) => {
                paths.iter().for_each(|path| drop(place::take(&mut value, path)))
            }
            Self::Rename(all) => {
                for Rename { from, to } in all {
                    if let Some(taken) = place::take(&mut value, from) {
                        place::set(&mut value, to, taken)?;
                    }
                }
            }
            Self::Set(all) => {
                let filling = Filling { item, body: &value, cx };
                let made: Vec<Value> = all.iter().map(|set| set.value.fill(filling)).collect();
                for (set, made) in all.iter().zip(made) {
                    place::set(&mut value, &set.path, made)?;
                }
            }
            Self::Flatten(Flatten { separator }) => value = place::flatten(value, separator),
            Self::Json(template) => {
                let text = template.0.fill(Filling { item, body: &value, cx });
                value = serde_json::from_str(&text)
                    .map_err(|e| format!("the template made no JSON: {e}"))?;
            }
            Self::Text(template) => {
                return Ok(Outcome::Text(template.fill(Filling { item, body: &value, cx })));
            }
        }
        Ok(Outcome::Value(value))
    }
}
