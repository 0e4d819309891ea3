//! `tripline query`: AWS Config's advanced queries over configuration items.

use super::args::{self, Global};
use super::exit::{Code, Done, Failure};
use super::{items, terminal};
use crate::base::diag::{Diag, Diags};
use crate::base::span::Sources;
use crate::items::Normalised;
use crate::query::{QueryFormat, Run, parse};
use crate::sources;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline query --config \"SELECT resourceId, \
    configuration.instanceType WHERE resourceType = 'AWS::EC2::Instance'\" snapshot.json.gz\n  \
    tripline query --config \"SELECT resourceType, COUNT(*) GROUP BY resourceType ORDER BY \
    COUNT(*) DESC\" AWSLogs/\n  tripline query --config @public.sql snapshot.json.gz --format csv\
    \n\nOf several states of a resource the newest counts; deleted and unrecorded ones are left \
    out.\ndocs/query.md tells the language.")]
pub(super) struct QueryArgs {
    /// A query in the language of AWS Config, or a file with one as @FILE
    #[arg(long, value_name = "SQL", required = true)]
    pub config: String,
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true)]
    pub inputs: Vec<OsString>,
    /// table, json, ndjson or csv [default: table on a terminal, ndjson in a pipe]
    #[arg(long, value_name = "FORMAT", value_parser = |w: &str| args::word(w,
        QueryFormat::parse(w), QueryFormat::WORDS.iter().map(|w| w.0)))]
    pub format: Option<QueryFormat>,
    /// The form of the inputs: events, cloudtrail, config, logs, metrics or s3 [default: told by their content]
    #[arg(long, value_name = "FORM", value_parser = args::input_format)]
    pub input_format: Option<sources::InputFormat>,
    /// Largest item
    #[arg(long, value_name = "SIZE", value_parser = args::size)]
    pub max_event_size: Option<u64>,
}

pub(super) fn run(args: &QueryArgs, global: &Global) -> Done {
    let (name, text) = match args.config.strip_prefix('@') {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|e| Failure::input(file, &e))?;
            (file, text)
        }
        None => ("<query>", args.config.clone()),
    };
    let mut sources = Sources::default();
    let source = sources.add(name, text.as_bytes());
    let query = match parse(source, &text) {
        Ok(query) => query,
        Err(diag) => {
            say(vec![*diag], &sources, global)?;
            return Err(Failure::Said(Code::BadRules));
        }
    };
    let table = if terminal::is_terminal() { QueryFormat::Table } else { QueryFormat::Ndjson };
    let format = args.format.unwrap_or(table);
    let (account, region) = (global.account.as_deref(), global.region.as_deref());
    let mut run = Run::new(&query, format.layout(), account, region);
    let mut found = |item: &Normalised| run.add(&item.head, item.tree.root());
    let (form, largest) = (args.input_format, args.max_event_size);
    let faults = items::each(&args.inputs, form, largest, global, &mut found);
    let (answer, counts, diags) = run.finish();
    if counts.resources == 0 {
        terminal::note(global, "the inputs hold no resources to query");
    }
    if !global.quiet {
        say(diags, &sources, global)?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    answer.write(format, &mut out)?;
    out.flush()?;
    if format == QueryFormat::Table {
        let many = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let (rows, all) = (many(answer.len() as u64, "row"), many(counts.resources, "resource"));
        terminal::note(global, &format!("{rows} from {all}"));
    }
    Ok(if faults > 0 { Code::BadInput } else { Code::Clean })
}

/// Says what is wrong with the query, or odd.
fn say(diags: Vec<Diag>, sources: &Sources, global: &Global) -> io::Result<()> {
    let mut all = Diags::default();
    diags.into_iter().for_each(|diag| all.push(diag));
    if all.is_empty() { Ok(()) } else { terminal::diags(all, sources, global) }
}
