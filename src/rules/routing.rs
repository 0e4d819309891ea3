//! The `targets` of an event rule: where a match goes, and in what form.

use super::doc::{Fields, Key, out_of_set, text, wrong};
use super::json_text::json_text;
use super::retry::{self, Retry};
use super::scope::Scope;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::ids::{SourceId, TargetId};
use crate::base::span::Span;
use crate::read::json;
use crate::read::tree::{Item, Kind};

/// The keys of an entry of `targets`.
pub static KEYS: &[Key] = &[
    Key::required("target", r##"{"$ref": "#/$defs/name"}"##, "The name of a target."),
    Key::optional(
        "input",
        "{}",
        "What the target gets instead of the event: a value, or a string that holds JSON text.",
    ),
    Key::optional(
        "input-path",
        r#"{"type": "string", "pattern": "^\\$", "examples": ["$.detail"]}"#,
        "The part of the event that the target gets.",
    ),
    Key::optional(
        "input-transformer",
        r##"{"$ref": "#/$defs/input-transformer"}"##,
        "A template for what the target gets.",
    ),
    Key::optional(
        "retry",
        r##"{"$ref": "#/$defs/retry"}"##,
        "How failures are tried again, over the target's own policy, key by key.",
    ),
    Key::optional(
        "dead-letter",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that gets what could not be delivered.",
    ),
];

/// The keys of an input transformer.
pub static TRANSFORMER_KEYS: &[Key] = &[
    Key::optional(
        "input-paths-map",
        r#"{"type": "object", "maxProperties": 100,
            "propertyNames": {"pattern": "^(?!AWS)[A-Za-z0-9_-]{1,256}$"},
            "additionalProperties": {"type": "string", "pattern": "^\\$"},
            "examples": [{"who": "$.detail.userIdentity.arn"}]}"#,
        "Names for parts of the event.",
    ),
    Key::required(
        "input-template",
        r#"{"type": "string", "examples": ["\"<who> signed in as root\""]}"#,
        "The template: `<name>` stands for a part; it begins with `{` or with a quote.",
    ),
];

/// What a target gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Input {
    /// The whole event.
    #[default]
    Event,
    /// This JSON text.
    Constant(String),
    /// The part of the event at this path.
    Path(String),
    /// A template, filled with parts of the event.
    Transformer {
        /// Names of parts, and the paths that lead to them.
        paths: Vec<(String, String)>,
        /// The template.
        template: String,
    },
}

/// Where a match goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// The target, an index into `Bundle::targets`.
    pub target: TargetId,
    /// Where the rule names it.
    pub span: Span,
    /// What it gets.
    pub input: Input,
    /// Retries, over the target's own.
    pub retry: Retry,
    /// The target of what could not be delivered, over the target's own.
    pub dead_letter: Option<TargetId>,
}

/// Reads the `targets` of a rule.
pub fn read(diags: &mut Diags, scope: &Scope<'_>, item: Item<'_>) -> Vec<Routing> {
    if item.kind() != Kind::List {
        wrong(diags, "targets", item, "a list of target names and of maps with the key `target`");
        return Vec::new();
    }
    item.items().filter_map(|element| entry(diags, scope, element)).collect()
}

fn entry(diags: &mut Diags, scope: &Scope<'_>, item: Item<'_>) -> Option<Routing> {
    if item.kind() == Kind::Text {
        let target = scope.target(diags, "targets", item)?;
        let (input, retry) = (Input::Event, Retry::default());
        return Some(Routing { target, span: item.span(), input, retry, dead_letter: None });
    }
    let fields = Fields::read(diags, "an entry of `targets`", item.span(), item, KEYS)?;
    let retry = fields.get("retry").map(|i| retry::read(diags, i)).unwrap_or_default();
    let letter = fields.get("dead-letter");
    let dead_letter = letter.and_then(|i| scope.target(diags, "dead-letter", i));
    let input = input(diags, &fields).unwrap_or_default();
    let name = fields.get("target")?;
    let target = scope.target(diags, "target", name)?;
    if let Some(at) = letter.filter(|_| dead_letter == Some(target)) {
        out_of_set(diags, at, "the dead letters of a target cannot go to the target itself");
    }
    Some(Routing { target, span: name.span(), input, retry, dead_letter })
}

fn input(diags: &mut Diags, fields: &Fields<'_>) -> Option<Input> {
    let [constant, path, transformer] =
        ["input", "input-path", "input-transformer"].map(|name| fields.get(name));
    let mut given = [constant, path, transformer].into_iter().flatten();
    if let (Some(first), Some(second)) = (given.next(), given.next()) {
        let words = "only one of `input`, `input-path` and `input-transformer` may be given";
        diags.push(Diag::new(Code::TL211, second.span(), words).also(first.span(), "first here"));
    }
    if let Some(item) = constant {
        return self::constant(diags, item);
    }
    if let Some(item) = path {
        return self::path(diags, "input-path", item).map(Input::Path);
    }
    transformer.and_then(|item| self::transformer(diags, item))
}

/// A value is itself; a string is JSON text, as AWS has it.
fn constant(diags: &mut Diags, item: Item<'_>) -> Option<Input> {
    if item.kind() != Kind::Text {
        return json_text(diags, item).map(Input::Constant);
    }
    let text = item.text();
    if let Err(e) = json::read(SourceId(0), text.as_ref().into(), 1000) {
        diags.push(
            Diag::new(Code::TL209, item.span(), format!("the string is not JSON text: {e}"))
                .help("for a plain string, put it into double quotes within the quotes: '\"...\"'")
                .help("a map or list may be written as it is, without quotes"),
        );
        return None;
    }
    Some(Input::Constant(item.str().into_owned()))
}

fn path(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<String> {
    let path = text(diags, key, item)?;
    if !path.starts_with('$') {
        let words = format!("`{path}` is not a path");
        let diag = Diag::new(Code::TL209, item.span(), words);
        diags.push(diag.help("a path begins at the event, `$`, as in `$.detail.state`"));
        return None;
    }
    Some(path)
}

fn transformer(diags: &mut Diags, item: Item<'_>) -> Option<Input> {
    let what = "`input-transformer`";
    let fields = Fields::read(diags, what, item.span(), item, TRANSFORMER_KEYS)?;
    let mut paths = Vec::new();
    if let Some(map) = fields.get("input-paths-map") {
        if map.kind() != Kind::Map {
            wrong(diags, "input-paths-map", map, "a map from names to paths");
        }
        if map.entries().count() > 100 {
            out_of_set(diags, map, "`input-paths-map` takes at most 100 names");
        }
        for (key, value) in map.entries() {
            let name = key.str();
            let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            if !(1..=256).contains(&name.len())
                || !name.bytes().all(fits)
                || name.starts_with("AWS")
            {
                diags.push(
                    Diag::new(Code::TL207, key.span(), format!("`{name}` cannot name a part"))
                        .help("such names have letters, digits, `-` and `_`, and no AWS in front"),
                );
            }
            if let Some(path) = path(diags, &name, value) {
                paths.push((name.into_owned(), path));
            }
        }
    }
    let template = fields.get("input-template").and_then(|i| text(diags, "input-template", i))?;
    Some(Input::Transformer { paths, template })
}
