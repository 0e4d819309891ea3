//! `custom`: a plugin that answers a rule.

use super::Custom;
use crate::base::diag::Diags;
use crate::read::tree::{Item, Kind};
use crate::read::write;
use crate::rules::doc::{Fields, Key, text, wrong};
use crate::rules::parameter::Parameter;
use serde_json::{Map, Value};
use std::path::Path;

/// The keys of `custom`.
pub static KEYS: &[Key] = &[
    Key::required(
        "plugin",
        r#"{"type": "string", "minLength": 1}"#,
        "The plugin's name, or the path of a component, relative to this file.",
    ),
    Key::optional("config", r#"{"type": "object"}"#, "The plugin's configuration."),
];

/// Reads `custom`. The parameters of the rule go to the plugin as AWS sends them: all strings.
pub(super) fn read(
    diags: &mut Diags,
    file: &Path,
    item: Item<'_>,
    params: &[Parameter],
) -> Option<Custom> {
    let fields = Fields::read(diags, "`custom`", item.span().head(), item, KEYS)?;
    let plugin = fields.get("plugin").and_then(|i| text(diags, "plugin", i));
    let config = match fields.get("config") {
        Some(config) if config.kind() == Kind::Map => {
            let mut json = Vec::new();
            write::json(config, &mut json);
            String::from_utf8(json).unwrap_or_default()
        }
        Some(config) => {
            wrong(diags, "config", config, "a map");
            return None;
        }
        None => "{}".to_owned(),
    };
    let given = params.iter().filter_map(|p| Some((p.name.clone(), p.value.as_ref()?)));
    let parameters: Map<String, Value> = given
        .map(|(name, value)| {
            let all: Vec<_> =
                value.iter().map(|o| crate::base::text::show(&o.text).into_owned()).collect();
            (name, all.join(",").into())
        })
        .collect();
    Some(Custom {
        plugin: plugin?,
        folder: file.parent().unwrap_or(Path::new("")).to_owned(),
        config,
        parameters: Value::from(parameters).to_string(),
    })
}
