//! `tripline fsck`: proves a data directory from one end to the other: every block of the store by its
//! sum, then every row of the daemon by what it means.

use super::args::Global;
use super::exit::{Code, Done, Failure};
use super::store;
use crate::daemon::dead_letters::id;
use crate::daemon::fsck::{Found, check};
use crate::store::{Disk, Kv, Verified};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tripline fsck --data /var/lib/tripline\n\nThe daemon must not \
    run. Nothing is changed, but what a process left that was killed is put in order, as at its next \
    start.\nExit codes: 0 sound, 3 damaged"
)]
pub(super) struct FsckArgs {
    /// The data directory, or a backup
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// text or json
    #[arg(long, value_enum, default_value_t = FsckFormat::Text, value_name = "FORMAT")]
    pub format: FsckFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FsckFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Report {
    verified: Verified,
    /// What the rows mean; `None` if they cannot all be read.
    found: Option<Found>,
    bytes: u64,
}

/// Proves a store that is open.
///
/// # Errors
/// It cannot be read at all.
pub(super) fn look(disk: &Disk) -> Result<Report, Failure> {
    let verified = disk.verify().map_err(|e| store::failure(&e))?;
    let found = match &verified.damage {
        Some(_) => None,
        None => Some(check(disk).map_err(|e| store::failure(&e))?),
    };
    Ok(Report { verified, found, bytes: disk.bytes() })
}

pub(super) fn run(args: &FsckArgs, _: &Global) -> Done {
    let disk = store::open(&args.data, true)?;
    let report = look(&disk)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        FsckFormat::Text => report.text(&mut out)?,
        FsckFormat::Json => writeln!(out, "{:#}", report.json())?,
    }
    out.flush()?;
    disk.close().map_err(|e| store::failure(&e))?;
    Ok(if report.is_sound() { Code::Clean } else { Code::BadInput })
}

impl Report {
    fn is_sound(&self) -> bool {
        self.found.as_ref().is_some_and(Found::is_sound)
    }

    /// The first thing that is wrong, if anything is.
    pub fn first_problem(&self) -> Option<String> {
        self.problems().into_iter().next()
    }

    /// What is wrong, a line each.
    fn problems(&self) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(damage) = &self.verified.damage {
            let after = damage.after.as_ref().map_or("its beginning".to_owned(), |key| id(key));
            all.push(format!("{} after {after}: {}", damage.space.name(), damage.why));
        }
        if let Some(found) = &self.found {
            let line = |one: &crate::daemon::fsck::Problem| {
                format!("{} {}: {}", one.space.name(), id(&one.key), one.what)
            };
            all.extend(found.problems.iter().map(line));
            let more = found.all - found.problems.len() as u64;
            if more > 0 {
                all.push(format!("and {more} more"));
            }
        }
        all
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let pairs: u64 = self.verified.counts.iter().map(|count| count.pairs).sum();
        writeln!(out, "store: {pairs} pairs, {} bytes on disk", self.bytes)?;
        if let Some(found) = &self.found {
            let (blocks, entries, position) = (found.blocks, found.entries, found.position);
            let range = match found.entries {
                0 => "empty".to_owned(),
                _ => format!("{} to {}", found.first, found.next - 1),
            };
            writeln!(out, "log: {entries} entries in {blocks} blocks, {range}")?;
            writeln!(
                out,
                "worked off: before {position}, {} wait",
                found.next.max(position) - position
            )?;
            writeln!(out, "queue: {}", by_target(&found.queue))?;
            writeln!(out, "dead letters: {}", by_target(&found.dead))?;
            writeln!(out, "defined over the API: {}", found.defined)?;
        }
        for problem in self.problems() {
            writeln!(out, "damaged: {}", crate::report::visible(&problem))?;
        }
        writeln!(out, "{}", if self.is_sound() { "sound" } else { "not sound" })
    }

    fn json(&self) -> Value {
        let count = |count: &crate::store::Count| {
            let one = json!({"pairs": count.pairs, "bytes": count.bytes});
            (count.space.name().to_owned(), one)
        };
        let spaces: serde_json::Map<_, _> = self.verified.counts.iter().map(count).collect();
        let log = self.found.as_ref().map(|found| {
            json!({
                "blocks": found.blocks,
                "entries": found.entries,
                "first": found.first,
                "next": found.next,
                "position": found.position,
            })
        });
        json!({
            "sound": self.is_sound(),
            "bytes": self.bytes,
            "spaces": spaces,
            "log": log,
            "queue": self.found.as_ref().map(|found| &found.queue),
            "dead-letters": self.found.as_ref().map(|found| &found.dead),
            "problems": self.problems(),
        })
    }
}

/// Counts by target in words.
fn by_target(counts: &BTreeMap<String, u64>) -> String {
    let sum: u64 = counts.values().sum();
    if counts.is_empty() {
        return "0".to_owned();
    }
    let each: Vec<_> = counts.iter().map(|(target, count)| format!("{target} {count}")).collect();
    format!("{sum} ({})", each.join(", "))
}
