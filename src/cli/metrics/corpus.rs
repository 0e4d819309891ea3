//! The files of a benchmark: series below a folder, and the windows that labels give them.
//!
//! What is wrong with one file is collected and the others are read, so that all faults are told
//! at once.

use crate::anomaly::nab::{File, Labels, read_series};
use crate::base::text::reason;
use crate::cli::exit::{Code, Failure};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where labels are looked for in a folder.
const LABELS: [&str; 3] = ["labels/combined_windows.json", "combined_windows.json", "windows.json"];

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    /// Series with their windows, by name.
    pub files: Vec<File>,
    /// What could not be read, in words.
    pub faults: Vec<String>,
    /// Series without label and labels without series, in words.
    pub unpaired: Vec<String>,
}

/// Reads the series below a folder and their labels.
///
/// # Errors
/// No such folder, no labels or bad ones.
pub(super) fn read(folder: &Path, windows: Option<&Path>) -> Result<Corpus, Failure> {
    if !folder.is_dir() {
        let what = if folder.exists() { "is no folder" } else { "does not exist" };
        return Err(bad(format!("`{}` {what}", folder.display())));
    }
    let labels = labels(folder, windows)?;
    let data = folder.join("data");
    let root = if data.is_dir() { data } else { folder.to_owned() };
    let mut paths = Vec::new();
    let mut corpus = Corpus::default();
    walk(&root, &mut paths, &mut corpus.faults);
    paths.sort();
    let mut labelled = BTreeSet::new();
    for path in paths {
        let name = path.strip_prefix(&root).unwrap_or(&path);
        let name = name.to_string_lossy().replace('\\', "/");
        let label = match labels.names_of(&name)[..] {
            [] => {
                corpus.unpaired.push(format!("`{name}` has no label"));
                continue;
            }
            [label] => label,
            [first, second, ..] => {
                corpus.faults.push(format!(
                    "`{name}` may be `{first}` or `{second}` of the labels: keep it in its folder"
                ));
                continue;
            }
        };
        if !labelled.insert(label) {
            corpus.faults.push(format!("`{name}` is the second series with the label `{label}`"));
            continue;
        }
        match series(&path) {
            Ok(rows) => {
                let windows = labels.of(label).unwrap_or_default().to_vec();
                corpus.files.push(File { name, rows, windows });
            }
            Err(fault) => corpus.faults.push(format!("cannot read `{}`: {fault}", path.display())),
        }
    }
    let missing = labels.names().filter(|name| !labelled.contains(name));
    corpus.unpaired.extend(missing.map(|name| format!("the label `{name}` has no series")));
    Ok(corpus)
}

/// An input that cannot be used.
fn bad(message: String) -> Failure {
    Failure::Say(Code::BadInput, message)
}

/// The labels that were named, else those where the benchmark keeps them.
fn labels(folder: &Path, windows: Option<&Path>) -> Result<Labels, Failure> {
    let file = match windows {
        Some(file) if !file.exists() && folder.join(file).is_file() => folder.join(file),
        Some(file) => file.to_owned(),
        None => {
            let places = LABELS.map(|name| folder.join(name));
            places.into_iter().find(|place| place.is_file()).ok_or_else(|| {
                let [a, b, c] = LABELS;
                bad(format!(
                    "no labels in `{}`: expected `{a}`, `{b}` or `{c}` there, or --windows FILE",
                    folder.display()
                ))
            })?
        }
    };
    let name = file.to_string_lossy();
    let text = std::fs::read_to_string(&file).map_err(|e| Failure::input(&name, &e))?;
    Labels::read(&text).map_err(|fault| bad(format!("cannot read `{name}`: {fault}")))
}

/// The rows of one file.
fn series(path: &Path) -> Result<Vec<crate::anomaly::nab::Row>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| reason(&e))?;
    let rows = read_series(&text)?;
    if rows.is_empty() { Err("no rows".to_owned()) } else { Ok(rows) }
}

/// All CSV files below a folder; hidden files and folders are passed over.
fn walk(folder: &Path, found: &mut Vec<PathBuf>, faults: &mut Vec<String>) {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                faults.push(format!("cannot read `{}`: {}", folder.display(), reason(&error)));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // A linked folder could lead back up: only real ones are entered.
            if hidden {
            } else if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
                found.push(path);
            }
        }
    }
}
