//! From the user's arguments to inputs, in a stable order.

use super::tables;
use crate::base::text::reason;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One input: a name for people, and where its bytes are.
#[derive(Debug)]
pub struct Input {
    /// As the user named it, or as it was found below what the user named.
    pub name: Arc<str>,
    /// Where its bytes are.
    pub source: Source,
}

/// Where the bytes of an input are.
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// Anything else that can be read.
    Reader(Box<dyn Read + Send>),
    /// Nowhere, for this reason. It stands in the list so that the fault is told in its turn.
    Fault(String),
    /// Nowhere, and nothing is lost by it.
    Note(String),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stdin => f.write_str("Stdin"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Reader(_) => f.write_str("Reader"),
            Self::Fault(message) => f.debug_tuple("Fault").field(message).finish(),
            Self::Note(message) => f.debug_tuple("Note").field(message).finish(),
        }
    }
}

/// The inputs that arguments stand for: `-`, files, directories with all below them, globs.
///
/// Within a directory the order is that of the names' bytes. What cannot be found or read is in
/// the list as a `Source::Fault`.
#[must_use]
pub fn find(arguments: &[OsString]) -> Vec<Input> {
    let mut found = Vec::new();
    for argument in arguments {
        if argument == "-" {
            found.push(Input { name: Arc::from("-"), source: Source::Stdin });
            continue;
        }
        let path = Path::new(argument);
        match argument.to_str() {
            // A file whose name looks like a glob is still that file.
            Some(pattern) if pattern.contains(['*', '?', '[']) && !path.exists() => {
                expand(pattern, &mut found);
            }
            _ => take(path, &mut found),
        }
    }
    found
}

fn expand(pattern: &str, found: &mut Vec<Input>) {
    let fault = |message: String| input(Path::new(pattern), Source::Fault(message));
    // As in a shell, `*` neither crosses a `/` nor finds hidden files.
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let paths = match glob::glob_with(pattern, options) {
        Ok(paths) => paths,
        Err(e) => {
            found.push(fault(format!("a bad glob: {}, at {}", e.msg.to_lowercase(), e.pos)));
            return;
        }
    };
    let before = found.len();
    for path in paths {
        match path {
            Ok(path) => take(&path, found),
            Err(e) => found.push(input(e.path(), Source::Fault(reason(e.error())))),
        }
    }
    if found.len() == before {
        found.push(fault("nothing matches this glob".into()));
    }
}

/// A path that the user named.
fn take(path: &Path, found: &mut Vec<Input>) {
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => {
            let before = found.len();
            Walk { found, above: Vec::new(), seen: HashSet::new() }.directory(path);
            if found.len() == before {
                let note = "the directory holds no files to read".into();
                found.push(input(path, Source::Note(note)));
            }
        }
        Ok(_) => found.push(input(path, Source::File(path.to_owned()))),
        Err(e) => found.push(input(path, Source::Fault(reason(&e)))),
    }
}

fn input(path: &Path, source: Source) -> Input {
    Input { name: Arc::from(path.to_string_lossy()), source }
}

struct Walk<'a> {
    found: &'a mut Vec<Input>,
    /// The real paths of the directories being walked.
    above: Vec<PathBuf>,
    /// The real paths of all directories walked so far: links may lead to one many times over,
    /// and its files count once.
    seen: HashSet<PathBuf>,
}

impl Walk<'_> {
    /// Recursion is as deep as a path may be long, a few thousand bytes.
    fn directory(&mut self, path: &Path) {
        let (real, mut names) = match fs::canonicalize(path).and_then(|real| {
            let names: io::Result<Vec<_>> =
                fs::read_dir(path)?.map(|e| Ok(e?.file_name())).collect();
            Ok((real, names?))
        }) {
            Ok(listing) => listing,
            Err(e) => return self.found.push(input(path, Source::Fault(reason(&e)))),
        };
        if self.above.contains(&real) {
            let message = format!("a link back to `{}`, which is not followed", real.display());
            return self.found.push(input(path, Source::Fault(message)));
        }
        if !self.seen.insert(real.clone()) {
            return;
        }
        names.sort_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
        self.above.push(real);
        for name in names {
            if !name.as_encoded_bytes().starts_with(b".") {
                self.entry(&path.join(&name), &name);
            }
        }
        self.above.pop();
    }

    fn entry(&mut self, path: &Path, name: &OsStr) {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => self.directory(path),
            Ok(meta) if meta.is_file() && is_taken(name) => {
                let table = plain_name(&name.to_string_lossy()).ends_with(".csv");
                let file = Source::File(path.to_owned());
                self.found.push(input(path, if table { tables::known(file) } else { file }));
            }
            Err(e) if is_taken(name) => self.found.push(input(path, Source::Fault(reason(&e)))),
            _ => {}
        }
    }
}

/// Is a file of this name, found in a directory, an input?
fn is_taken(name: &OsStr) -> bool {
    let name = plain_name(&name.to_string_lossy());
    let ending = [".json", ".jsonl", ".ndjson", ".log", ".csv"].iter().any(|e| name.ends_with(e));
    ending || is_export(&name)
}

/// Is it of a kind that exports of CloudWatch Logs write, `000000.gz` without its ending?
fn is_export(name: &str) -> bool {
    name.len() == 6 && name.bytes().all(|b| b.is_ascii_digit())
}

/// Is a file of this name a log, if its content says nothing else?
#[must_use]
pub fn is_log(name: &str) -> bool {
    plain_name(name).ends_with(".log")
}

/// A name in small letters, without what compression adds to it.
fn plain_name(name: &str) -> String {
    let name = name.to_lowercase();
    let plain = [".gz", ".gzip", ".zst"].iter().find_map(|e| name.strip_suffix(e));
    plain.unwrap_or(&name).to_owned()
}
