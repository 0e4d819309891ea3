//! A plugin's manifest, its read-me and its settings are written in three places. Here they are held
//! together: the keys of the schema are those that the settings know, and the example of the read-me
//! is one that the plugin takes and has grants for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is a test")]

use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tripline_componentize::yaml;
use tripline_plugin::fake::{self, Host};
use tripline_plugin::{Context, Error, Item, Response, settings};

/// Hands a plugin a config and no items, as a check of rules does, and gives the fault of it.
type Fault = fn(&str) -> Option<String>;

macro_rules! plugins {
    ($($name:literal $krate:ident),* $(,)?) => {
        [$(($name, (|text| without_items(text, $krate::handle)) as Fault)),*]
    };
}

/// A config without a fault must leave no trace on the host.
fn without_items<S: DeserializeOwned>(
    config: &str,
    handle: fn(&S, &[Item], &Context) -> Result<Response, Error>,
) -> Option<String> {
    let (answer, host) = Host::new().config(config).run(|| {
        let settings = settings::current::<S>()?;
        handle(&settings, &[], &fake::context())
    });
    let traces = [host.lines.len(), host.requests.len(), host.entries.len(), host.reads];
    assert_eq!(traces, [0; 4], "{config}");
    assert!(host.state.is_empty() && host.files.is_empty(), "{config}");
    match answer {
        Ok(response) => {
            assert_eq!(response.failures, [], "{config}");
            None
        }
        Err(Error::Permanent(message)) => Some(message),
        Err(other) => panic!("{config}: {other:?}"),
    }
}

fn all() -> [(&'static str, Fault); 11] {
    plugins![
        "chat" tripline_chat,
        "email" tripline_email,
        "fan-out" tripline_fan_out,
        "file" tripline_file,
        "log" tripline_log,
        "opensearch" tripline_opensearch,
        "put-events" tripline_put_events,
        "queue" tripline_queue,
        "remediate" tripline_remediate,
        "transform" tripline_transform,
        "webhook" tripline_webhook,
    ]
}

fn text(name: &str, file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn manifest(name: &str) -> Value {
    yaml::read(&text(name, "plugin.yaml")).unwrap()
}

#[test]
fn schemas_have_the_keys_of_the_settings() {
    for (name, fault) in all() {
        // `unknown field `?`, expected one of `a`, `b``: every second piece between back-ticks.
        let message = fault(r#"{"?":1}"#).unwrap();
        let known: BTreeSet<&str> = message.split('`').skip(3).step_by(2).collect();
        let manifest = manifest(name);
        let schema = manifest["config"]["properties"].as_object().unwrap();
        let keys: BTreeSet<&str> = schema.keys().map(String::as_str).collect();
        assert_eq!(keys, known, "{name}");
        assert_eq!(manifest["config"]["additionalProperties"], false, "{name}");
    }
}

#[test]
fn what_the_schema_wants_is_what_the_settings_want() {
    for (name, fault) in all() {
        let wanted = match &manifest(name)["config"]["required"] {
            Value::Array(list) => list.clone(),
            _ => Vec::new(),
        };
        match (wanted.first(), fault("{}")) {
            (None, None) => {}
            (Some(key), Some(message)) => {
                let missing = format!("config: missing field `{}`", key.as_str().unwrap());
                assert_eq!(message, missing, "{name}");
            }
            (key, message) => panic!("{name}: {key:?}, {message:?}"),
        }
    }
}

#[test]
fn examples_are_taken_and_have_their_grants() {
    for (name, fault) in all() {
        let readme = text(name, "README.md");
        let example = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
        let example = yaml::read(example.unwrap()).unwrap();
        let target = example["targets"].as_object().unwrap().values().next().unwrap();
        assert_eq!(target["plugin"], name);
        assert_eq!(fault(&target["config"].to_string()), None, "{name}");
        let manifest = manifest(name);
        let asked = manifest["asks"].as_object().unwrap();
        for grant in target["grants"].as_object().into_iter().flat_map(|grants| grants.keys()) {
            assert!(
                asked.contains_key(grant),
                "{name} is granted `{grant}` and does not ask for it"
            );
            assert!(readme.contains(&format!("- `{grant}`: ")), "{name}");
        }
    }
}

#[test]
fn faults_of_a_config_need_no_items() {
    let cases = [
        ("chat", r#"{"form":"slack"}"#, "`url`"),
        ("chat", r#"{"form":"slack","secret":"s","title":"{$.x"}"#, "config.title"),
        ("email", r#"{"form":"mailgun","secret":"s","from":"a@b","to":["a@b"]}"#, "`url`"),
        ("fan-out", r#"{"subscribers":[{"name":"a"}]}"#, "`bus` and `url`"),
        ("file", r#"{"folder":"/"}"#, "`folder`"),
        ("file", r#"{"folder":"x","prefix":"!{timestamp:QQ}"}"#, "config.prefix"),
        ("log", r#"{"template":"{@nobody}"}"#, "config.template"),
        ("opensearch", r#"{"url":"https://o","index":"Upper"}"#, "`index`"),
        ("opensearch", r#"{"url":"https://o","index":"!{timestamp:QQ}"}"#, "config.index"),
        ("put-events", r#"{"detail":"{$.x"}"#, "config.detail"),
        ("queue", r#"{"retention":"1s"}"#, "`retention`"),
        ("remediate", r#"{"action":"a","dry-run":false,"url":"https://x"}"#, "`secret`"),
        ("transform", r#"{"operations":[{"pick":["n"]}]}"#, "config.operations[0].pick"),
        ("webhook", r#"{"url":"https://h/{$.x}","batch":"array"}"#, "`url`"),
    ];
    for (name, config, words) in cases {
        let (_, fault) = all().into_iter().find(|(known, _)| *known == name).unwrap();
        let message = fault(config).unwrap_or_default();
        assert!(message.contains(words), "{name} {config}: {message}");
    }
}

#[test]
fn the_index_names_every_plugin() {
    let index = text(".", "README.md");
    for (name, _) in all() {
        let description = manifest(name)["description"].as_str().unwrap().to_string();
        let row = format!("| [{name}]({name}/README.md) | {description} |");
        assert!(index.contains(&row), "{row}");
    }
}

#[test]
fn the_lock_is_of_the_components() {
    let lock: Value = serde_json::from_str(&text("prebuilt", "plugins.lock")).unwrap();
    let listed = lock["plugins"].as_array().unwrap();
    let names: Vec<&str> = listed.iter().map(|plugin| plugin["name"].as_str().unwrap()).collect();
    assert_eq!(names, all().map(|(name, _)| name));
    for plugin in listed {
        let name = plugin["name"].as_str().unwrap();
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../prebuilt/{name}.wasm"));
        let bytes = std::fs::read(path).unwrap();
        let sum = tripline_plugin::sign::hex(&tripline_plugin::sign::sha256(&bytes));
        assert_eq!(plugin["sha256"], sum.as_str(), "{name}: run build.sh");
        let held = manifest(name).to_string();
        let found = bytes.windows(held.len()).any(|window| window == held.as_bytes());
        assert!(found, "{name}: the component holds another manifest: run build.sh");
    }
}
