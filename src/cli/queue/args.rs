//! The arguments of `tripline queue`.

use crate::cli::args::RuleArgs;
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline queue receive jobs --data data --max 10\n  \
    tripline queue ack jobs HANDLE --data data\n  tripline queue stats jobs --data data")]
pub(in crate::cli) struct QueueArgs {
    #[command(subcommand)]
    pub command: QueueCommand,
}

/// What every operation needs.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct QueueCommon {
    /// The name of a target whose plugin is `queue`
    pub queue: String,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Where plugins keep their state (`eval --deliver --data DIR`)
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum QueueCommand {
    /// Receive messages, one JSON object a line; each is hidden until its visibility timeout is over
    Receive {
        #[command(flatten)]
        common: QueueCommon,
        /// How many at most, 1 to 10
        #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=10))]
        max: u8,
        /// How long they are hidden, such as 30s [default: the queue's]
        #[arg(long, value_name = "TIME")]
        visibility_timeout: Option<String>,
    },
    /// Acknowledge received messages: they are gone
    Ack {
        #[command(flatten)]
        common: QueueCommon,
        /// Receipt handles
        #[arg(required = true, value_name = "HANDLE")]
        handles: Vec<String>,
    },
    /// Hide received messages longer, or show them again with 0s
    Extend {
        #[command(flatten)]
        common: QueueCommon,
        /// Receipt handles
        #[arg(required = true, value_name = "HANDLE")]
        handles: Vec<String>,
        /// From now on, such as 5m
        #[arg(long, value_name = "TIME")]
        visibility_timeout: String,
    },
    /// Count messages
    Stats {
        #[command(flatten)]
        common: QueueCommon,
    },
    /// Show dead letters, one JSON object a line
    Dead {
        #[command(flatten)]
        common: QueueCommon,
        /// How many at most
        #[arg(long, default_value_t = 10, value_name = "N")]
        max: u16,
    },
    /// Put dead letters back into the queue
    Redrive {
        #[command(flatten)]
        common: QueueCommon,
        /// How many at most
        #[arg(long, default_value_t = 10, value_name = "N")]
        max: u16,
    },
    /// Remove all messages
    Purge {
        #[command(flatten)]
        common: QueueCommon,
        /// Remove dead letters instead
        #[arg(long)]
        dead: bool,
    },
}
