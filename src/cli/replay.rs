//! `tripline replay`: what an archive holds against changed rules, without a daemon: nothing is
//! delivered, the differences to the rules as they are are told.

use super::args::{self, Global};
use super::diff::{Held, Shown, of_archive};
use super::exit::{Done, Failure};
use jiff::Timestamp;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline replay --from 2026-05-01T00:00:00Z --to \
    2026-05-02T00:00:00Z --rules rules-new --data /var/lib/tripline\n  tripline replay --from \
    2026-05-01T00:00:00Z --to 2026-05-02T00:00:00Z --rules rules-new --against rules --archive all \
    --data data --format json\n\nThe daemon must not run. Exit codes: 0 the same matches, 1 other \
    matches, 2 bad rules, 3 a data directory or events that could not be read")]
pub(super) struct ReplayArgs {
    /// Events from this time on
    #[arg(long, value_name = "TIME", value_parser = args::time)]
    pub from: Timestamp,
    /// Events before this time
    #[arg(long, value_name = "TIME", value_parser = args::time)]
    pub to: Timestamp,
    /// The changed rules: a file or a folder; may be given several times
    #[arg(long, value_name = "PATH", required_unless_present = "packs")]
    pub rules: Vec<PathBuf>,
    /// A pack built into tripline, beside the changed rules; may be given several times
    #[arg(long = "pack", value_name = "NAME")]
    pub packs: Vec<String>,
    /// The rules as they are: a file or a folder; may be given several times [default: ./rules]
    #[arg(long, value_name = "PATH")]
    pub against: Vec<PathBuf>,
    /// A pack beside the rules as they are; may be given several times
    #[arg(long, value_name = "NAME")]
    pub against_pack: Vec<String>,
    /// The archive [default: the only one]
    #[arg(long, value_name = "NAME")]
    pub archive: Option<String>,
    /// The data directory of a daemon that does not run
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The bus that the events come in on [default: that of the archive]
    #[arg(long)]
    pub bus: Option<String>,
    #[command(flatten)]
    pub shown: Shown,
}

pub(super) fn run(args: &ReplayArgs, global: &Global) -> Done {
    if args.to <= args.from {
        return Err(Failure::usage("`--from` has to be before `--to`"));
    }
    let times = (Some(args.from), Some(args.to));
    let held = Held::open(&args.data, args.archive.as_deref(), times)?;
    let old = (args.against.clone(), args.against_pack.clone());
    let new = (args.rules.clone(), args.packs.clone());
    of_archive(held, [old, new], args.bus.as_deref(), &args.shown, global)
}
