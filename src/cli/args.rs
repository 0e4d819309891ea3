//! The arguments. Every command has an example in its help.

use super::plugin::PluginArgs;
use crate::base::limits::Limits;
use crate::report::diag::DiagFormat;
use crate::report::eval::Format;
use crate::report::tests::TestFormat;
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Declarative rules and config compliance: event patterns in one matching graph.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Global {
    /// Colours: on a terminal, always or never
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
    /// Say only what was asked for
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Give a parameter a value
    #[arg(long = "param", global = true, value_name = "NAME=VALUE", value_parser = pair)]
    pub params: Vec<(String, String)>,
    /// The account of what has none
    #[arg(long, global = true, value_name = "ID")]
    pub account: Option<String>,
    /// The region of what has none
    #[arg(long, global = true)]
    pub region: Option<String>,
    /// The time that counts as now
    #[arg(long, global = true, value_name = "TIME", value_parser = time)]
    pub now: Option<jiff::Timestamp>,
    /// Largest YAML rule file
    #[arg(long, global = true, value_name = "SIZE", value_parser = size, hide_short_help = true)]
    pub max_yaml_size: Option<u64>,
    /// Largest JSON rule file
    #[arg(long, global = true, value_name = "SIZE", value_parser = size, hide_short_help = true)]
    pub max_json_size: Option<u64>,
}

