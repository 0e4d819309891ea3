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
    /// The grants it asks for.
    pub asks: Vec<Ask>,
    /// The JSON Schema of its config.
    pub config: Option<Value>,
    /// The limits it recommends, such as `memory`.
    pub limits: Map<String, Value>,
}

/// A grant that a plugin asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The grant.
    pub grant: String,
    /// Why.
    pub why: String,
    /// Keys of the config, with dots between levels: it is asked for only where one of them is
    /// given. Without any, always.
    pub if_config: Vec<String>,
}

/// The interfaces that need a grant, and the grant of each: what a manifest may ask for.
pub(super) const GRANTED: [(&str, &str); 7] = [
    ("http", "http"),
    ("events", "put-events"),
    ("secrets", "secrets"),
    ("files", "files"),
    ("state", "state"),
    ("clock", "clock"),
    ("random", "random"),
];

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
                    if GRANTED.iter().all(|(_, known)| *known != grant) {
                        return Err(format!("its manifest asks for `{grant}`, which is no grant"));
                    }
                    manifest.asks.push(ask(grant, why)?);
                }
            }
            Some(_) => return Err("`asks` of its manifest is not a map".to_owned()),
        }
        if let Some(Value::Object(mut recommended)) = map.remove("recommended") {
            match recommended.remove("limits") {
                None => {}
                Some(Value::Object(limits)) => manifest.limits = limits,
                Some(_) => {
                    return Err("`recommended.limits` of its manifest is not a map".to_owned());
                }
            }
        }
        Ok(manifest)
    }
}

/// An ask is a text, why, or a map with `why` and `if-config`.
fn ask(grant: String, value: Value) -> Result<Ask, String> {
    match value {
        Value::String(why) => Ok(Ask { grant, why, if_config: Vec::new() }),
        Value::Object(map) => {
            let why = map.get("why").and_then(Value::as_str).unwrap_or_default().to_owned();
            let keys = map.get("if-config").and_then(Value::as_array).into_iter().flatten();
            let if_config = keys.filter_map(Value::as_str).map(str::to_owned).collect();
            Ok(Ask { grant, why, if_config })
        }
        _ => Err(format!("`asks.{grant}` of its manifest is neither a text nor a map")),
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;
    use serde_json::json;

    #[test]
    fn asks_and_what_is_wrong() {
        let asks = json!({"http": "calls", "secrets": {"why": "signs", "if-config": ["sign"]}});
        let manifest = Manifest::of(json!({"name": "a", "asks": asks})).expect("fine");
        assert_eq!(manifest.asks.len(), 2);
        assert_eq!(manifest.asks[1].if_config, ["sign"]);
        for (value, want) in [
            (json!([]), "its manifest is not a map"),
            (json!({"name": 1}), "`name` of its manifest is not a string"),
            (json!({"asks": {"root": ""}}), "its manifest asks for `root`, which is no grant"),
            (
                json!({"asks": {"http": 1}}),
                "`asks.http` of its manifest is neither a text nor a map",
            ),
            (
                json!({"recommended": {"limits": 1}}),
                "`recommended.limits` of its manifest is not a map",
            ),
        ] {
            assert_eq!(Manifest::of(value), Err(want.to_owned()));
        }
        assert!(Manifest::read(b"{").is_err());
    }
}
