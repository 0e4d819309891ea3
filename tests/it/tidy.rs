//! The house rules that no compiler keeps: floors, sizes, where crates are met, fresh documents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The floors, lowest first. A module uses modules of lower floors only, never one of its own.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["model"],
    &["read", "fields"],
    &[
        "operators",
        "inputs",
        "items",
        "filters",
        "metrics",
        "anomaly",
        "logs",
        "insights",
        "schedules",
        "wire",
    ],
    &["graph", "alarms"],
    &["engine", "compliance", "plot"],
    &["rules", "lints", "settings"],
    &[
        "packs", "report", "sources", "deliver", "plugins", "audit", "monitor", "store", "http",
        "exports",
    ],
    &["eval", "inventory", "query"],
    &["dispatch"],
    &["testing", "daemon"],
    &["api", "page"],
    &["cli"],
];

/// Exceptions to the floors, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("fields/check.rs", "read", "the one definition of a JSON number's end"),
    ("lints", "rules", "lints read the documents of rules"),
];

/// Third-party crates and the only places that may know them.
const CRATES: &[(&str, &[&str])] = &[
    ("saphyr_parser", &["read/yaml.rs"]),
    (
        "petgraph",
        &["graph/builder.rs", "graph/freeze.rs", "graph/show", "lints/loops.rs", "inventory"],
    ),
    ("aho_corasick", &["graph/index/wildcards.rs", "filters/set"]),
    ("jsonpath_rust", &["compliance/path"]),
    (
        "regex",
        &["compliance/path/function.rs", "compliance/test/matches.rs", "filters/expression.rs"],
    ),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli/eval", "cli/plugin/compile.rs"]),
    (
        "flate2",
        &["sources", "wire/inflate.rs", "exports/compress.rs", "store/disk", "daemon/archive"],
    ),
    ("ruzstd", &["sources", "exports/compress.rs"]),
    ("unicode_case_mapping", &["base/fold.rs"]),
    ("wasmtime", &["plugins"]),
    ("wasmparser", &["plugins"]),
    ("wasm_encoder", &["plugins"]),
    ("wit_component", &["plugins"]),
    ("wit_parser", &["plugins"]),
    ("redb", &["plugins/ports"]),
    ("cap_std", &["plugins/ports"]),
    ("ureq", &["plugins/http", "exports/sink/http.rs"]),
    ("getrandom", &["plugins/abi", "daemon", "http/auth/session.rs"]),
    ("fjall", &["store/disk"]),
    ("hyper", &["http"]),
    ("hyper_util", &["http"]),
    ("http_body_util", &["http", "exports/sink/http.rs"]),
    ("rustls", &["http"]),
    ("tokio_rustls", &["http"]),
    ("object_store", &["exports/sink"]),
    ("parquet", &["exports/parquet", "exports/encode.rs"]),
    ("jsonschema", &["plugins/check.rs", "cli/plugin/manifest.rs"]),
    (
        "tokio",
        &[
            "plugins",
            "dispatch",
            "testing/stage.rs",
            "cli/queue",
            "cli/plugin",
            "http",
            "exports",
            "daemon",
            "api",
            "page/testing",
            "page/tests.rs",
            "cli/serve",
        ],
    ),
];

