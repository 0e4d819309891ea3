//! The settings as a whole.

use super::bounds;
use super::callers;
use super::doc::{Key, Reader};
use super::listen;
use super::parts;
use super::secret::{self, World};
use super::values::Settings;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::{Sources, Span};
use crate::operators::Compat;
use crate::read::tree::{Item, Tree};
use crate::read::{duplicates, yaml};
use std::path::Path;
use std::sync::Arc;

/// The keys at the top.
pub(super) static KEYS: &[Key] = &[
    Key::optional(
        "listen",
        r#"{"type": "string", "default": "127.0.0.1:7070", "examples": ["0.0.0.0:7070", "[::1]:0"]}"#,
        "The address and port of the server.",
    ),
    Key::optional(
        "hosts",
        r#"{"type": "array", "items": {"type": "string"}}"#,
        "Names besides `localhost` by which callers may call a server without keys.",
    ),
    Key::optional(
        "data",
        r#"{"type": "string", "default": "tripline-data"}"#,
        "The folder of the store.",
    ),
    Key::optional(
        "rules",
        r#"{"type": "array", "items": {"type": "string"}}"#,
        "Rule files and folders of them.",
    ),
    Key::optional(
        "packs",
        r#"{"type": "array", "items": {"type": "string"}}"#,
        "Built-in packs of rules.",
    ),
    Key::optional(
        "account",
        r#"{"type": "string", "pattern": "^[0-9]{12}$"}"#,
        "The account of what is made here, 12 digits in quotes.",
    ),
    Key::optional(
        "region",
        r#"{"type": "string", "pattern": "^[a-z]{2}(-[a-z]+)+-[0-9]+$"}"#,
        "The region of what is made here.",
    ),
    Key::optional(
        "compat",
        r#"{"enum": ["tripline", "aws"], "default": "tripline"}"#,
        "Whose reading of doubtful patterns to follow.",
    ),
    Key::optional(
        "keys",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"$ref": "#/$defs/key"}}"##,
        "Keys that sign AWS's calls, by name.",
    ),
    Key::optional(
        "tokens",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"$ref": "#/$defs/token"}}"##,
        "Bearer tokens, by name.",
    ),
    Key::optional(
        "tls",
        r##"{"$ref": "#/$defs/tls"}"##,
        "The certificate; without one the server speaks in the clear.",
    ),
    Key::optional(
        "limits",
        r##"{"$ref": "#/$defs/limits"}"##,
        "What one caller may ask of the server.",
    ),
    Key::optional("retention", r##"{"$ref": "#/$defs/retention"}"##, "How long things are kept."),
    Key::optional(
        "quota",
        r##"{"$ref": "#/$defs/size", "default": "10GiB"}"##,
        "Most bytes of the store on disk, 64MiB or more.",
    ),
    Key::optional("queue", r##"{"$ref": "#/$defs/queue"}"##, "Deliveries that wait."),
    Key::optional(
        "backups",
        r#"{"type": "string"}"#,
        "The folder below which backups of the running daemon go.",
    ),
    Key::optional(
        "watch",
        r##"{"type": "array", "items": {"$ref": "#/$defs/watch"}}"##,
        "Folders in which new files are looked for.",
    ),
    Key::optional(
        "log",
        r##"{"$ref": "#/$defs/log"}"##,
        "What is written about the daemon's own work.",
    ),
    Key::optional("heartbeat", r##"{"$ref": "#/$defs/heartbeat"}"##, "Signs of life."),
];

/// Settings that were read, and what is wrong with them.
#[derive(Debug)]
pub struct Found {
    /// The text, in which whatever stands where secrets are asked for is blotted out.
    pub sources: Sources,
    /// The settings; what was wrong in them has its default. Not to be used where there are errors.
    pub settings: Settings,
    /// What is wrong.
    pub diags: Diags,
}

/// Reads settings. `name` is what diagnostics call the text; paths in it are relative to `folder`.
#[must_use]
pub fn read(name: &str, text: &[u8], folder: &Path, world: World<'_>) -> Found {
    let limits = Limits { diagnostics: 100, ..Limits::default() };
    let mut sources = Sources::default();
    let text: Arc<[u8]> = text.into();
    let source = sources.add(name, Arc::clone(&text));
    let mut reader = Reader { diags: Diags::default(), folder, world };
    let mut settings = Settings { data: folder.join("tripline-data"), ..Settings::default() };
    match yaml::read(source, &text, &limits) {
        Err(diag) => reader.push(diag),
        // Nothing but comments: all is as it is without settings.
        Ok(None) => {}
        Ok(Some(tree)) => match duplicates::check(&tree, &limits, &mut reader.diags) {
            Some(diag) => reader.push(diag),
            None => {
                fill(&mut reader, &tree, source, &mut settings);
                sources = blotted(name, &text, &secret::places(tree.root()));
            }
        },
    }
    Found { sources, settings, diags: reader.diags }
}

fn fill(reader: &mut Reader<'_>, tree: &Tree, source: SourceId, to: &mut Settings) {
    let at = Span { source, start: 0, end: 0 };
    let Some(fields) = reader.fields("the file of settings", at, tree.root(), KEYS) else { return };
    let mut with = |name: &str, read: &mut dyn FnMut(&mut Reader<'_>, Item<'_>)| {
        if let Some(item) = fields.get(name) {
            read(reader, item);
        }
    };
    with("listen", &mut |r, i| set(&mut to.listen, listen::read(r, i)));
    with("hosts", &mut |r, i| to.hosts = listen::hosts(r, i));
    with("data", &mut |r, i| set(&mut to.data, r.path("data", i)));
    with("rules", &mut |r, i| {
        to.rules = r.texts("rules", i).iter().map(|path| r.folder.join(path)).collect();
    });
    with("packs", &mut |r, i| to.packs = r.texts("packs", i));
    with("account", &mut |r, i| to.account = parts::account(r, i));
    with("region", &mut |r, i| to.region = parts::region(r, i));
    let words = [("tripline", Compat::Tripline), ("aws", Compat::Aws)];
    with("compat", &mut |r, i| set(&mut to.compat, r.word("compat", i, &words)));
    with("keys", &mut |r, i| to.keys = callers::keys(r, i));
    with("tokens", &mut |r, i| to.tokens = callers::tokens(r, i));
    with("tls", &mut |r, i| to.tls = parts::tls(r, i));
    with("limits", &mut |r, i| to.limits = bounds::limits(r, i));
    with("retention", &mut |r, i| to.retention = bounds::retention(r, i));
    with("quota", &mut |r, i| set(&mut to.quota, r.size("quota", i, 64 << 20..=1 << 50)));
    with("queue", &mut |r, i| set(&mut to.queue, bounds::queue(r, i)));
    with("backups", &mut |r, i| to.backups = r.path("backups", i));
    with("watch", &mut |r, i| to.watch = parts::watch(r, i));
    with("log", &mut |r, i| to.log = parts::log(r, i));
    with("heartbeat", &mut |r, i| to.heartbeat = parts::heartbeat(r, i));
}

fn set<T>(to: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *to = value;
    }
}

/// The text for diagnostics, in which some places are stars. It is as long as it was.
fn blotted(name: &str, text: &[u8], places: &[Span]) -> Sources {
    let mut text = text.to_vec();
    for place in places {
        let place = text.get_mut(place.start as usize..place.end as usize).unwrap_or_default();
        place.iter_mut().filter(|b| **b != b'\n').for_each(|b| *b = b'*');
    }
    let mut sources = Sources::default();
    sources.add(name, text);
    sources
}

/// A file that cannot be read.
pub(super) fn unreadable(name: &str, why: &str) -> Found {
    let mut diags = Diags::default();
    diags.push(Diag::unplaced(Code::TL101, format!("cannot read `{name}`: {why}")));
    Found { sources: Sources::default(), settings: Settings::default(), diags }
}
