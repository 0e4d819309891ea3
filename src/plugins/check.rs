//! What `tripline check` says of targets: is there a plugin, can it be called, does the config fit
//! it, and are its rights those it asks for?

use super::host::{Host, config_text};
use super::http::Origin;
use super::inspect::Inspection;
use super::manifest::Ask;
use super::plugin::{NoPlugin, Plugin};
use super::probe::probe;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::read::tree::{Item, Kind};
use crate::rules::Target;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

/// Checks targets; each comes back with its plugin, if there is one.
pub fn check(host: &Host, targets: &[Target], diags: &mut Diags) -> Vec<Option<Plugin>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().ok();
    let mut check = |target| {
        let (plugin, fits) = one(host, target, diags)?;
        // A plugin that declares a config is asked when its schema has nothing to say.
        let declared = plugin.inspection.manifest.as_ref().is_some_and(|m| m.config.is_some());
        if let Some(runtime) = runtime.as_ref().filter(|_| declared && fits)
            && let Some(why) = probe(host, runtime, target, &plugin)
        {
            let span = target.config.as_ref().map_or(target.plugin.span, |c| c.root().span());
            let words = format!("the plugin `{}` refuses this config: {why}", plugin.name);
            diags.push(Diag::new(Code::TL505, span, words));
        }
        Some(plugin)
    };
    targets.iter().map(&mut check).collect()
}

/// The plugin of a target, and whether the config fits its schema.
fn one(host: &Host, target: &Target, diags: &mut Diags) -> Option<(Plugin, bool)> {
    origins(target, diags);
    let plugin = match Plugin::of(target) {
        Ok(plugin) => plugin,
        Err(why) => {
            diags.push(absent(target, &why));
            return None;
        }
    };
    if let Err(why) = host.compile(&plugin) {
        let words = format!("the plugin `{}` cannot be compiled or linked: {why}", plugin.name);
        diags.push(Diag::new(Code::TL504, target.plugin.span, words));
        return None;
    }
    let schema = plugin.inspection.manifest.as_ref().and_then(|m| m.config.as_ref());
    let fits = schema.is_none_or(|schema| config(target, &plugin, schema, diags));
    rights(target, &plugin.inspection, diags);
    Some((plugin, fits))
}

fn absent(target: &Target, why: &NoPlugin) -> Diag {
    let (code, span) = match why {
        NoPlugin::Unknown { .. } | NoPlugin::Unreadable { .. } => (Code::TL502, target.plugin.span),
        NoPlugin::NotOne { .. } => (Code::TL503, target.plugin.span),
        NoPlugin::NotPinned { .. } => {
            (Code::TL506, target.sha256.as_ref().map_or(target.plugin.span, |pin| pin.span))
        }
    };
    let diag = Diag::new(code, span, why.to_string());
    match why {
        NoPlugin::Unknown { meant: Some(meant), .. } => {
            diag.label(format!("did you mean `{meant}`?"))
        }
        NoPlugin::Unknown { meant: None, .. } => {
            let known: Vec<&str> = super::builtin::names().collect();
            diag.help(format!(
                "standard plugins: {}; a plugin of one's own is a path such as `./{}.wasm`",
                known.join(", "),
                target.plugin.value
            ))
        }
        _ => diag,
    }
}

/// Holds a config against its plugin's schema; every fault is at the value it is in. Does it fit?
fn config(target: &Target, plugin: &Plugin, schema: &Value, diags: &mut Diags) -> bool {
    let before = diags.len();
    let name = &plugin.name;
    let validator = match jsonschema::validator_for(schema) {
        Ok(validator) => validator,
        Err(why) => {
            let words = format!("the config schema of `{name}` is not a JSON Schema: {why}");
            diags.push(Diag::new(Code::TL503, target.plugin.span, words));
            return false;
        }
    };
    // INVARIANT (config-is-json): what `config_text` writes is JSON.
    let Ok(value) = serde_json::from_str::<Value>(&config_text(target)) else { return false };
    for error in validator.iter_errors(&value) {
        let root = target.config.as_ref().map(|tree| tree.root());
        let (at, path) = place(root, error.instance_path().as_str());
        let span = at.map_or(target.plugin.span, |item| item.span());
        let key = if path.is_empty() { "`config`".to_owned() } else { format!("`{path}`") };
        let diag = match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for extra in unexpected {
                    diags.push(unknown(
                        at,
                        span,
                        extra,
                        name,
                        schema,
                        error.instance_path().as_str(),
                    ));
                }
                continue;
            }
            ValidationErrorKind::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let words = format!("{key} of the plugin `{name}` needs the key `{property}`");
                Diag::new(Code::TL505, span, words)
            }
            _ => {
                let words = format!("{key} does not fit the plugin `{name}`: {error}");
                Diag::new(Code::TL505, span, words)
            }
        };
        diags
            .push(diag.help(format!("`tripline plugin inspect {name} --schema` prints what fits")));
    }
    diags.len() == before
}

