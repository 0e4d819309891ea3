//! `tripline schedule next`: the coming moments of an expression.

use crate::base::codes::Code as DiagCode;
use crate::base::diag::{Diag, Diags};
use crate::base::span::{Sources, Span};
use crate::base::suggest::nearest;
use crate::base::time;
use crate::cli::args::{self, Global};
use crate::cli::exit::{Code, Done, Failure};
use crate::cli::terminal;
use crate::schedules::{Dialect, Expression, ExpressionError, Schedule};
use clap::ValueEnum;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{self, BufWriter, Write};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline schedule next 'cron(0 8 1 * ? *)'\n  \
    tripline schedule next 'cron(30 2 ? * MON-FRI *)' --time-zone Europe/Berlin --count 3\n  \
    tripline schedule next 'rate(12 hours)' --start 2026-01-01T00:00:00Z \
    --after 2026-03-01T00:00:00Z\n\ndocs/schedules.md tells the language.")]
pub(super) struct NextArgs {
    /// `cron(...)`, `rate(...)` or `at(...)`
    #[arg(value_name = "EXPR")]
    expression: String,
    /// Moments after this one [default: now]
    #[arg(long, value_name = "TIME", value_parser = args::time)]
    after: Option<Timestamp>,
    /// How many moments
    #[arg(long, value_name = "N", default_value_t = 5,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
    /// Whose clocks are meant, such as Europe/Berlin [default: UTC]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Where it begins: a rate counts from here, itself included [default of a rate: `--after`]
    #[arg(long, value_name = "TIME", value_parser = args::time)]
    start: Option<Timestamp>,
    /// Where it ends
    #[arg(long, value_name = "TIME", value_parser = args::time)]
    end: Option<Timestamp>,
    /// Whose expressions: of EventBridge's rules, or of EventBridge Scheduler
    #[arg(long, value_enum, default_value_t = DialectArg::Scheduler)]
    dialect: DialectArg,
    /// text or json
    #[arg(long, value_enum, default_value_t = NextFormat::Text, value_name = "FORMAT")]
    format: NextFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DialectArg {
    /// `cron` and `rate`, in UTC; a rate begins one period after its start.
    Rule,
    /// Also `at`, in any time zone; a rate begins at its start.
    Scheduler,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum NextFormat {
    /// A line for each moment.
    Text,
    /// One object.
    Json,
}

pub(super) fn run(args: &NextArgs, global: &Global) -> Done {
    let dialect = match args.dialect {
        DialectArg::Rule => Dialect::Rule,
        DialectArg::Scheduler => Dialect::Scheduler,
    };
    let expression = match Expression::parse(&args.expression, dialect) {
        Ok(expression) => expression,
        Err(error) => return Err(refuse(&args.expression, error, global)?),
    };
    let after = args.after.unwrap_or_else(|| global.now());
    let zone = zone(args.time_zone.as_deref(), dialect)?;
    let (start, end) = (args.start, args.end);
    let schedule = Schedule { zone, start, end, ..Schedule::new(expression, dialect, after) };
    let mut fires = schedule.coming(after);
    let found: Vec<Timestamp> = fires.by_ref().take(args.count as usize).collect();
    let exhausted = fires.next().is_none();
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        NextFormat::Json => json(&mut out, args, &schedule, &found, exhausted)?,
        NextFormat::Text => text(&mut out, &schedule, &found)?,
    }
    out.flush()?;
    if found.is_empty() {
        terminal::note(global, &why_never(&schedule, after));
    }
    Ok(Code::Clean)
}

/// Moments in UTC, line by line; on a terminal also as the clocks of the zone show them.
fn text(out: &mut impl Write, schedule: &Schedule, found: &[Timestamp]) -> io::Result<()> {
    let both = terminal::is_terminal() && schedule.zone != TimeZone::UTC;
    for at in found {
        let local = at.to_zoned(schedule.zone.clone());
        match both {
            true => {
                writeln!(out, "{}  {}", time::show(*at), local.strftime("%a %Y-%m-%d %H:%M %Z"))?
            }
            false => writeln!(out, "{}", time::show(*at))?,
        }
    }
    Ok(())
}

fn json(
    out: &mut impl Write,
    args: &NextArgs,
    schedule: &Schedule,
    found: &[Timestamp],
    exhausted: bool,
) -> io::Result<()> {
    let local = |at: &Timestamp| {
        at.to_zoned(schedule.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    };
    let answer = serde_json::json!({
        "expression": args.expression,
        "dialect": if schedule.dialect == Dialect::Rule { "rule" } else { "scheduler" },
        "time-zone": schedule.zone.iana_name().unwrap_or("UTC"),
        "next": found.iter().copied().map(time::show).collect::<Vec<_>>(),
        "local": found.iter().map(local).collect::<Vec<_>>(),
        "exhausted": exhausted,
    });
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)
}

fn zone(name: Option<&str>, dialect: Dialect) -> Result<TimeZone, Failure> {
    let Some(name) = name else { return Ok(TimeZone::UTC) };
    if dialect == Dialect::Rule && !name.eq_ignore_ascii_case("UTC") {
        let words = "rules of EventBridge run in UTC; `--dialect scheduler` takes time zones";
        return Err(Failure::usage(words));
    }
    match TimeZone::get(name) {
        Ok(zone) if !name.is_empty() => Ok(zone),
        _ => {
            let known: Vec<String> =
                jiff::tz::db().available().map(|n| n.as_str().to_owned()).collect();
            let meant = nearest(name, known.iter().map(String::as_str));
            let hint = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
            Err(Failure::usage(format!("there is no time zone `{name}`{hint}")))
        }
    }
}

/// Shows the fault under the expression.
fn refuse(text: &str, error: ExpressionError, global: &Global) -> io::Result<Failure> {
    let mut sources = Sources::default();
    let source = sources.add("<expression>", text.as_bytes());
    let span = Span { source, start: error.at.start as u32, end: error.at.end as u32 };
    let mut diag = Diag::new(DiagCode::TL319, span, error.message);
    if let Some(help) = error.help {
        diag = diag.help(help);
    }
    let mut diags = Diags::default();
    diags.push(diag);
    terminal::diags(diags, &sources, global)?;
    Ok(Failure::Said(Code::BadRules))
}

fn why_never(schedule: &Schedule, after: Timestamp) -> String {
    match schedule.expression.never(&schedule.zone) {
        Some(why) => format!("it never fires: {why}"),
        None if schedule.last_before(after).is_some() => "it does not fire any more".to_owned(),
        None => "it never fires".to_owned(),
    }
}
