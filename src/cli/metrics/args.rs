//! The arguments of `tripline metrics`.

use crate::cli::args::{RuleArgs, input_format, time};
use crate::metrics::Statistic;
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use std::ffi::OsString;
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
    /// Draw a metric with the threshold or band of its alarm, and the alarm's states under it
    Plot(Box<PlotArgs>),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tripline metrics plot --rules rules --alarm cpu metrics.csv -o cpu.svg\n  \
    tripline metrics plot --rules rules --alarm 'cpu[i-1]' --from 2026-01-01T00:00:00Z logs/\n  \
    tripline metrics plot --metric 'AWS/EC2/CPUUtilization{InstanceId=i-1}' --statistic p99 \\\n    \
    --period 1m metrics.ndjson\n\n\
    Inputs are read as `eval` reads them: metrics, logs, and CloudTrail through metric filters.\n\
    Without -o the picture is text. docs/metrics.md says what is to be seen.\n\n\
    Exit codes: 0 drawn, 2 bad rules or usage, 3 an input that could not be read as a whole"
)]
pub(in crate::cli) struct PlotArgs {
    #[command(flatten)]
    pub rules: RuleArgs,
    /// The alarm [default: the only one there is]
    #[arg(long, value_name = "NAME", conflicts_with = "metric")]
    pub alarm: Option<String>,
    /// A metric instead of an alarm: namespace, name and dimensions
    #[arg(long, value_name = "NAMESPACE/NAME{DIM=VALUE,...}")]
    pub metric: Option<String>,
    /// What is computed of each period of the metric [default: Average]
    #[arg(long, value_name = "STATISTIC", requires = "metric", value_parser = Statistic::parse)]
    pub statistic: Option<Statistic>,
    /// The period of the metric [default: 5m]
    #[arg(long, value_name = "DURATION", requires = "metric", value_parser = period)]
    pub period: Option<u32>,
    /// Show nothing before this moment
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub from: Option<Timestamp>,
    /// Show nothing after this moment; time goes on to it where the inputs end before
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub to: Option<Timestamp>,
    /// Write the picture as SVG
    #[arg(short = 'o', long = "output", value_name = "FILE.svg")]
    pub output: Option<PathBuf>,
    /// The form of the inputs, as of `eval` [default: told by their content]
    #[arg(long, value_name = "FORM", value_parser = input_format)]
    pub input_format: Option<crate::sources::InputFormat>,
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true)]
    pub inputs: Vec<OsString>,
}

/// Seconds of a period.
fn period(text: &str) -> Result<u32, String> {
    let words = "expected a period such as 10s or 5m";
    let length = crate::base::units::parse_duration(text).filter(|d| d.subsec_nanos() == 0);
    let seconds = length.and_then(|length| u32::try_from(length.as_secs()).ok());
    seconds.filter(|seconds| *seconds > 0).ok_or_else(|| words.to_owned())
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
