//! Where compilers leave what they make.

use super::manifest::Described;
use crate::cli::exit::Failure;
use std::fs;
use std::path::{Path, PathBuf};

/// The compiler's file of a plugin's folder: the one that plugin.yaml names, or the only one in the
/// usual places, or the one among them that bears the plugin's name.
pub(super) fn find(folder: &Path, described: &Described) -> Result<PathBuf, Failure> {
    if let Some(named) = &described.artifact {
        let path = folder.join(named);
        let places = [moved(folder, named), Some(path.clone())];
        if let Some(found) = places.into_iter().flatten().find(|place| place.is_file()) {
            return Ok(found);
        }
        let words = format!("there is no `{}`; build it first, as README.md says", path.display());
        return Err(Failure::usage(words));
    }
    let mut found = usual(folder);
    if found.len() > 1 {
        let bears = |path: &PathBuf| {
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            stem.replace('_', "-") == described.name.replace('_', "-")
        };
        if let Some(at) = found.iter().position(bears) {
            found = vec![found.swap_remove(at)];
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let own = folder.join(format!("{}.wasm", described.name));
            // Only its manifest is new.
            if own.is_file() {
                return Ok(own);
            }
            Err(Failure::usage(format!(
                "nothing to build in `{}`: there is no wasm file in target/wasm32-*/release, dist \
                 or build; compile it first, or name the file as `build: {{ artifact: ... }}` in \
                 plugin.yaml",
                folder.display()
            )))
        }
        several => {
            let names: Vec<_> = several.iter().map(|p| format!("`{}`", p.display())).collect();
            Err(Failure::usage(format!(
                "there are {}; name one as `build: {{ artifact: ... }}` in plugin.yaml",
                names.join(", ")
            )))
        }
    }
}

/// cargo's `target` is where `CARGO_TARGET_DIR` says.
fn moved(folder: &Path, named: &Path) -> Option<PathBuf> {
    let rest = named.strip_prefix("target").ok()?;
    let target = std::env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty())?;
    Some(folder.join(target).join(rest))
}

/// The wasm files in the usual places, in order.
fn usual(folder: &Path) -> Vec<PathBuf> {
    let targets = [moved(folder, Path::new("target")), Some(folder.join("target"))];
    let wasm32 = |path: &PathBuf| {
        path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with("wasm32-"))
    };
    let built = targets.iter().flatten().flat_map(|target| listed(target)).filter(wasm32);
    let mut folders: Vec<PathBuf> = built.map(|path| path.join("release")).collect();
    folders.extend([folder.join("dist"), folder.join("build")]);
    let wasm = |path: &PathBuf| path.extension().is_some_and(|e| e == "wasm") && path.is_file();
    folders.iter().flat_map(|folder| listed(folder)).filter(wasm).collect()
}

/// What is in a folder, in order; nothing where there is none.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut all: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    all.sort();
    all
}
