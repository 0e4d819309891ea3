//! A run: for every size a snapshot, passes of all lanes in turn, and their tables.

use crate::child::Pass;
use crate::data::{self, Expected};
use crate::lanes::{Ground, Lane, Programs};
use crate::options::Options;
use crate::report::{self, SizeReport};
use crate::rules;
use std::path::PathBuf;

/// A lane over one snapshot.
#[derive(Debug)]
pub struct Outcome {
    /// The lane.
    pub lane: Lane,
    /// Its passes, in order.
    pub passes: Vec<Pass>,
}

/// Runs what the options ask for.
///
/// # Errors
/// A peer that fails or counts other findings than the generator did, or a file that cannot be
/// written.
pub fn run(options: &Options) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    if let Some(path) = &options.generate {
        let items = options.items.first().copied().unwrap_or(1000);
        let expected = data::write(path, items).map_err(told)?;
        println!("{}", report::snapshot(&expected));
        return Ok(());
    }
    let programs = Programs::build(options)?;
    let folder = folder(options)?;
    std::fs::create_dir_all(&folder).map_err(told)?;
    let rules = rules::write(&folder).map_err(told)?;
    let mut page = report::head();
    print!("{page}");
    for &items in &options.items {
        let (snapshot, each) =
            (folder.join(format!("{items}.json")), folder.join(items.to_string()));
        let expected = data::write(&snapshot, items).map_err(told)?;
        let lanes = Lane::ALL.into_iter().filter(|lane| lane.runs(items, options));
        let mut outcomes: Vec<Outcome> =
            lanes.map(|lane| Outcome { lane, passes: Vec::new() }).collect();
        if outcomes.iter().any(|outcome| outcome.lane.needs_files()) {
            data::write_each(&each, items).map_err(told)?;
        }
        let report = folder.join("report.ndjson");
        let ground = Ground { snapshot: &snapshot, each: &each, report: &report, rules: &rules };
        measure(&mut outcomes, options, &programs, &ground, &expected)?;
        if each.exists() {
            std::fs::remove_dir_all(&each).map_err(told)?;
        }
        std::fs::remove_file(&snapshot).map_err(told)?;
        let part = SizeReport { expected, outcomes }.to_string();
        println!("{part}");
        page.push_str(&part);
        page.push('\n');
    }
    match &options.markdown {
        Some(file) => std::fs::write(file, page).map_err(told),
        None => Ok(()),
    }
}

/// Passes in turns, each round begun by another lane, so that a busy neighbour hits all alike.
fn measure(
    outcomes: &mut [Outcome],
    options: &Options,
    programs: &Programs,
    ground: &Ground<'_>,
    expected: &Expected,
) -> Result<(), String> {
    for round in 0..options.passes {
        let shift = round % outcomes.len().max(1);
        for at in 0..outcomes.len() {
            let at = (at + shift) % outcomes.len();
            let Outcome { lane, passes } = &mut outcomes[at];
            let spent: f64 = passes.iter().map(|pass| pass.cpu).sum();
            if passes.len() >= 3 && spent > options.seconds {
                continue;
            }
            let name = lane.name();
            let pass = lane.pass(programs, ground).map_err(|why| format!("{name}: {why}"))?;
            if lane.judges() {
                agree(name, &pass, expected)?;
            }
            eprintln!(
                "{} items, round {}: {name}, {:.3} CPU s",
                expected.items,
                round + 1,
                pass.cpu
            );
            passes.push(pass);
        }
    }
    Ok(())
}

/// Did a peer find what the generator put there?
fn agree(name: &str, pass: &Pass, expected: &Expected) -> Result<(), String> {
    let found = pass.findings.clone().unwrap_or_default();
    if found == expected.findings {
        return Ok(());
    }
    let differ =
        rules::NAMES.into_iter().filter(|rule| found.get(*rule) != expected.findings.get(*rule));
    let differ: Vec<String> = differ
        .map(|rule| {
            let count = |of: &std::collections::BTreeMap<String, u64>| of.get(rule).copied();
            let (found, right) = (count(&found), count(&expected.findings));
            format!("{rule} {} instead of {}", found.unwrap_or(0), right.unwrap_or(0))
        })
        .collect();
    Err(format!("{name} counts otherwise than the generator: {}", differ.join(", ")))
}

/// Where snapshots go: beside the program, in the target folder.
fn folder(options: &Options) -> Result<PathBuf, String> {
    if let Some(folder) = &options.folder {
        return Ok(folder.clone());
    }
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.parent().ok_or("the program is in no folder")?.join("audit-data"))
}
