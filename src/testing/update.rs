//! `--update`: counts and values that were found, written into the files. Only they change; comments
//! and layout stay. Values that are laid out over lines by indentation are left alone.

use super::found::{Correction, New};
use super::same::tree;
use crate::base::diag::Diags;
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::base::text::{quote, reason};
use crate::read::tree::{Item, Kind};
use crate::rules::Loaded;
use crate::rules::json_text;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// What became of the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Files that changed, and how many counts and values in each.
    pub changed: Vec<(String, usize)>,
    /// Files that could not be changed, and why.
    pub failed: Vec<String>,
}

/// Writes corrections into the files they stand in.
#[must_use]
pub fn update(loaded: &Loaded, corrections: &[Correction]) -> Update {
    let mut files: BTreeMap<SourceId, Vec<Correction>> = BTreeMap::new();
    for correction in corrections {
        files.entry(correction.span.source).or_default().push(correction.clone());
    }
    let mut update = Update::default();
    for (source, mut corrections) in files {
        let source_text = loaded.sources.get(source);
        let name = &source_text.name;
        // An aliased number stands in several cases, but only once in the file.
        corrections.sort();
        corrections.dedup();
        let path = loaded.files.iter().find(|f| f.source == source).map(|f| f.path.as_path());
        let written = corrected(&source_text.text, &corrections)
            .and_then(|text| write(path.unwrap_or(Path::new(&**name)), &source_text.text, &text));
        match written {
            Ok(()) => update.changed.push((name.to_string(), corrections.len())),
            Err(why) => update.failed.push(format!("cannot update `{name}`: {why}")),
        }
    }
    update
}

/// The text with its corrections.
fn corrected(text: &[u8], corrections: &[Correction]) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() + 8);
    let mut done = 0;
    for Correction { span, new } in corrections {
        let (start, end) = (span.start as usize, span.end as usize);
        if start < done {
            return Err("cases that share a value through an alias found different ones".into());
        }
        let old = text.get(start..end).and_then(|t| std::str::from_utf8(t).ok());
        out.extend_from_slice(text.get(done..start).unwrap_or_default());
        match new {
            New::Count { was, count } => {
                if old.and_then(|t| t.parse().ok()) != Some(*was) {
                    return Err("a count is not where it was read".into());
                }
                out.extend_from_slice(count.to_string().as_bytes());
            }
            New::Value(value) => out.extend_from_slice(value.as_bytes()),
        }
        done = end;
    }
    out.extend_from_slice(&text[done..]);
    Ok(out)
}

/// The correction that puts a value in the place of another, if that can be done without touching
/// what stands around it.
pub(super) fn value(sources: &Sources, item: Item<'_>, new: String) -> Option<Correction> {
    let mut span = item.span();
    let text = &sources.get(span.source).text;
    let old = std::str::from_utf8(text.get(span.start as usize..span.end as usize)?).ok()?;
    let old = empty(old).unwrap_or(old);
    span.end = span.start + u32::try_from(old.len()).ok()?;
    let whole = match old.chars().next()? {
        '{' => old.ends_with('}'),
        '[' => old.ends_with(']'),
        '|' | '>' => false,
        _ => item.kind() != Kind::Map && item.kind() != Kind::List && !old.contains('\n'),
    };
    // A comment between the lines of a value would be lost.
    let bare = !old.contains('\n') || !old.contains('#');
    (whole && bare).then_some(Correction { span, new: New::Value(new) })
}

/// An empty list or map without the comment behind it, which the YAML reader takes for a part of it.
fn empty(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('[').map(|rest| (rest, ']'));
    let (rest, close) = rest.or_else(|| text.strip_prefix('{').map(|rest| (rest, '}')))?;
    let inside = rest.split(close).next()?;
    inside.trim().is_empty().then(|| text.get(..inside.len() + 2)).flatten()
}

/// JSON text as it would be expected: as its value, or as a string if it is a string or no JSON.
pub(super) fn spelled(text: &str, limits: &Limits) -> String {
    let tree = tree(text.as_bytes(), limits).filter(|tree| tree.root().kind() != Kind::Text);
    let value = tree.and_then(|tree| json_text(&mut Diags::default(), tree.root()));
    value.unwrap_or_else(|| quote(text.as_bytes()))
}

/// Puts a new file in the place of the old one, at once or not at all.
fn write(path: &Path, before: &[u8], after: &[u8]) -> Result<(), String> {
    // The file a link leads to is replaced, not the link.
    let path = fs::canonicalize(path).map_err(|e| reason(&e))?;
    if fs::read(&path).map_err(|e| reason(&e))? != before {
        return Err("it has changed since it was read".into());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let replace = || -> io::Result<()> {
        let mut file = fs::File::options().write(true).create_new(true).open(&temporary)?;
        file.write_all(after)?;
        file.set_permissions(fs::metadata(&path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&temporary, &path)
    };
    replace().map_err(|e| {
        // If it cannot be removed either, it was most likely never made.
        let _ = fs::remove_file(&temporary);
        reason(&e)
    })
}
