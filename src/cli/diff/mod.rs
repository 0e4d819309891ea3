//! `tripline diff`: what two sets of event rules make of the same events. `side` is one set at work,
//! `compare` what they differ in, `held` the events of an archive, `report` what is printed; `tripline
//! replay` uses the same parts.

mod compare;
mod held;
mod report;
mod side;

use compare::Comparison;
pub(super) use held::Held;
use report::{Form, write};
use side::Read;

use super::args::{self, Global};
use super::exit::{Code, Done, Failure};
use super::terminal;
use crate::rules::DEFAULT_BUS;
use crate::sources::{self, Chunks, InputFormat, Options};
use jiff::Timestamp;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline diff rules-old rules --events logs/\n  \
    tripline diff rules-old rules --archive all --data /var/lib/tripline\n\nExit codes: 0 the same \
    matches, 1 other matches, 2 bad rules, 3 events that could not be read")]
pub(super) struct DiffArgs {
    /// The old rules: a file or a folder
    pub old: PathBuf,
    /// The new rules: a file or a folder
    pub new: PathBuf,
    /// Files, folders, globs, or `-`: events as `eval` takes them
    #[arg(long, value_name = "INPUT", num_args = 1.., required_unless_present = "archive",
        conflicts_with = "archive")]
    pub events: Vec<OsString>,
    /// The archive whose events are taken
    #[arg(long, value_name = "NAME", requires = "data")]
    pub archive: Option<String>,
    /// The data directory of a daemon that does not run
    #[arg(long, value_name = "DIR", requires = "archive")]
    pub data: Option<PathBuf>,
    /// Only events of an archive from this time on
    #[arg(long, value_name = "TIME", value_parser = args::time, requires = "archive")]
    pub from: Option<Timestamp>,
    /// Only events of an archive before this time
    #[arg(long, value_name = "TIME", value_parser = args::time, requires = "archive")]
    pub to: Option<Timestamp>,
    /// The bus that the events come in on [default: that of the archive, else `default`]
    #[arg(long)]
    pub bus: Option<String>,
    /// The form of the inputs: events, cloudtrail, config, logs, metrics or s3 [default: told by
    /// their content]
    #[arg(long, value_name = "FORM", value_parser = args::input_format)]
    pub input_format: Option<InputFormat>,
    #[command(flatten)]
    pub shown: Shown,
}

/// What is shown of differences.
#[derive(Debug, clap::Args)]
pub(super) struct Shown {
    /// text, json or ndjson
    #[arg(long, value_name = "FORMAT", default_value = "text",
        value_parser = |w: &str| args::word(w, Form::parse(w), Form::WORDS.iter().map(|w| w.0)))]
    pub format: Form,
    /// How many matches of a rule are shown that appear, and that disappear
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub examples: u16,
}

pub(super) fn run(args: &DiffArgs, global: &Global) -> Done {
    if let (Some(archive), Some(data)) = (&args.archive, &args.data) {
        let held = Held::open(data, Some(archive.as_str()), (args.from, args.to))?;
        let sides = [&args.old, &args.new].map(|path| (vec![path.clone()], Vec::new()));
        return of_archive(held, sides, args.bus.as_deref(), &args.shown, global);
    }
    let read = |path: &PathBuf| side::read(std::slice::from_ref(path), &[], &[], global);
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let bus = args.bus.as_deref().unwrap_or(DEFAULT_BUS);
    let limits = global.limits();
    let mut comparison =
        Comparison::new(old.on(bus, global)?, new.on(bus, global)?, args.shown.examples);
    let options = Options {
        limits,
        form: args.input_format,
        account: global.account.clone(),
        ..Options::default()
    };
    let mut chunks = Chunks::new(sources::find(&args.events), options);
    let mut used = None;
    while let Some(chunk) = chunks.next(used.take()) {
        for note in &chunk.notes {
            terminal::note(global, &format!("{}: {note}", chunk.input));
        }
        comparison.take(&chunk);
        used = Some(chunk);
    }
    end(&comparison, "the inputs", &args.shown)
}

/// Rule files and packs of one side.
pub(super) type Paths = (Vec<PathBuf>, Vec<String>);

/// Compares what an old and a new set make of the events of an archive.
pub(super) fn of_archive(
    mut held: Held,
    [old, new]: [Paths; 2],
    bus: Option<&str>,
    shown: &Shown,
    global: &Global,
) -> Done {
    let defined = held.defined()?;
    let read = |(paths, packs): Paths| side::read(&paths, &packs, &defined, global);
    let (old, new): (Read, Read) = (read(old)?, read(new)?);
    let of_rules = || new.bus_of(held.name()).or_else(|| old.bus_of(held.name()));
    let Some(bus) = bus.or_else(of_rules) else {
        return Err(Failure::usage(format!(
            "the rules have no archive `{}`: name its bus with `--bus`",
            held.name()
        )));
    };
    let mut comparison =
        Comparison::new(old.on(bus, global)?, new.on(bus, global)?, shown.examples);
    while let Some(chunk) = held.chunk()? {
        comparison.take(&chunk);
    }
    let what = format!("the archive `{}`", held.name());
    end(&comparison, &what, shown)
}

/// Prints what was found, and says it by the exit code.
fn end(comparison: &Comparison, what: &str, shown: &Shown) -> Done {
    for fault in comparison.faults() {
        terminal::error(fault);
    }
    let more = comparison.errors().saturating_sub(comparison.faults().len() as u64);
    if more > 0 {
        terminal::error(&format!("{more} more events could not be read"));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    write(shown.format, comparison, what, &mut out)?;
    std::io::Write::flush(&mut out)?;
    Ok(if comparison.errors() > 0 {
        Code::BadInput
    } else if comparison.differs() {
        Code::Findings
    } else {
        Code::Clean
    })
}
