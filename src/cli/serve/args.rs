//! The options of `tripline serve`.

use super::super::args::RuleArgs;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline serve --rules rules --data /var/lib/tripline\n  \
    tripline serve --config tripline.yaml\n  \
    aws --endpoint-url http://127.0.0.1:7070 events put-events --entries file://entries.json\n\n\
    SIGHUP reads the rules again, SIGTERM ends in order. Without keys in the settings, anyone on \
    this machine may call, with any credentials.")]
pub(in super::super) struct ServeArgs {
    #[command(flatten)]
    pub rules: RuleArgs,
    /// The settings file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The data directory [default: tripline-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port [default: 127.0.0.1:7070]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Whose ways are followed where AWS's are surprising: aws or tripline
    #[arg(long, value_name = "WHOSE", value_parser = ["aws", "tripline"])]
    pub compat: Option<String>,
    /// A folder of files, each holding a secret that targets may be granted
    #[arg(long, value_name = "DIR")]
    pub secrets: Option<PathBuf>,
}
