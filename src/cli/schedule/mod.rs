//! `tripline schedule`: what schedule expressions mean.

mod next;

use super::args::Global;
use super::exit::Done;
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(super) struct ScheduleArgs {
    #[command(subcommand)]
    command: ScheduleCommand,
}

#[derive(Debug, Subcommand)]
enum ScheduleCommand {
    /// Tell when a schedule expression fires
    Next(next::NextArgs),
}

pub(super) fn run(args: &ScheduleArgs, global: &Global) -> Done {
    match &args.command {
        ScheduleCommand::Next(args) => next::run(args, global),
    }
}