/// An unknown key of a config, with the one that may be meant.
fn unknown(
    map: Option<Item<'_>>,
    span: Span,
    extra: &str,
    plugin: &str,
    schema: &Value,
    path: &str,
) -> Diag {
    let key = map.and_then(|m| m.entries().find(|(k, _)| k.str() == extra)).map(|(k, _)| k.span());
    let known = path.split('/').filter(|p| !p.is_empty()).try_fold(schema, |schema, part| {
        schema.get("properties").and_then(|p| p.get(part)).or_else(|| schema.get("items"))
    });
    let known = known.and_then(|s| s.get("properties")).and_then(Value::as_object);
    let names = || known.into_iter().flat_map(|map| map.keys().map(String::as_str));
    let words = format!("the plugin `{plugin}` has no config key `{extra}`");
    let diag = Diag::new(Code::TL505, key.unwrap_or(span), words);
    match nearest(extra, names()) {
        Some(meant) => diag.label(format!("did you mean `{meant}`?")),
        None => diag.help(format!("its keys: {}", names().collect::<Vec<_>>().join(", "))),
    }
}

/// The value that a JSON pointer leads to, and the pointer in dots.
fn place<'t>(root: Option<Item<'t>>, pointer: &str) -> (Option<Item<'t>>, String) {
    let mut at = root;
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        at = at.and_then(|item| match item.kind() {
            Kind::List => item.items().nth(part.parse().ok()?),
            _ => item.get(&part),
        });
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&part);
    }
    (at, path)
}

/// Origins that the client would read otherwise than the rules file: nothing would be covered.
fn origins(target: &Target, diags: &mut Diags) {
    for origin in &target.grants.http {
        if let Err(why) = Origin::read(&origin.value) {
            let words = format!("`{}` is no origin: {why}", origin.value);
            diags.push(Diag::new(Code::TL209, origin.span, words));
        }
    }
}

/// Rights that are asked for and not granted, granted and not asked for, and imports of others.
fn rights(target: &Target, inspection: &Inspection, diags: &mut Diags) {
    let asked = inspection.asks();
    let given: Vec<&str> = target.grants.list().iter().map(|(grant, _)| *grant).collect();
    let (name, plugin) = (&target.name, &target.plugin.value);
    let asks = inspection.manifest.as_ref().map(|m| &*m.asks).unwrap_or_default();
    for missing in asked.iter().filter(|a| !given.contains(a)) {
        let ask = asks.iter().find(|ask| ask.grant == **missing);
        if ask.is_some_and(|ask| !applies(ask, target)) {
            continue;
        }
        let words = format!(
            "the target `{name}` does not grant `{missing}`, which its plugin `{plugin}` asks for"
        );
        let diag = Diag::new(Code::TL507, target.plugin.span, words);
        diags.push(match ask.filter(|ask| !ask.why.is_empty()) {
            Some(ask) => diag.help(format!("what for: it {}", ask.why)),
            None => diag,
        });
    }
    for extra in given.iter().filter(|g| !asked.contains(g)) {
        let words = format!(
            "the target `{name}` grants `{extra}`, which its plugin `{plugin}` does not ask for"
        );
        diags.push(Diag::new(Code::TL509, target.plugin.span, words));
    }
    let foreign: Vec<String> = inspection.foreign().take(4).map(|i| format!("`{i}`")).collect();
    if !foreign.is_empty() {
        let words =
            format!("the plugin `{plugin}` imports {}, which no target has", foreign.join(", "));
        diags.push(Diag::new(Code::TL508, target.plugin.span, words));
    }
}

/// Does a plugin with this config ask for it?
fn applies(ask: &Ask, target: &Target) -> bool {
    let root = target.config.as_ref().map(|tree| tree.root());
    let given = |path: &String| root.is_some_and(|root| has(root, path));
    ask.if_config.is_empty() || ask.if_config.iter().any(given)
}

/// Is there something at a path? In a list, in any of its elements.
fn has(item: Item<'_>, path: &str) -> bool {
    if item.kind() == Kind::List {
        return item.items().any(|element| has(element, path));
    }
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    item.get(key).is_some_and(|inner| rest.is_empty() || has(inner, rest))
}
