//! `tripline metrics plot`: the picture of an alarm or of a metric.

use super::args::PlotArgs;
use super::series;
use crate::base::text::reason;
use crate::base::time::show;
use crate::cli::alarms::{Asked, Story, View, find, only};
use crate::cli::args::Global;
use crate::cli::bundle::{self, Checked};
use crate::cli::exit::{Done, Failure};
use crate::cli::terminal;
use crate::plot::{Chart, svg, text};
use crate::report::visible;
use crate::sources::{self, Source};
use jiff::Timestamp;
use std::io::{self, Write};
use std::path::Path;

/// Characters of a line of text, at most.
const WIDTH: usize = 100;

pub(super) fn run(args: &PlotArgs, global: &Global) -> Done {
    let (rules, packs) = (&args.rules.rules, &args.rules.packs);
    // A metric needs no rules, but may be one of their filters.
    let bare = rules.is_empty() && packs.is_empty() && !Path::new("rules").exists();
    let checked = match args.metric.is_some() && bare {
        true => bundle::none(global),
        false => bundle::read(rules, packs, global)?.sound(global)?,
    };
    let asked = Asked { inputs: &args.inputs, form: args.input_format, end: None, until: args.to };
    if let Some(path) = &args.output {
        apart(path, args, &checked)?;
    }
    let mut story = Story::read(checked, &asked, global)?;
    let range = range(args, &story)?;
    let mut chart = match &args.metric {
        Some(metric) => series::chart(&mut story, metric, args, range, global)?,
        None => {
            let name = match &args.alarm {
                Some(name) => find(&mut story, name)?,
                None => only(&mut story)?,
            };
            let view = View::of(&mut story, &name, range)?;
            view.chart(&name, story.rule_of(&name))
        }
    };
    chart.title = visible(&chart.title).into_owned();
    draw(&chart, args, global)?;
    Ok(story.code())
}

/// What is shown: what is asked for, else the time of the inputs.
fn range(args: &PlotArgs, story: &Story) -> Result<(Timestamp, Timestamp), Failure> {
    let (from, to) = (args.from.unwrap_or(story.span.0), args.to.unwrap_or(story.span.1));
    if from > to || (from == to && args.from.is_some()) {
        let (from, to) = (show(from), show(to));
        return Err(Failure::usage(format!("nothing is shown from {from} to {to}")));
    }
    Ok((from, to))
}

/// A picture in place of an input or a rule file would destroy what it is made of.
fn apart(path: &Path, args: &PlotArgs, checked: &Checked) -> Result<(), Failure> {
    let Ok(own) = std::fs::canonicalize(path) else { return Ok(()) };
    let same = |other: &Path| std::fs::canonicalize(other).is_ok_and(|other| other == own);
    let input = sources::find(&args.inputs).into_iter().any(|input| match &input.source {
        Source::File(path) => same(path),
        _ => false,
    });
    if input || checked.loaded.files.iter().any(|file| same(&file.path)) {
        let path = path.display();
        return Err(Failure::usage(format!("`{path}` is read in this run: write elsewhere")));
    }
    Ok(())
}

fn draw(chart: &Chart, args: &PlotArgs, global: &Global) -> Result<(), Failure> {
    if let Some(path) = &args.output {
        return std::fs::write(path, svg(chart)).map_err(|e| {
            Failure::usage(format!("cannot write `{}`: {}", path.display(), reason(&e)))
        });
    }
    let width = if terminal::is_terminal() { terminal::style(global).width } else { WIDTH };
    let mut out = io::stdout().lock();
    out.write_all(text(chart, width.min(WIDTH)).as_bytes())?;
    Ok(out.flush()?)
}
