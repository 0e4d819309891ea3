//! `tripline inventory`: what resources there are, and what is around one of them.

mod counts;

use super::args::{self, Global};
use super::exit::{Code, Done, Failure};
use super::items;
use crate::inventory::{Census, Web};
use crate::items::Normalised;
use crate::sources;
use clap::ValueEnum;
use std::ffi::OsString;
use std::io::{self, Write};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline inventory snapshot.json.gz\n  \
    tripline inventory AWSLogs/ --format csv > resources.csv\n  \
    tripline inventory snapshot.json.gz --graph i-0abc --depth 2 --format svg > around.svg\n\n\
    Of several states of a resource the newest counts. The items of AWS Config are read in all\n\
    their spellings, from snapshots, history files, messages, API answers and query results.")]
pub(super) struct InventoryArgs {
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true)]
    pub inputs: Vec<OsString>,
    /// text, json or csv; of a picture dot, mermaid, svg or json [default: text, dot]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<InventoryFormat>,
    /// Draw the resource of this id, name or ARN (or TYPE/ID), and what it is related to
    #[arg(long, value_name = "RESOURCE")]
    pub graph: Option<String>,
    /// How many relationships away from the resource a picture goes
    #[arg(long, value_name = "N", default_value_t = 1, requires = "graph",
        value_parser = clap::value_parser!(u16).range(1..))]
    pub depth: u16,
    /// The form of the inputs: events, cloudtrail, config, logs, metrics or s3 [default: told by their content]
    #[arg(long, value_name = "FORM", value_parser = args::input_format)]
    pub input_format: Option<sources::InputFormat>,
    /// Largest item
    #[arg(long, value_name = "SIZE", value_parser = args::size)]
    pub max_event_size: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InventoryFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// Graphviz.
    Dot,
    /// Mermaid.
    Mermaid,
    /// A picture.
    Svg,
}

pub(super) fn run(args: &InventoryArgs, global: &Global) -> Done {
    use InventoryFormat as F;
    let format = match (args.format, &args.graph) {
        (None, None) => F::Text,
        (None, Some(_)) => F::Dot,
        (Some(F::Text | F::Csv), Some(_)) => {
            return Err(Failure::usage("a picture has the format dot, mermaid, svg or json"));
        }
        (Some(F::Dot | F::Mermaid | F::Svg), None) => {
            return Err(Failure::usage("pictures are of one resource: name it with --graph"));
        }
        (Some(format), _) => format,
    };
    let (account, region) = (global.account.as_deref(), global.region.as_deref());
    let mut census = Census::new(args.graph.is_some(), account, region);
    let (form, largest) = (args.input_format, args.max_event_size);
    let mut found = |item: &Normalised| census.add(item);
    let faults = items::each(&args.inputs, form, largest, global, &mut found);
    let mut out = io::stdout().lock();
    match &args.graph {
        Some(word) => {
            let web = Web::new(&census);
            let center = web.find(word).map_err(Failure::usage)?;
            let drawing = web.around(center, usize::from(args.depth));
            let picture = match format {
                F::Mermaid => drawing.mermaid(),
                F::Svg => drawing.svg().map_err(Failure::usage)?,
                F::Json => format!("{:#}\n", drawing.json()),
                F::Dot | F::Text | F::Csv => drawing.dot(),
            };
            out.write_all(picture.as_bytes())?;
        }
        None => match format {
            F::Json => writeln!(out, "{:#}", counts::json(&census, faults))?,
            F::Csv => counts::csv(&census, &mut out)?,
            _ => counts::text(&census, &mut out)?,
        },
    }
    out.flush()?;
    Ok(if faults > 0 { Code::BadInput } else { Code::Clean })
}
