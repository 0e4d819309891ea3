//! The arguments of `tripline metrics`.

use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct MetricsArgs {
    #[command(subcommand)]
    pub command: MetricsCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum MetricsCommand {
    /// Score anomaly detection by the rules of the Numenta Anomaly Benchmark (NAB)
    Score(ScoreArgs),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tripline metrics score NAB\n  tripline metrics score NAB --details \
    --format json > score.json\n  tripline metrics score my-series --windows windows.json\n\n\
    The benchmark's files come with its repository: series in data/CATEGORY/NAME.csv (rows of\n\
    `timestamp,value`), labelled windows in labels/combined_windows.json. A folder with series and a\n\
    windows.json in it is read as well.\n\n\
    Each series is read from its begin by a new detector that sees nothing of the future. The first\n\
    15 % of a series, at most 750 rows, do not count. For each profile the one threshold that is\n\
    best for all series together is taken. 0 is a detector that says nothing, 100 a perfect one.\n\
    docs/anomaly-detection.md gives the formulas.\n\n\
    Exit codes: 0 all was scored, 2 bad usage, 3 no series to score, a file that could not be\n\
    read, a series without label or a label without series (see --partial)"
)]
pub(in crate::cli) struct ScoreArgs {
    /// The folder of the benchmark, or one of series with their windows
    #[arg(value_name = "NAB_DIR")]
    pub folder: PathBuf,
    /// The labelled windows, a path from here or from the folder [default:
    /// labels/combined_windows.json, combined_windows.json or windows.json in the folder]
    #[arg(long, value_name = "FILE")]
    pub windows: Option<PathBuf>,
    /// Score what has both series and label, and leave out the rest
    #[arg(long)]
    pub partial: bool,
    /// Show the results of each series, too, at the thresholds of all
    #[arg(long)]
    pub details: bool,
    /// text or json
    #[arg(long, value_enum, default_value_t = ScoreFormat::Text, value_name = "FORMAT")]
    pub format: ScoreFormat,
    /// Threads that score [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ScoreFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}
