//! `--update`: counts that were found, written into the files. Only the numbers change; comments
//! and layout stay.

use super::run::Correction;
use crate::base::ids::SourceId;
use crate::base::text::reason;
use crate::rules::Loaded;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// What became of the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Files that changed, and how many counts in each.
    pub changed: Vec<(String, usize)>,
    /// Files that could not be changed, and why.
    pub failed: Vec<String>,
}

/// Writes counts into the files they stand in.
#[must_use]
pub fn update(loaded: &Loaded, corrections: &[Correction]) -> Update {
    let mut files: BTreeMap<SourceId, Vec<Correction>> = BTreeMap::new();
    for correction in corrections {
        files.entry(correction.span.source).or_default().push(*correction);
    }
    let mut update = Update::default();
    for (source, mut corrections) in files {
        let source_text = loaded.sources.get(source);
        let name = &source_text.name;
        // An aliased number stands in several cases, but only once in the file.
        corrections.sort_by_key(|c| (c.span, c.count));
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

/// The text with its counts corrected.
fn corrected(text: &[u8], corrections: &[Correction]) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() + 8);
    let mut done = 0;
    for Correction { span, was, count } in corrections {
        let (start, end) = (span.start as usize, span.end as usize);
        if start < done {
            return Err("cases that share a count through an alias found different ones".into());
        }
        let old = text.get(start..end).and_then(|t| std::str::from_utf8(t).ok());
        if old.and_then(|t| t.parse().ok()) != Some(*was) {
            return Err("a count is not where it was read".into());
        }
        out.extend_from_slice(&text[done..start]);
        out.extend_from_slice(count.to_string().as_bytes());
        done = end;
    }
    out.extend_from_slice(&text[done..]);
    Ok(out)
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
