//! `given`: what a case starts from.

use super::case::Names;
use super::outside::{self, Outside};
use super::watch::{self, Watched};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::text::reason;
use crate::read::tree::{Item, Kind};
use crate::rules::test_keys::{FIXTURE, GIVEN};
use crate::rules::{Fields, File, json_text, near, text, wrong};
use std::path::PathBuf;

/// Events or items of a case.
#[derive(Debug)]
pub struct Given<'t> {
    /// Where they are given.
    pub span: Span,
    /// What they are.
    pub kind: GivenKind<'t>,
}

/// What they are.
#[derive(Debug)]
pub enum GivenKind<'t> {
    /// JSON text: an event, an item, a record, or a document with records.
    Inline(String),
    /// The records of a file.
    File {
        /// Where it is.
        path: PathBuf,
        /// A merge patch for each of its records.
        patch: Option<Item<'t>>,
    },
}

/// Reads `given`; the paths in it are relative to `file`.
pub(super) fn read<'t>(
    diags: &mut Diags,
    names: &Names<'_>,
    file: &File,
    item: Item<'t>,
) -> (Vec<Given<'t>>, Vec<Given<'t>>, Watched<'t>, Outside) {
    let Some(fields) = Fields::read(diags, "`given`", item.span().head(), item, GIVEN) else {
        return Default::default();
    };
    let watched = watch::given(diags, file, &fields);
    let outside = outside::read(diags, names, &fields);
    let mut of = |key: &str| fields.get(key).map(|all| list(diags, key, file, all));
    let (events, items) = (of("events"), of("items"));
    (events.unwrap_or_default(), items.unwrap_or_default(), watched, outside)
}

fn list<'t>(diags: &mut Diags, key: &str, file: &File, events: Item<'t>) -> Vec<Given<'t>> {
    if events.kind() != Kind::List {
        wrong(diags, key, events, &format!("a list of {key} and of maps with the key `file`"));
        return Vec::new();
    }
    let read = |element: Item<'t>| {
        let kind = entry(diags, key, file, element)?;
        Some(Given { span: element.span(), kind })
    };
    events.items().filter_map(read).collect()
}

pub(super) fn entry<'t>(
    diags: &mut Diags,
    key: &str,
    file: &File,
    item: Item<'t>,
) -> Option<GivenKind<'t>> {
    let noun = key.trim_end_matches('s');
    let article = if noun.starts_with(['e', 'i']) { "an" } else { "a" };
    if item.kind() != Kind::Map {
        let diag =
            Diag::new(Code::TL110, item.span(), format!("{article} {noun} of a case is a map"))
                .label(format!("this is {}", item.kind().noun()));
        let help = if item.kind() == Kind::Text {
            format!("for the {key} of a file write {{ file: {} }}", item.str())
        } else {
            format!("write the {noun}, or a map with the key `file`")
        };
        diags.push(diag.help(help));
        return None;
    }
    if !is_fixture(item) {
        return json_text(diags, item).map(GivenKind::Inline);
    }
    let fields = Fields::read(diags, "a fixture", item.span().head(), item, FIXTURE)?;
    let patch = fields.get("patch");
    if let Some(patch) = patch {
        if patch.kind() != Kind::Map {
            wrong(diags, "patch", patch, "a map");
        }
        // What JSON has no form for is reported once, not for every record.
        json_text(diags, patch)?;
    }
    let at = fields.get("file")?;
    let name = text(diags, "file", at)?;
    let path = file.path.parent().map_or_else(|| PathBuf::from(&name), |p| p.join(&name));
    let problem = match std::fs::metadata(&path) {
        Ok(data) if data.is_dir() => format!("`{}` is a folder", path.display()),
        Ok(_) => return Some(GivenKind::File { path, patch }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            format!("there is no file `{}`", path.display())
        }
        Err(e) => format!("cannot read `{}`: {}", path.display(), reason(&e)),
    };
    let diag = Diag::new(Code::TL501, at.span(), problem);
    diags.push(diag.help("the path is relative to the file that holds the case"));
    None
}

/// Is it a file that is named, rather than an event? Mistyped keys are to be told as such; no
/// event consists of one string under such a key.
fn is_fixture(item: Item<'_>) -> bool {
    if item.get("file").is_some() {
        let of_events = ["source", "detail-type", "detail", "eventSource", "eventName", "Records"];
        return !of_events.iter().any(|key| item.get(key).is_some());
    }
    let mut entries = item.entries();
    let first = entries.next().filter(|(_, value)| value.kind() == Kind::Text);
    first.is_some_and(|(key, _)| near(&key.str(), ["file"]).is_some())
        && entries.all(|(key, _)| near(&key.str(), ["patch"]).is_some())
}
