//! plugin.yaml: what a plugin says about itself, read like a rule file: every problem has its
//! place.

use crate::base::codes::Code as DiagCode;
use crate::base::diag::{Diag, Diags};
use crate::base::text::reason;
use crate::cli::args::Global;
use crate::cli::exit::{Code, Failure};
use crate::cli::terminal;
use crate::plugins::Manifest;
use crate::read::tree::{Item, Kind};
use crate::rules::{
    Fields, Key, Loaded, json_text, out_of_set, read_batch, read_limits, text, texts, wrong,
};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The file's name.
pub(super) const FILE: &str = "plugin.yaml";

const KEYS: &[Key] = &[
    Key::required("name", "", "The plugin's name; `plugin build` writes NAME.wasm."),
    Key::optional("version", "", "Its version, such as \"1.0.0\"."),
    Key::optional("title", "", "What it is for, in a line."),
    Key::optional("description", "", "More on it."),
    Key::optional("asks", "", "The grants that it needs, each with what for."),
    Key::optional("config", "", "The JSON Schema of its config."),
    Key::optional("recommended", "", "The limits and the batch that fit it."),
    Key::optional("build", "", "How it is built."),
];

const ASKS: &[Key] = &[
    Key::optional("http", "", "Requests."),
    Key::optional("put-events", "", "Events on buses."),
    Key::optional("secrets", "", "Secrets."),
    Key::optional("files", "", "Files."),
    Key::optional("state", "", "A state of its own."),
    Key::optional("clock", "", "The time."),
    Key::optional("random", "", "Random bytes."),
];

const ASK: &[Key] = &[
    Key::required("why", "", "What for, as in `calls config.url`."),
    Key::optional("if-config", "", "Keys of the config; asked for where one is given."),
];

const RECOMMENDED: &[Key] = &[
    Key::optional("limits", "", "As in a target."),
    Key::optional("batch", "", "As in a target."),
];

const BUILD: &[Key] =
    &[Key::optional("artifact", "", "What the compiler makes, relative to this file.")];

/// What a plugin.yaml says.
#[derive(Debug)]
pub(super) struct Described {
    /// The plugin's name.
    pub name: String,
    /// What goes into the component: everything but `build`.
    pub manifest: Value,
    /// What the compiler makes, if the file says so.
    pub artifact: Option<PathBuf>,
}

/// Reads a plugin.yaml; its problems are said.
pub(super) fn read(path: &Path, global: &Global) -> Result<Described, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|e| Failure::usage(format!("`{name}` could not be read: {}", reason(&e))))?;
    let mut loaded = Loaded::default();
    loaded.add_file(&name, path, &bytes.into(), &global.limits());
    let mut diags = std::mem::take(&mut loaded.diags);
    let described = loaded.files.first().and_then(|f| document(&mut diags, f.tree.root()));
    match described {
        Some(described) if diags.is_empty() => Ok(described),
        _ => {
            terminal::diags(diags, &loaded.sources, global)?;
            Err(Failure::Said(Code::BadRules))
        }
    }
}

fn document(diags: &mut Diags, root: Item<'_>) -> Option<Described> {
    let fields = Fields::read(diags, FILE, root.span().head(), root, KEYS)?;
    for key in ["version", "title", "description"] {
        let _text = fields.get(key).map(|item| text(diags, key, item));
    }
    let name = fields.get("name").and_then(|item| self::name(diags, item));
    if let Some(item) = fields.get("asks") {
        asks(diags, item);
    }
    if let Some(item) = fields.get("recommended") {
        recommended(diags, item);
    }
    if let Some(item) = fields.get("config") {
        schema(diags, item);
    }
    let build = fields.get("build");
    let build = build.and_then(|i| Fields::read(diags, "`build`", i.span(), i, BUILD));
    let artifact = build.and_then(|b| b.get("artifact"));
    let artifact = artifact.and_then(|item| text(diags, "artifact", item)).map(PathBuf::from);
    let Value::Object(mut manifest) = json(diags, root)? else { return None };
    manifest.shift_remove("build");
    let manifest = Value::Object(manifest);
    if diags.is_empty()
        && let Err(why) = Manifest::of(manifest.clone())
    {
        // What is checked above is all that there is to check; should the two ever differ, this
        // one counts.
        out_of_set(diags, root, why);
    }
    Some(Described { name: name?, manifest, artifact })
}

/// A name is that of a file, too.
fn name(diags: &mut Diags, item: Item<'_>) -> Option<String> {
    let name = text(diags, "name", item)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(plain) {
        let words = format!("`{name}` is no name for a plugin");
        let help = "a name has at most 64 letters, digits, hyphens, underscores and dots";
        diags.push(Diag::new(DiagCode::TL209, item.span(), words).help(help));
        return None;
    }
    Some(name)
}

fn asks(diags: &mut Diags, item: Item<'_>) {
    let Some(fields) = Fields::read(diags, "`asks`", item.span(), item, ASKS) else { return };
    for key in ASKS {
        let Some(item) = fields.get(key.name) else { continue };
        match item.kind() {
            Kind::Text => {}
            Kind::Map => {
                let Some(ask) = Fields::read(diags, "an ask", item.span(), item, ASK) else {
                    continue;
                };
                let _text = ask.get("why").map(|why| text(diags, "why", why));
                let _texts = ask.get("if-config").map(|keys| texts(diags, "if-config", keys));
            }
            _ => wrong(diags, key.name, item, "what for, as in `calls config.url`"),
        }
    }
}

fn recommended(diags: &mut Diags, item: Item<'_>) {
    let read = Fields::read(diags, "`recommended`", item.span(), item, RECOMMENDED);
    let Some(fields) = read else { return };
    if let Some(item) = fields.get("limits") {
        read_limits(diags, item);
    }
    if let Some(item) = fields.get("batch") {
        read_batch(diags, item);
    }
}

fn schema(diags: &mut Diags, item: Item<'_>) {
    if item.kind() != Kind::Map {
        return wrong(diags, "config", item, "a JSON Schema");
    }
    let Some(schema) = json(diags, item) else { return };
    if let Err(why) = jsonschema::validator_for(&schema) {
        out_of_set(diags, item, format!("`config` is not a JSON Schema: {why}"));
    }
}

/// A value as JSON.
fn json(diags: &mut Diags, item: Item<'_>) -> Option<Value> {
    let text = json_text(diags, item)?;
    match serde_json::from_str(&text) {
        Ok(value) => Some(value),
        Err(why) => {
            out_of_set(diags, item, format!("this cannot be written as JSON: {why}"));
            None
        }
    }
}
