//! `tripline backup`: everything that a daemon keeps, as of one moment. A daemon that runs makes it
//! itself, below the folder that its settings allow; of one that does not run, this does.

use super::args::Global;
use super::client::{Daemon, Endpoint, escaped};
use super::exit::{Code, Done, Failure};
use super::{deliver, store, terminal};
use crate::daemon::backup::{STATES, copy};
use crate::store::Count;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a daemon is asked whether its backup is made.
const AGAIN: Duration = Duration::from_millis(500);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline backup --endpoint http://127.0.0.1:7070\n  \
    tripline backup --data /var/lib/tripline --to /mnt/backups/tripline-monday\n\nWithout `--data`, \
    a daemon that runs is asked, and `--to` is a name below the folder `backups` of its settings.")]
pub(super) struct BackupArgs {
    #[command(flatten)]
    pub endpoint: Endpoint,
    /// The data directory of a daemon that does not run
    #[arg(long, value_name = "DIR", conflicts_with_all = ["endpoint", "token_file"], requires = "to")]
    pub data: Option<PathBuf>,
    /// Where the backup goes: a directory that is not there yet
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

pub(super) fn run(args: &BackupArgs, global: &Global) -> Done {
    match (&args.data, &args.to) {
        (Some(data), Some(to)) => offline(data, to),
        _ => online(args, global),
    }
}

fn offline(data: &Path, to: &Path) -> Done {
    let disk = store::open(data, true)?;
    let states = if data.join(STATES).exists() { Some(deliver::states(data)?) } else { None };
    let counts = copy(&disk, states.as_ref(), to).map_err(|e| store::failure(&e))?;
    let pairs: u64 = counts.iter().map(|count: &Count| count.pairs).sum();
    writeln!(io::stdout(), "{}: {pairs} pairs", to.display())?;
    Ok(Code::Clean)
}

fn online(args: &BackupArgs, global: &Global) -> Done {
    let daemon = Daemon::at(&args.endpoint)?;
    let name = match &args.to {
        None => None,
        Some(to) => match to.to_str() {
            Some(name) => Some(name),
            None => return Err(Failure::usage("the name of a backup is plain text")),
        },
    };
    let query = name.map_or_else(String::new, |name| format!("?to={}", escaped(name)));
    let begun = daemon.get("POST", &format!("/backups{query}"))?;
    let name = begun["name"].as_str().unwrap_or_default().to_owned();
    terminal::note(global, &format!("the daemon at {} makes `{name}`", daemon.url()));
    loop {
        let last = daemon.get("GET", "/backups")?["last"].take();
        if last["name"].as_str() != Some(&name) {
            let words = format!("the daemon does not know how `{name}` ended: it began again");
            return Err(Failure::Say(Code::BadInput, words));
        }
        if last["ended"].is_null() {
            std::thread::sleep(AGAIN);
            continue;
        }
        if let Some(why) = last["error"].as_str() {
            return Err(Failure::Say(Code::BadInput, format!("there is no backup: {why}")));
        }
        let pairs = last["pairs"].as_u64().unwrap_or(0);
        writeln!(io::stdout(), "{name}: {pairs} pairs")?;
        return Ok(Code::Clean);
    }
}
