//! The arguments of `tripline dlq`.

use crate::cli::client::Endpoint;
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline dlq list --target pager\n  \
    tripline dlq show 0000019a8f\n  tripline dlq redrive --target pager\n  \
    tripline dlq purge --rule old-rule --data /var/lib/tripline\n\nWithout `--data`, a daemon is \
    asked. `--data` works on the directory of a daemon that does not run: what is redriven there is \
    delivered when it starts.")]
pub(in crate::cli) struct DlqArgs {
    #[command(subcommand)]
    pub command: DlqCommand,
}

/// Whose dead letters.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Whose {
    #[command(flatten)]
    pub endpoint: Endpoint,
    /// The data directory of a daemon that does not run
    #[arg(long, value_name = "DIR", conflicts_with_all = ["endpoint", "token_file"])]
    pub data: Option<PathBuf>,
}

/// Which dead letters.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Which {
    /// Those of one target only
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// Those of one rule only
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
}

/// Which dead letters are changed: one has to say.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(in crate::cli) struct Chosen {
    /// Their ids, as `list` shows them
    #[arg(value_name = "ID", required_unless_present_any = ["target", "rule", "all"],
        conflicts_with_all = ["target", "rule", "all"])]
    pub ids: Vec<String>,
    #[command(flatten)]
    pub which: Which,
    /// All of them
    #[arg(long, conflicts_with_all = ["target", "rule"])]
    pub all: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DlqCommand {
    /// List dead letters, the oldest first
    List {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        which: Which,
        /// How many at most
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: usize,
        /// text or ndjson [default: text on a terminal, ndjson in a pipe]
        #[arg(long, value_enum, value_name = "FORMAT")]
        format: Option<ListFormat>,
    },
    /// Show one with its event, as JSON
    Show {
        #[command(flatten)]
        whose: Whose,
        /// Its id, as `list` shows it
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Deliver dead letters again
    Redrive {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        chosen: Chosen,
        /// How many at most
        #[arg(long, default_value_t = 1_000, value_name = "N",
            value_parser = clap::value_parser!(u32).range(1..=100_000))]
        limit: u32,
    },
    /// Forget dead letters
    Purge {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        chosen: Chosen,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListFormat {
    /// A line for people each.
    Text,
    /// A JSON object a line.
    Ndjson,
}
