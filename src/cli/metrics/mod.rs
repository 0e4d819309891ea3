//! `tripline metrics`: what there is to know about metrics beside their alarms.
//!
//! `score` judges anomaly detection on files of a benchmark (`corpus` finds and reads them,
//! `results` writes what came of it); `plot` draws an alarm or a metric, which `series` reads.

mod args;
mod corpus;
mod plot;
mod results;
mod score;
mod series;

pub(super) use args::MetricsArgs;

use super::args::Global;
use super::exit::Done;
use args::MetricsCommand;

pub(super) fn run(args: &MetricsArgs, global: &Global) -> Done {
    match &args.command {
        MetricsCommand::Score(score) => score::run(score, global),
        MetricsCommand::Plot(plot) => plot::run(plot, global),
    }
}
