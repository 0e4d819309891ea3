//! Texts of rule files to trees. Pure: names and bytes in, trees and problems out.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::{Sources, Span};
use crate::read::duplicates;
use crate::read::tree::Tree;
use crate::read::{json, yaml};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// The user's own rules.
    #[default]
    Own,
    /// A built-in pack. Rules of it whose parameters need values that are not given are left out.
    Pack,
    /// A built-in pack that the rules of AWS's templates are taken from; its own are not evaluated.
    Library,
}

/// One rule or test file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its text in `Loaded::sources`.
    pub source: SourceId,
    /// Its document.
    pub tree: Tree,
    /// What it is there for.
    pub role: Role,
    /// Is it a test file (`*.test.yaml`)?
    pub is_test: bool,
    /// Its path; what files name in it is relative to this. Of a text that is no file, its name.
    pub path: PathBuf,
}

/// Everything that was loaded, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// All texts, those that could not be read as documents included.
    pub sources: Sources,
    /// The files that hold a document.
    pub files: Vec<File>,
    /// Problems of reading.
    pub diags: Diags,
    /// The account that AWS's templates ask for.
    pub account: Option<String>,
    /// The region that they ask for.
    pub region: Option<String>,
}

/// Loads texts that are in memory already: packs built into the binary, tests.
#[must_use]
pub fn load_texts(texts: &[(&str, &str)], limits: &Limits) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.add_texts(texts, Role::Own, limits);
    loaded
}

impl Loaded {
    /// Adds texts that are in memory already, by the names that diagnostics call them.
    pub fn add_texts(&mut self, texts: &[(&str, &str)], role: Role, limits: &Limits) {
        let before = self.files.len();
        for (name, text) in texts {
            self.add_file(name, Path::new(name), &text.as_bytes().into(), limits);
        }
        for file in self.files.iter_mut().skip(before) {
            file.role = role;
            if role == Role::Library {
                self.sources.set_aside(file.source);
            }
        }
    }

    /// Adds a file whose text was read already. `name` is what diagnostics call it.
    pub fn add_file(&mut self, name: &str, path: &Path, text: &Arc<[u8]>, limits: &Limits) {
        let source = self.sources.add(name, Arc::clone(text));
        let json = path.extension().is_some_and(|e| e == "json");
        let tree = match parse(source, text, json, limits) {
            Ok(Some(tree)) => tree,
            Ok(None) => {
                let words = format!("`{name}` holds no document");
                return self.diags.push(Diag::unplaced(Code::TL109, words));
            }
            Err(diag) => return self.diags.push(*diag),
        };
        if let Some(diag) = duplicates::check(&tree, limits, &mut self.diags) {
            return self.diags.push(diag);
        }
        let is_test = [".test.yaml", ".test.yml", ".test.json"]
            .iter()
            .any(|end| path.to_string_lossy().ends_with(end));
        self.files.push(File { source, tree, role: Role::Own, is_test, path: path.to_owned() });
    }
}

fn parse(
    source: SourceId,
    text: &Arc<[u8]>,
    is_json: bool,
    limits: &Limits,
) -> Result<Option<Tree>, Box<Diag>> {
    if let Err(e) = simdutf8::compat::from_utf8(text) {
        let at = e.valid_up_to() as u32;
        let span = Span { source, start: at, end: at + 1 };
        return Err(Box::new(
            Diag::new(Code::TL102, span, "the file is not UTF-8")
                .label("this byte is not UTF-8")
                .help("rule and test files are UTF-8 text"),
        ));
    }
    // A byte order mark is nothing; blanks in its place keep all places.
    let unmarked: Option<Arc<[u8]>> =
        text.strip_prefix(b"\xEF\xBB\xBF").map(|rest| [b"   ", rest].concat().into());
    let plain = unmarked.as_ref().unwrap_or(text);
    let Some(first) = plain.iter().find(|b| !b.is_ascii_whitespace()) else { return Ok(None) };
    if is_json || matches!(first, b'{' | b'[') {
        match json::read(source, Arc::clone(plain), limits.depth) {
            Ok(tree) => return Ok(Some(tree)),
            // What begins like JSON may still be YAML in its flow style, but no YAML reader goes
            // deeper than this one.
            Err(e) if is_json || e.too_deep => return Err(Box::new(fault(source, text, &e))),
            Err(_) => {}
        }
    }
    yaml::read(source, text, limits).map_err(Box::new)
}

fn fault(source: SourceId, text: &[u8], e: &json::JsonError) -> Diag {
    let start = e.at.min(text.len()) as u32;
    let end = (start + 1).min(text.len() as u32);
    let code = if e.too_deep { Code::TL105 } else { Code::TL104 };
    Diag::new(code, Span { source, start, end }, e.message.clone())
}
