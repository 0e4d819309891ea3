//! `tripline export`: an export task written by hand, over a data directory that no daemon has open. A
//! daemon that runs is asked by `POST /exports/NAME`.

use super::args::{Global, RuleArgs};
use super::exit::{Code, Done, Failure};
use super::{bundle, store, terminal};
use crate::base::suggest::nearest;
use crate::daemon::exports::{now, window};
use crate::exports::Access;
use crate::rules::{ExportSpec, Schedule};
use crate::store::Kv;
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(subcommand)]
    pub command: ExportCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ExportCommand {
    /// Write the window of an export that is over now
    #[command(
        after_help = "Example:\n  tripline export now nightly-findings --rules rules --data \
        /var/lib/tripline\n\nThe daemon must not run; one that does is asked by `POST /exports/NAME`.\n\
        The window is the one that the export names, or what lies behind the last one that was written. \
        The same window gives the same object."
    )]
    Now(NowArgs),
}

#[derive(Debug, Args)]
pub(super) struct NowArgs {
    /// The schedule whose export it is
    pub name: String,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// The data directory
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

pub(super) fn run(args: &ExportArgs, global: &Global) -> Done {
    let ExportCommand::Now(args) = &args.command;
    let checked = bundle::read(&args.rules.rules, &args.rules.packs, global)?.sound(global)?;
    let spec = find(&checked.bundle.schedules, &args.name)?;
    let disk = store::open(&args.data, false)?;
    let kv: Arc<dyn Kv> = Arc::new(disk);
    let found = window(&*kv, &args.name, spec, global.now()).map_err(|e| store::failure(&e))?;
    let Some(found) = found else {
        terminal::note(global, "there is nothing to write: no time lies behind the last window");
        return Ok(Code::Clean);
    };
    let written = now(Vec::new(), &kv, &args.name, spec, found, &Access::environment());
    let written = written.map_err(|e| Failure::Say(Code::BadInput, e.to_string()))?;
    let line = json!({
        "export": args.name,
        "from": found.from().to_string(),
        "to": found.to().to_string(),
        "object": written.location,
        "rows": written.rows,
        "bytes": written.bytes,
        "sha256": written.sha256,
    });
    writeln!(std::io::stdout().lock(), "{line}")?;
    Ok(Code::Clean)
}

/// The export of the schedule of this name.
fn find<'a>(schedules: &'a [Schedule], name: &str) -> Result<&'a ExportSpec, Failure> {
    let exports = || schedules.iter().filter(|own| own.export.is_some());
    let found = exports().find(|own| own.name == name).and_then(|own| own.export.as_ref());
    found.ok_or_else(|| {
        let near = nearest(name, exports().map(|own| own.name.as_str()));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        Failure::usage(format!("no schedule with an export is called `{name}`{hint}"))
    })
}