impl Global {
    /// The budgets, as far as options change them.
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.yaml_bytes = self.max_yaml_size.unwrap_or(limits.yaml_bytes);
        limits.json_bytes = self.max_json_size.unwrap_or(limits.json_bytes);
        limits
    }

    /// Where what has no account and region of its own is from.
    pub fn home(&self) -> crate::model::Home {
        crate::model::Home::default().of_event(self.account.as_deref(), self.region.as_deref())
    }

    /// The time that counts as now.
    pub fn now(&self) -> jiff::Timestamp {
        self.now.unwrap_or_else(jiff::Timestamp::now)
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where rules come from.
#[derive(Debug, clap::Args)]
pub(super) struct RuleArgs {
    /// A rule file or a folder of them; may be given several times [default: ./rules]
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// A pack built into tripline (see `tripline packs`); may be given several times
    #[arg(long = "pack", value_name = "NAME")]
    pub packs: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Parse, type-check and compile rules; report all problems at once
    Check(CheckArgs),
    /// Run the test cases beside rules
    Test(TestArgs),
    /// Evaluate events, CloudTrail logs, S3 notifications and configuration items once
    Eval(EvalArgs),
    /// Say why a rule matches an event or does not, why an alarm is in its state, or what a
    /// diagnostic code means
    Explain(ExplainArgs),
    /// Try event patterns
    Pattern(PatternArgs),
    /// Draw the matching graph
    Graph(GraphArgs),
    /// Turn one of AWS's templates into a rule file
    Import(ImportArgs),
    /// Count the resources of configuration items, or draw what is around one
    Inventory(super::inventory::InventoryArgs),
    /// Work with metrics: draw them with their alarms, score anomaly detection
    Metrics(super::metrics::MetricsArgs),
    /// Ask queries of AWS Config of configuration items
    Query(super::query::QueryArgs),
    /// Write, build, inspect and call plugins
    Plugin(PluginArgs),
    /// Receive and acknowledge what a queue keeps
    #[cfg(feature = "wasm")]
    Queue(super::queue::QueueArgs),
    /// Compare what two sets of rules make of the same events
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Diff(super::diff::DiffArgs),
    /// Run what an archive holds against changed rules, and tell what would differ
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Replay(super::replay::ReplayArgs),
    /// Tell when schedules fire
    Schedule(super::schedule::ScheduleArgs),
    /// List the packs built into tripline
    Packs(PacksArgs),
    /// Print a JSON Schema
    Schema(SchemaArgs),
    /// Serve: take events, deliver what rules make of them
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Serve(Box<super::serve::ServeArgs>),
    /// Show what the daemon does, again every second
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Top(super::top::TopArgs),
    /// List, show, deliver again and forget what could not be delivered
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Dlq(super::dlq::DlqArgs),
    /// Copy everything that a daemon keeps
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Backup(super::backup::BackupArgs),
    /// Put a backup back
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Restore(super::restore::RestoreArgs),
    /// Run an export task by hand
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Export(super::export::ExportArgs),
    /// Prove a data directory from one end to the other
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Fsck(super::fsck::FsckArgs),
    /// Print shell completions
    Completions(CompletionsArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline check rules\n  \
    tripline check rules --deny-warnings --format github\n  tripline check --pack cloudtrail-threats")]
pub(super) struct CheckArgs {
    /// Rule files and folders [default: ./rules]
    pub paths: Vec<PathBuf>,
    /// A pack built into tripline
    #[arg(long = "pack", value_name = "NAME")]
    pub packs: Vec<String>,
    /// text, json, sarif or github
    #[arg(long, value_parser = |w: &str| word(w, DiagFormat::parse(w), DiagFormat::WORDS.iter().map(|w| w.0)), default_value = "text", value_name = "FORMAT")]
    pub format: DiagFormat,
    /// Treat warnings as errors
    #[arg(long)]
    pub deny_warnings: bool,
    /// List what each target may do
    #[arg(long)]
    pub grants: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline test rules\n  tripline test rules --filter root \
    --coverage\n  tripline test rules --format junit > report.xml\n\nExit codes: 0 all cases \
    passed, 1 some failed, 2 bad rules, a case that cannot run, or no case at all")]
pub(super) struct TestArgs {
    /// Rule and test files and folders [default: ./rules]
    pub paths: Vec<PathBuf>,
    /// A pack built into tripline
    #[arg(long = "pack", value_name = "NAME")]
    pub packs: Vec<String>,
    /// text, junit, json or tap
    #[arg(long, value_parser = |w: &str| word(w, TestFormat::parse(w), TestFormat::WORDS.iter().map(|w| w.0)), default_value = "text", value_name = "FORMAT")]
    pub format: TestFormat,
    /// Run only cases whose `FILE:NAME` contains this
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// List rules and single tests of patterns that no case exercised both ways
    #[arg(long)]
    pub coverage: bool,
    /// Write the counts, outputs and requests that were found into the test files
    #[arg(long)]
    pub update: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline eval --pack cloudtrail-threats logs/\n  \
    tripline eval --rules rules events.ndjson -o sarif=findings.sarif -o junit=findings.xml\n  \
    aws s3 cp s3://trail/x.json.gz - | tripline eval --rules rules -")]
pub(super) struct EvalArgs {
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true)]
    pub inputs: Vec<OsString>,
    /// text, ndjson, json, sarif, junit, github, csv or markdown [default: text on a terminal,
    /// ndjson in a pipe]
    #[arg(long, value_parser = |w: &str| word(w, Format::parse(w), Format::WORDS.iter().map(|w| w.0)), value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write a report to a file as well; may be given several times
    #[arg(short = 'o', long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    pub outputs: Vec<(Format, PathBuf)>,
    /// The form of the inputs: events, cloudtrail, config, logs, metrics or s3 [default: told by their content]
    #[arg(long, value_name = "FORM", value_parser = input_format)]
    pub input_format: Option<crate::sources::InputFormat>,
    /// The bus that the events come in on
    #[arg(long, default_value = "default")]
    pub bus: String,
    /// The least severity that makes the exit code 1: info, low, medium, high, critical or never
    #[arg(long, default_value = "low", value_name = "SEVERITY", value_parser = fail_on)]
    pub fail_on: FailOn,
    /// Count only findings that are not in this file
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all findings to a file for `--baseline`
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// What becomes of read-only management events: `aws` withholds them from rules in state
    /// `enabled` as AWS does, `off` shows every event to every rule
    #[arg(long, value_enum, default_value_t = GateArg::Off, value_name = "GATE")]
    pub cloudtrail_gate: GateArg,
    /// Largest event or record
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_event_size: Option<u64>,
    /// Threads that match [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print one JSON object of figures on standard error at the end
    #[arg(long)]
    pub stats: bool,
    /// Show results that are no findings, too
    #[arg(long)]
    pub all: bool,
    /// Treat results for want of data as errors
    #[arg(long)]
    pub strict: bool,
    /// Show how results of compliance rules changed from version to version of a resource
    #[arg(long)]
    pub timeline: bool,
    /// Compare the results of compliance rules with those for this earlier snapshot (files, folders,
    /// globs): only what is newly failing counts for the exit code
    #[arg(long, value_name = "OLD")]
    pub against: Vec<OsString>,
    /// Let time go on to this moment for alarms, if it is after that of the inputs
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub until: Option<jiff::Timestamp>,
    #[command(flatten)]
    pub deliver: DeliverArgs,
}

/// How matches are delivered.
#[derive(Debug, clap::Args)]
pub(super) struct DeliverArgs {
    /// Invoke the targets of matches; with `dry-run`, HTTP requests and files are recorded and
    /// shown instead of made
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true,
        default_missing_value = "yes")]
    pub deliver: Option<DeliverArg>,
    /// A folder with a file for each secret that plugins may be granted [else the environment:
    /// TRIPLINE_SECRET_NAME]
    #[arg(long, value_name = "DIR", requires = "deliver")]
    pub secrets: Option<PathBuf>,
    /// Where plugins keep their state; without it the state ends with the run
    #[arg(long, value_name = "DIR", requires = "deliver")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DeliverArg {
    /// For real.
    Yes,
    /// Recorded only.
    DryRun,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GateArg {
    /// As AWS does.
    Aws,
    /// No gate.
    Off,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy)]
pub(super) struct FailOn(pub Option<crate::model::Severity>);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline explain root-console-login --rules rules --event \
    event.json\n  tripline explain sg-no-world-ssh --rules rules --item snapshot.json --resource sg-0aa\n  \
    tripline explain cpu --rules rules --at 2026-01-01T02:00:00Z metrics.csv\n  \
    tripline explain TL203")]
pub(super) struct ExplainArgs {
    /// The name of a rule or an alarm, or a diagnostic code
    pub what: String,
    /// Inputs, as of `eval`, for an alarm: what it saw of them
    #[arg(conflicts_with_all = ["event", "item"])]
    pub inputs: Vec<OsString>,
    /// The moment at which an alarm is explained [default: the end of the inputs]
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with_all = ["event", "item"])]
    pub at: Option<jiff::Timestamp>,
    /// The form of the inputs, as of `eval` [default: told by their content]
    #[arg(long, value_name = "FORM", value_parser = input_format, conflicts_with_all = ["event", "item"])]
    pub input_format: Option<crate::sources::InputFormat>,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// A file with the event (or CloudTrail log; see `--index`), or `-`
    #[arg(long, value_name = "FILE")]
    pub event: Option<PathBuf>,
    /// Files with configuration items, for a compliance rule: the item and those it is related to
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "event")]
    pub item: Vec<OsString>,
    /// Which of the resources, by id, ARN or name [default: the first that the rule concerns]
    #[arg(long, value_name = "ID", requires = "item")]
    pub resource: Option<String>,
    /// Which event of the file, from 0
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub index: u64,
    /// text or json
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text, value_name = "FORMAT")]
    pub format: ExplainFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct PatternArgs {
    #[command(subcommand)]
    pub command: PatternCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum PatternCommand {
    /// Does a pattern match an event? Exit code 0 if it does, 1 if it does not
    Test(PatternTestArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline pattern test --pattern '{\"source\":[\"aws.s3\"]}' \
    --event '{\"source\":\"aws.s3\"}'\n  tripline pattern test --pattern @pattern.json --event \
    @event.json\n  tripline pattern test --cases cases.ndjson")]
pub(super) struct PatternTestArgs {
    /// The pattern: JSON text, or a file (also as @FILE)
    #[arg(long, required_unless_present = "cases", requires = "event", value_name = "P")]
    pub pattern: Option<String>,
    /// The event: JSON text, or a file (also as @FILE)
    #[arg(long, required_unless_present = "cases", requires = "pattern", value_name = "E")]
    pub event: Option<String>,
    /// NDJSON of {"id","pattern","event"} (or `pattern-text`, `event-text`), or `-`; one answer a
    /// line
    #[arg(long, conflicts_with_all = ["pattern", "event"], value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Read doubtful patterns as `tripline` does, or as `aws` does
    #[arg(long, value_enum, default_value_t = CompatArg::Tripline, value_name = "WHOSE")]
    pub compat: CompatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CompatArg {
    /// What surely means nothing is an error.
    Tripline,
    /// What AWS accepts is accepted; an event must have AWS's envelope.
    Aws,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline graph --rules rules --format svg > graph.svg\n  \
    tripline graph --pack cloudtrail-threats --around ct-trail-stopped --format mermaid")]
pub(super) struct GraphArgs {
    #[command(flatten)]
    pub rules: RuleArgs,
    /// The form of the picture
    #[arg(long, value_enum, default_value_t = GraphFormat::Dot, value_name = "FORMAT")]
    pub format: GraphFormat,
    /// Draw only what this rule has to do with
    #[arg(long, value_name = "RULE")]
    pub around: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    /// Graphviz.
    Dot,
    /// Mermaid.
    Mermaid,
    /// A picture.
    Svg,
    /// Nodes and edges.
    Json,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tripline import conformance-pack pack.yaml > rules/pack.yaml\n  \
    tripline import cloudformation template.json --param Stage=prod --account 111122223333\n\n\
    A template needs no import to be evaluated: `--rules` takes it as it is."
)]
pub(super) struct ImportArgs {
    /// What the file is
    #[arg(value_enum)]
    pub kind: ImportKind,
    /// The file
    pub file: PathBuf,
    /// A rule file or a folder of them whose rules stand in for managed rules, before those of the
    /// pack `aws-config`; may be given several times
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportKind {
    /// A CloudFormation template: its rules of AWS Config and of EventBridge.
    Cloudformation,
    /// A conformance pack of AWS Config.
    ConformancePack,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline packs\n  tripline packs cloudtrail-threats")]
pub(super) struct PacksArgs {
    /// List the rules of this pack
    pub name: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tripline schema rules > rules.schema.json")]
pub(super) struct SchemaArgs {
    /// Which one
    #[arg(value_enum)]
    pub name: SchemaName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// Rule files.
    Rules,
    /// Test files.
    Test,
    /// JSON outputs of `eval`.
    Output,
    /// The plain API of the daemon, as an OpenAPI document.
    #[cfg(all(feature = "serve", feature = "wasm"))]
    Openapi,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tripline completions bash > \
    ~/.local/share/bash-completion/completions/tripline")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

pub(super) fn time(text: &str) -> Result<jiff::Timestamp, String> {
    crate::base::time::parse(text)
        .ok_or_else(|| "expected a time such as 2026-01-01T00:00:00Z".to_owned())
}

pub(super) fn size(text: &str) -> Result<u64, String> {
    if let Ok(bytes) = text.parse() {
        return Ok(bytes);
    }
    crate::base::units::parse_size(text).ok_or_else(|| "expected a size such as 64MiB".to_owned())
}

pub(super) fn word<T>(
    text: &str,
    read: Option<T>,
    words: impl Iterator<Item = &'static str>,
) -> Result<T, String> {
    let known: Vec<&str> = words.collect();
    read.ok_or_else(|| {
        let near = crate::base::suggest::nearest(text, known.iter().copied());
        let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        format!("expected one of {}{hint}", known.join(", "))
    })
}

fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = pair(text).map_err(|_| "expected FORMAT=FILE".to_owned())?;
    let format = word(&format, Format::parse(&format), Format::WORDS.iter().map(|w| w.0))?;
    Ok((format, file.into()))
}

pub(super) fn input_format(text: &str) -> Result<crate::sources::InputFormat, String> {
    let words = crate::sources::InputFormat::WORDS;
    let read = words.iter().find(|(w, _)| *w == text).map(|(_, f)| *f);
    word(text, read, words.iter().map(|(w, _)| *w))
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    use crate::model::Severity;
    if text == "never" {
        return Ok(FailOn(None));
    }
    let words = Severity::ALL.iter().map(|s| s.word()).chain(["never"]);
    word(text, Severity::parse(text), words).map(|s| FailOn(Some(s)))
}
