//! The conformance cases: known answers, put to the graph, to the reference matcher and to the
//! built binary. `TRIPLINE_VECTORS` names a folder with more files of the same names.
#![allow(clippy::print_stdout, reason = "the counts are the point of the run")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]
#![allow(clippy::format_push_string, reason = "texts of tests are built as they read")]

#[path = "conformance/alarms.rs"]
mod alarms;
#[path = "conformance/cases.rs"]
mod cases;
#[path = "conformance/filters.rs"]
mod filters;
#[path = "conformance/inputs.rs"]
mod inputs;
#[path = "conformance/insights.rs"]
mod insights;
#[path = "conformance/many.rs"]
mod many;
#[path = "conformance/metrics.rs"]
mod metrics;
#[path = "conformance/schedules.rs"]
mod schedules;
#[path = "conformance/subjects.rs"]
mod subjects;

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};

/// The files of known answers whose kind is built.
const PATTERNS: [&str; 3] =
    ["event_patterns.jsonl", "event_patterns_text.jsonl", "event_patterns_probe.jsonl"];
const MANY: &str = "many_rules.jsonl";
const INPUTS: &str = "transforms.json";
const ALARMS: &str = "alarms.json";
const ALARMS_EXTRA: &str = "alarms_extra.json";
const FILTERS: &str = "filter_patterns.json";
const SCHEDULES: &str = "schedules.json";
/// Files that belong to `MANY`.
const MANY_PARTS: [&str; 2] = ["many_events.jsonl", "many_expected.jsonl"];

fn main() {
    let mut arguments = Arguments::from_args();
    // Some runners ask for one thread a test; ours are few and long.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/vectors");
    let mut trials = Vec::new();
    let used = collect("own", &own, &mut trials);
    assert!(used > 0, "the project's own cases are missing");
    if let Some(folder) = std::env::var_os("TRIPLINE_VECTORS") {
        let folder = PathBuf::from(folder);
        let used = collect("given", &folder, &mut trials);
        if used == 0 {
            println!("error: none of the files in {} was used", folder.display());
            std::process::exit(1);
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// Adds the trials of a folder; says what each file gives and which are skipped.
fn collect(label: &str, folder: &Path, trials: &mut Vec<Trial>) -> usize {
    let mut names: Vec<String> = match std::fs::read_dir(folder) {
        Ok(entries) => entries
            .filter_map(Result::ok)
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect(),
        Err(e) => {
            println!("error: {}: {e}", folder.display());
            Vec::new()
        }
    };
    names.sort();
    let mut used = 0;
    for name in names {
        let path = folder.join(&name);
        if PATTERNS.contains(&name.as_str()) {
            let cases = cases::read(&path);
            println!("{label}/{name}: {} cases", cases.len());
            used += usize::from(!cases.is_empty());
            let cases = std::sync::Arc::new(cases);
            for subject in subjects::ALL {
                let cases = cases.clone();
                trials.push(Trial::test(format!("{label}/{name}/{}", subject.name), move || {
                    cases::check(&cases, subject)
                }));
            }
        } else if name == MANY {
            let many = many::read(folder);
            println!("{label}/{name}: {} rules, {} events", many.rules.len(), many.events.len());
            used += 1;
            let many = std::sync::Arc::new(many);
            for (how, run) in many::WAYS {
                let many = many.clone();
                trials.push(Trial::test(format!("{label}/{name}/{how}"), move || run(&many)));
            }
        } else if name == INPUTS {
            let read = inputs::read(&path);
            println!("{label}/{name}: {} cases", read.cases.len());
            for (kind, count) in &read.skipped {
                println!("{label}/{name}: {count} of kind {kind} skipped, it is not built yet");
            }
            used += usize::from(!read.cases.is_empty());
            trials.push(Trial::test(format!("{label}/{name}"), move || inputs::check(&read)));
        } else if name == ALARMS {
            let cases = alarms::states(&path);
            println!("{label}/{name}: {} cases", cases.len());
            used += usize::from(!cases.is_empty());
            trials
                .push(Trial::test(format!("{label}/{name}"), move || alarms::check_states(&cases)));
        } else if name == ALARMS_EXTRA {
            used += 1;
            let file: serde_json::Value =
                serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            trials.push(Trial::test(format!("{label}/{name}/alarms"), move || {
                alarms::check_extra(&file)
            }));
            for kind in metrics::KINDS.into_iter().chain([insights::KIND]) {
                let cases = metrics::read(&path, kind.0);
                println!("{label}/{name}/{}: {} cases", kind.0, cases.len());
                used += usize::from(!cases.is_empty());
                let trial = format!("{label}/{name}/{}", kind.0);
                trials.push(Trial::test(trial, move || metrics::check(kind, &cases)));
            }
        } else if name == FILTERS {
            let read = filters::read(&path);
            println!("{label}/{name}: {} cases", read.count());
            used += usize::from(read.count() > 0);
            let read = std::sync::Arc::new(read);
            for (how, run) in filters::WAYS {
                let read = read.clone();
                trials.push(Trial::test(format!("{label}/{name}/{how}"), move || run(&read)));
            }
        } else if name == SCHEDULES {
            let read = schedules::read(&path);
            println!("{label}/{name}: {} cases", read.count());
            used += usize::from(read.count() > 0);
            let read = std::sync::Arc::new(read);
            for (how, run) in schedules::WAYS {
                let read = read.clone();
                trials.push(Trial::test(format!("{label}/{name}/{how}"), move || run(&read)));
            }
        } else if !MANY_PARTS.contains(&name.as_str()) {
            println!("{label}/{name}: skipped, its kind is not built yet");
        }
    }
    used
}
