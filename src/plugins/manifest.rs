//! What a component says about itself: the custom section `tripline:manifest`, which holds its
//! `plugin.yaml` as JSON. It can be read without running anything.

use serde_json::{Map, Value};

/// The name of the custom section.
pub const SECTION: &str = "tripline:manifest";

/// A plugin's own words on what it is. Nothing in it grants anything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Manifest {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// What it is for, in a line.
    pub title: Option<String>,
    /// The grants it asks for, and why.
    pub asks: Vec<(String, String)>,
    /// The JSON Schema of its config.
    pub config: Option<Value>,
    /// The limits it recommends, such as `memory`.
    pub limits: Map<String, Value>,
}

/// The grants that a manifest may ask for.
pub const GRANTS: [&str; 7] =
    ["http", "put-events", "secrets", "files", "state", "clock", "random"];

impl Manifest {
    /// Reads the section's content.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let value: Value =
            serde_json::from_slice(json).map_err(|e| format!("its manifest is not JSON: {e}"))?;
        Self::of(value)
    }

    /// The manifest that a document is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(value: Value) -> Result<Self, String> {
        let Value::Object(mut map) = value else {
            return Err("its manifest is not a map".to_owned());
        };
        let mut manifest = Self::default();
        let mut text = |key: &str| match map.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("`{key}` of its manifest is not a string")),
        };
        manifest.name = text("name")?;
        manifest.version = text("version")?;
        manifest.title = text("title")?;
        manifest.config = map.remove("config");
        match map.remove("asks") {
            None => {}
            Some(Value::Object(asks)) => {
                for (grant, why) in asks {
                    if !GRANTS.contains(&grant.as_str()) {
                        return Err(format!("its manifest asks for `{grant}`, which is no grant"));
                    }
                    manifest.asks.push((grant, why.as_str().unwrap_or_default().to_owned()));
                }
            }
            Some(_) => return Err("`asks` of its manifest is not a map".to_owned()),
        }
        match map.remove("limits") {
            None => {}
            Some(Value::Object(limits)) => manifest.limits = limits,
            Some(_) => return Err("`limits` of its manifest is not a map".to_owned()),
        }
        Ok(manifest)
    }
}
