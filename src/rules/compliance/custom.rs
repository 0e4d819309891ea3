//! `custom`: a plugin that answers a rule.

use super::Custom;
use crate::base::diag::Diags;
use crate::read::tree::Item;
use crate::rules::doc::{Fields, Key};
use crate::rules::parameter::Parameter;
use crate::rules::scope::Scope;
use crate::rules::target;
use crate::rules::texts::File;
use serde_json::{Map, Value};

/// The keys of `custom`: those of a target that a function without side effects has.
pub static KEYS: &[Key] = &[
    Key::required(
        "plugin",
        r#"{"type": "string", "minLength": 1}"#,
        "The plugin's name, or the path of a component, relative to this file.",
    ),
    Key::optional("config", r#"{"type": "object"}"#, "The plugin's configuration."),
    Key::optional("limits", r##"{"$ref": "#/$defs/limits"}"##, "What a question may take."),
    Key::optional(
        "sha256",
        r#"{"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}"#,
        "The SHA-256 that the component must have.",
    ),
];

/// Reads `custom` of the rule `key`. The rule's parameters go to the plugin as AWS sends them: all
/// strings. It is granted nothing: an answer is all that it gives.
pub(super) fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    file: &File,
    (key, item): (Item<'_>, Item<'_>),
    params: &[Parameter],
) -> Option<Custom> {
    let before = diags.len();
    Fields::read(diags, "`custom`", item.span().head(), item, KEYS)?;
    if diags.len() > before {
        return None;
    }
    let target = target::read(diags, scope, file, key, item);
    let given = params.iter().filter_map(|p| Some((p.name.clone(), p.value.as_ref()?)));
    let parameters: Map<String, Value> = given
        .map(|(name, value)| {
            let all: Vec<_> =
                value.iter().map(|o| crate::base::text::show(&o.text).into_owned()).collect();
            (name, all.join(",").into())
        })
        .collect();
    (diags.len() == before)
        .then(|| Custom { target, parameters: Value::from(parameters).to_string() })
}
