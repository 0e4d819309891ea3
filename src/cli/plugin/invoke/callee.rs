//! What is called: a target of a rules file, or one made of the arguments. Both are read by the
//! same reader, so that both are checked alike.

use super::super::args::{Grant, InvokeArgs};
use super::super::compile::find;
use crate::base::diag::Level;
use crate::base::span::Sources;
use crate::base::suggest::nearest;
use crate::base::text::{quote, reason};
use crate::cli::args::Global;
use crate::cli::bundle;
use crate::cli::exit::{Code, Failure};
use crate::cli::terminal;
use crate::plugins::Plugin;
use crate::rules::{Bundle, Loaded, Target, json_text};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A target and its plugin.
#[derive(Debug)]
pub(super) struct Called {
    pub target: Target,
    pub plugin: Plugin,
    /// The texts that the target's places are in.
    pub sources: Sources,
}

/// What the arguments say is to be called.
pub(super) fn read(args: &InvokeArgs, global: &Global) -> Result<Called, Failure> {
    let given = args.plugin.as_ref().map(|name| find(name, global)).transpose()?;
    match (&args.target, given) {
        (Some(name), given) => of_rules(args, name, given, global),
        (None, Some(plugin)) => of_arguments(args, plugin, global),
        (None, None) => Err(Failure::usage("name a plugin or a --target")),
    }
}

fn of_rules(
    args: &InvokeArgs,
    name: &str,
    given: Option<Plugin>,
    global: &Global,
) -> Result<Called, Failure> {
    let checked = bundle::read(&args.rules, &[], global)?.sound(global)?;
    let names = || checked.bundle.targets.iter().map(|t| t.name.as_str());
    let Some(at) = names().position(|known| known == name) else {
        let near = nearest(name, names());
        let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        return Err(Failure::usage(format!("no target is called `{name}`{hint}")));
    };
    let mut target = checked.bundle.targets[at].clone();
    let plugin = match given {
        Some(plugin) => {
            // Another plugin than the target's is not the one that is pinned.
            target.plugin.value = absolute(&plugin.name);
            target.sha256 = None;
            plugin
        }
        None => {
            Plugin::of(&target).map_err(|why| Failure::usage(format!("target `{name}`: {why}")))?
        }
    };
    Ok(Called { target, plugin, sources: checked.loaded.sources })
}

/// A path that means the same in every folder; the name of a standard plugin stays.
fn absolute(name: &str) -> String {
    let file = Path::new(name);
    let path = if file.is_file() { std::path::absolute(file).ok() } else { None };
    path.map_or(name.to_owned(), |path| path.display().to_string())
}

fn of_arguments(args: &InvokeArgs, plugin: Plugin, global: &Global) -> Result<Called, Failure> {
    let config = match &args.config {
        Some(config) => config_text(config, global)?,
        None => "{}".to_owned(),
    };
    let manifest = plugin.inspection.manifest.as_ref();
    let own = manifest.and_then(|m| m.name.clone()).filter(|name| !name.is_empty());
    let stem = || Path::new(&plugin.name).file_stem().map(|s| s.to_string_lossy().into_owned());
    let name = own.or_else(stem).unwrap_or_else(|| "plugin".to_owned());
    let fits = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().take(64).map(fits).collect();
    let (grants, buses) = grants(args);
    let limits = manifest.map(|m| m.limits.clone()).unwrap_or_default();
    let text = format!(
        "{{\"buses\": {},\n\"targets\": {{\"{name}\": {{\n  \"plugin\": {},\n  \"grants\": {},\n  \"limits\": {},\n  \"config\": {config}\n}}}}}}\n",
        Value::Object(buses),
        quote(plugin.name.as_bytes()),
        Value::Object(grants),
        Value::Object(limits),
    );
    let mut loaded = Loaded::default();
    let limits = global.limits();
    // A name without a folder: paths among the arguments are relative to the current one.
    let (shown, path) = ("<arguments>", Path::new("arguments.json"));
    loaded.add_file(shown, path, &text.into_bytes().into(), &limits);
    let read_file = |path: &Path| std::fs::read(path);
    let (bundle, mut diags) = crate::rules::bundle(&loaded, &[], &read_file, &limits);
    diags.extend(std::mem::take(&mut loaded.diags));
    diags.retain(|diag| diag.level == Level::Error);
    let Bundle { mut targets, .. } = bundle;
    match targets.pop() {
        Some(target) if diags.is_empty() => Ok(Called { target, plugin, sources: loaded.sources }),
        _ => {
            terminal::diags(diags, &loaded.sources, global)?;
            Err(Failure::Said(Code::BadRules))
        }
    }
}

/// `--config` as JSON text: as it is given, or of a file.
fn config_text(given: &str, global: &Global) -> Result<String, Failure> {
    let inline = given.trim_start().starts_with('{');
    let (name, bytes) = if inline {
        ("--config".to_owned(), given.as_bytes().to_vec())
    } else {
        let bytes = std::fs::read(given)
            .map_err(|e| Failure::usage(format!("`{given}` could not be read: {}", reason(&e))))?;
        (given.to_owned(), bytes)
    };
    let mut loaded = Loaded::default();
    let path = if inline { Path::new("config.json") } else { Path::new(given) };
    loaded.add_file(&name, path, &bytes.into(), &global.limits());
    let mut diags = std::mem::take(&mut loaded.diags);
    let text = loaded.files.first().and_then(|file| json_text(&mut diags, file.tree.root()));
    match text {
        Some(text) if diags.is_empty() => Ok(text),
        _ => {
            terminal::diags(diags, &loaded.sources, global)?;
            Err(Failure::Said(Code::BadRules))
        }
    }
}

/// `grants` of a target, and the buses that have to be there for them.
fn grants(args: &InvokeArgs) -> (Map<String, Value>, Map<String, Value>) {
    let (mut grants, mut buses) = (Map::new(), Map::new());
    let mut list = |name: &str, value: &str| {
        if name == "put-events" && value != crate::rules::DEFAULT_BUS {
            buses.insert(value.to_owned(), json!({}));
        }
        let all = grants.entry(name).or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.push(value.into());
        }
    };
    for (name, _) in &args.secrets {
        list("secrets", name);
    }
    for grant in &args.grants {
        if let Grant::Of(name, value) = grant {
            list(name, value);
        }
    }
    for grant in &args.grants {
        if let Grant::Switch(name) = grant {
            grants.insert((*name).to_owned(), true.into());
        }
    }
    (grants, buses)
}
