//! Lists the packs in `rules/` and the standard plugins in `plugins/prebuilt/` so that the binary can
//! hold them. Reads only; writes two tables into the build folder.

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=plugins/prebuilt");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let mut table = String::from("&[\n");
    for pack in entries(&root.join("rules")) {
        if !pack.join("pack.yaml").is_file() {
            continue;
        }
        let name = file_name(&pack);
        writeln!(table, "    ({name:?}, &[").expect("a string takes all");
        for file in entries(&pack) {
            let file_name = file_name(&file);
            if file_name.ends_with(".yaml") && !file_name.ends_with(".test.yaml") {
                let shown = format!("pack:{name}/{file_name}");
                writeln!(table, "        ({shown:?}, include_str!({file:?})),")
                    .expect("a string takes all");
            }
        }
        table.push_str("    ]),\n");
    }
    table.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    std::fs::write(out.join("packs.rs"), table).expect("the build folder can be written");
    std::fs::write(out.join("plugins.rs"), plugins(&root))
        .expect("the build folder can be written");
}

/// The table of standard plugins: names and components.
fn plugins(root: &Path) -> String {
    let mut table = String::from("static PLUGINS: &[(&str, &[u8])] = &[\n");
    for file in entries(&root.join("plugins/prebuilt")) {
        let file_name = file_name(&file);
        if let Some(name) = file_name.strip_suffix(".wasm") {
            writeln!(table, "    ({name:?}, include_bytes!({file:?})),")
                .expect("a string takes all");
        }
    }
    table + "];\n"
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|all| all.filter_map(Result::ok).map(|e| e.path()).collect())
        .unwrap_or_default();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