/// Files that may hold unsafe code.
const UNSAFE: &[&str] = &["fields/x86.rs", "plugins/cache.rs"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<(String, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let mut all = Vec::new();
    walk(&src(), &mut all);
    all.into_iter()
        .map(|path| {
            let name = path.strip_prefix(src()).unwrap().to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|f| f.contains(&module))
}

#[test]
fn floors_are_kept() {
    let mut broken = Vec::new();
    for (name, text) in files() {
        let module = name.split(['/', '.']).next().unwrap();
        if matches!(module, "lib" | "main") {
            continue;
        }
        let own = floor(module).unwrap_or_else(|| panic!("{module} has no floor"));
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let used: String =
                    part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(other) = floor(&used) else { continue };
                let excused =
                    EXCEPTIONS.iter().any(|(file, to, _)| name.starts_with(file) && *to == used);
                if used != module && other >= own && !excused {
                    broken.push(format!(
                        "{module} (floor {own}) may not use {used} (floor {other}): src/{name}:{}",
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_are_met_in_their_places() {
    let mut broken = Vec::new();
    for (name, text) in files() {
        for (krate, places) in CRATES {
            let used =
                text.contains(&format!("{krate}::")) || text.contains(&format!("use {krate}"));
            if used && !places.iter().any(|p| name.starts_with(p)) {
                broken.push(format!("{krate} may not be met in src/{name}"));
            }
        }
        if text.contains("unsafe {") && !UNSAFE.contains(&name.as_str()) {
            broken.push(format!("unsafe code in src/{name}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_are_small() {
    let mut sizes: BTreeMap<usize, String> = BTreeMap::new();
    let mut all = Vec::new();
    for (name, text) in files() {
        let lines = text.split("#[cfg(test)]\nmod ").next().unwrap().lines().count();
        all.push(lines);
        sizes.insert(lines, name);
    }
    all.sort_unstable();
    let median = all[all.len() / 2];
    assert!(median <= 200, "the median file has {median} lines");
    let (most, name) = sizes.last_key_value().unwrap();
    assert!(*most <= 700, "src/{name} has {most} lines: split it");
}

#[test]
fn modules_say_what_they_are_for() {
    let silent: Vec<String> = files()
        .into_iter()
        .filter(|(_, text)| !text.trim_start().starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "no module comment: {silent:?}");
}

#[test]
fn the_list_of_diagnostics_is_fresh() {
    let mut text = String::from(
        "# Diagnostics\n\nGenerated from `src/base/codes.rs`; `UPDATE=1 cargo test --test it` writes it anew.\n\
         `tripline explain CODE` prints an entry. Errors stop a bundle from being used; warnings do\n\
         with `--deny-warnings` only and can be silenced on their line with\n\
         `# tripline: allow CODE because REASON`.\n",
    );
    for code in tripline::base::codes::CODES {
        text += &format!(
            "\n## {} ({}): {}\n\n{}\n",
            code.name,
            code.level.word(),
            code.title,
            code.page
        );
    }
    fresh("docs/diagnostics.md", &text);
}

#[test]
fn the_list_of_operators_is_fresh() {
    let mut text = String::from(
        "# Operators of event patterns\n\nGenerated from `src/operators/`; `UPDATE=1 cargo test --test it` writes it anew.\n\n\
         | operator | meaning | example |\n|---|---|---|\n\
         | a plain value | equal to this string, number, bool or null | `\"running\"`, `300`, `true`, `null` |\n",
    );
    for operator in tripline::operators::OPERATORS {
        text +=
            &format!("| `{}` | {} | `{}` |\n", operator.name, operator.summary, operator.example);
    }
    fresh("docs/operators.md", &text);
}

#[test]
fn the_list_of_clause_operators_is_fresh() {
    let mut text = String::from(
        "# Clauses of compliance rules\n\nGenerated from `src/compliance/`; `UPDATE=1 cargo test --test it` writes it anew.\n\n\
         A clause has a `path`, pipes behind it if need be, and one or more operators, all of which have to\n\
         hold. A value that is not there makes a clause *missing* (`exists` and `optional: true` apart); a\n\
         value that an operator does not take makes it ERROR. Null is a value.\n\n\
         - `$` is the item, `@` the element of the nearest block, inside `related` the other item. Without\n  \
           a `path` a clause asks about `@`.\n\
         - A path that can yield several values needs a `quantifier`. Of such a path no value at all is\n  \
           true for `each` and `none`, false for `some`, as with blocks. `[*]`, a slice or a filter on a string, number or bool is\n  \
           ERROR.\n\
         - `over` takes a path to one list, or a path to several nodes, which are the elements. Absent or null\n  \
           is empty; any other step into a value that cannot have it (a string where an object should be, a\n  \
           map where a list should be) is ERROR. `on-empty` speaks when `where` leaves no element.\n\
         - What `if-param` leaves out, and what comes to `not-applicable`, does not count in `all`, `any` and\n  \
           `none-of`; where nothing else counts, neither does the whole.\n\n\
         ## Operators\n\n\
         | operator | meaning | takes | example |\n|---|---|---|---|\n",
    );
    for operator in tripline::compliance::CLAUSE_OPERATORS {
        text += &format!(
            "| `{}` | {} | {} | `{}` |\n",
            operator.name, operator.summary, operator.takes, operator.example
        );
    }
    text += "\n## Pipes\n\n\
             Null gives nothing. Those marked * can give several values for one.\n\n\
             | pipe | meaning | example |\n|---|---|---|\n";
    for pipe in tripline::compliance::pipe::PIPES {
        let star = if pipe.spreads { "\\*" } else { "" };
        text += &format!("| `{}`{star} | {} | `\\| {}` |\n", pipe.name, pipe.summary, pipe.example);
    }
    text += "\n## Placeholders of messages\n\n";
    let words: Vec<String> = tripline::compliance::message::WORDS
        .iter()
        .map(|(name, _)| format!("`{{{name}}}`"))
        .collect();
    text += &format!("{}, and `{{param.NAME}}`.\n", words.join(", "));
    fresh("docs/clauses.md", &text);
}

fn fresh(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == text, "{name} is stale: UPDATE=1 cargo test --test it");
}

/// The examples of operators are patterns that parse.
#[test]
fn examples_of_operators_parse() {
    for operator in tripline::operators::OPERATORS {
        let pattern = format!("{{\"x\":[{}]}}", operator.example);
        tripline::engine::parse_pattern(
            pattern.as_bytes(),
            Default::default(),
            &tripline::base::limits::Limits::default(),
        )
        .unwrap_or_else(|e| panic!("{}: {e}", operator.name));
    }
}
