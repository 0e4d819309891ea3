//! What a manifest must hold, and whether the component asks for what it says.

use serde_json::Value;
use std::collections::BTreeSet;

/// The imports that every target has.
const ALWAYS: [&str; 3] = ["config", "deadline", "log"];
/// The imports that need a grant, with the grants' names in front.
const GRANTED: [(&str, &str); 7] = [
    ("clock", "clock"),
    ("put-events", "events"),
    ("files", "files"),
    ("http", "http"),
    ("random", "random"),
    ("secrets", "secrets"),
    ("state", "state"),
];
const PACKAGE: &str = "tripline:target/";

/// Checks the manifest against the name of its plugin and the imports of its component.
pub fn check(manifest: &Value, name: &str, imports: &[String]) -> Result<(), String> {
    for key in ["name", "version", "title", "description"] {
        if manifest[key].as_str().is_none_or(str::is_empty) {
            return Err(format!("`{key}` is missing"));
        }
    }
    if manifest["name"] != name {
        return Err(format!("the name is `{}`, not `{name}`", manifest["name"]));
    }
    if manifest["config"]["type"] != "object" {
        return Err("`config` is no JSON Schema of an object".into());
    }
    let asked: BTreeSet<&str> = match &manifest["asks"] {
        Value::Object(asks) => asks.keys().map(String::as_str).collect(),
        _ => return Err("`asks` is not a map".into()),
    };
    let mut used = BTreeSet::new();
    for import in imports {
        let short = import.strip_prefix(PACKAGE).and_then(|i| i.split('@').next());
        let short = short.ok_or_else(|| format!("it imports `{import}`"))?;
        if ALWAYS.contains(&short) {
            continue;
        }
        let grant = GRANTED.iter().find(|(_, interface)| *interface == short);
        used.insert(grant.ok_or_else(|| format!("it imports `{import}`"))?.0);
    }
    match asked == used {
        true => Ok(()),
        false => Err(format!("`asks` names {asked:?}, and the component imports {used:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::json;

    #[test]
    fn asks_are_what_is_imported() {
        let manifest = json!({"name": "x", "version": "1.0.0", "title": "X", "description": "X.",
            "asks": {"put-events": "why"}, "config": {"type": "object"}});
        let names = |names: &[&str]| -> Vec<String> {
            names.iter().map(|n| format!("tripline:target/{n}@1.0.0")).collect()
        };
        assert_eq!(check(&manifest, "x", &names(&["log", "events"])), Ok(()));
        assert!(check(&manifest, "x", &names(&["log"])).unwrap_err().contains("asks"));
        assert!(check(&manifest, "x", &names(&["events", "http"])).is_err());
        assert!(check(&manifest, "y", &names(&["events"])).is_err());
        assert!(check(&manifest, "x", &["wasi:cli/exit@0.2.0".into()]).is_err());
    }
}
