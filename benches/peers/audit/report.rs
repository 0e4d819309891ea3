//! The tables of a run, as Markdown.

use crate::data::{Expected, SEED};
use crate::lanes::{EVAL, GUARD, OURS, PARSE, REGORUS, cores};
use crate::rules::NAMES;
use crate::run::Outcome;
use std::fmt::{self, Display, Formatter};

/// All lanes over one snapshot.
#[derive(Debug)]
pub struct SizeReport {
    /// The snapshot.
    pub expected: Expected,
    /// The lanes.
    pub outcomes: Vec<Outcome>,
}

/// The head of the page: what it was measured on.
pub fn head() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!(
        "Processor: {}, {} cores. Generator's seed {SEED:#x}.\n\n",
        model.map_or("unknown", |(_, model)| model),
        cores()
    )
}

/// A line about a snapshot.
pub fn snapshot(expected: &Expected) -> String {
    let Expected { items, bytes, findings, resources, types } = expected;
    let of = |name: &&str| format!("{name} {}", findings.get(*name).copied().unwrap_or(0));
    let kinds = types.iter().map(|(kind, count)| format!("{kind} {count}"));
    format!(
        "{items} items, {:.1} MB, {:.0} bytes an item; {} findings in {resources} resources: {}. \
         Types: {}.",
        *bytes as f64 / 1e6,
        *bytes as f64 / (*items).max(1) as f64,
        findings.values().sum::<u64>(),
        NAMES.iter().map(of).collect::<Vec<_>>().join(", "),
        kinds.collect::<Vec<_>>().join(", ")
    )
}

impl Outcome {
    /// Best and median of a figure.
    fn best_and_median(&self, of: fn(&crate::child::Pass) -> f64) -> Option<(f64, f64)> {
        let mut figures: Vec<f64> = self.passes.iter().map(of).collect();
        figures.sort_by(f64::total_cmp);
        Some((*figures.first()?, *figures.get(figures.len() / 2)?))
    }

    /// The most memory of any pass, in MB.
    fn peak(&self) -> f64 {
        self.passes.iter().map(|pass| pass.peak).max().unwrap_or(0) as f64 / 1e6
    }
}

impl SizeReport {
    /// The median of CPU seconds of the fastest lane whose name begins so.
    fn cpu(&self, name: &str) -> Option<f64> {
        let lanes = self.outcomes.iter().filter(|outcome| match name {
            OURS | EVAL | PARSE => outcome.lane.name() == name,
            _ => outcome.lane.name().starts_with(name),
        });
        let medians = lanes.filter_map(|outcome| Some(outcome.best_and_median(|p| p.cpu)?.1));
        medians.min_by(f64::total_cmp)
    }

    /// What is asked of ours, how far it is met, and whether it is.
    fn goals(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut goal = |name: &str, least: f64| {
            let (Some(ours), Some(theirs)) = (self.cpu(OURS), self.cpu(name)) else { return };
            let ratio = theirs / ours;
            let met = if ratio >= least { "yes" } else { "**NO**" };
            let program = self.cpu(EVAL).map_or(0.0, |eval| theirs / eval);
            lines.push(format!(
                "- {name}: {ratio:.1} times (as the program {program:.1}), asked {least:.0}: {met}"
            ));
        };
        goal(PARSE, 1.0);
        goal(REGORUS, 10.0);
        goal(GUARD, 100.0);
        let ours = self.outcomes.iter().filter(|o| o.lane.name().starts_with(OURS));
        let peak = ours.map(Outcome::peak).fold(0.0, f64::max);
        if peak > 0.0 {
            let met = if peak < 100.0 { "yes" } else { "**NO**" };
            lines.push(format!("- peak memory of ours {peak:.0} MB, asked under 100: {met}"));
        }
        lines
    }
}

impl Display for SizeReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {} items\n\n{}\n", self.expected.items, snapshot(&self.expected))?;
        writeln!(
            f,
            "| lane | CPU s best | CPU s median | wall s best | wall s median | MB/s of CPU | peak MB | CPU over ours | passes |\n\
             |---|---|---|---|---|---|---|---|---|"
        )?;
        let ours = self.cpu(OURS);
        for outcome in &self.outcomes {
            let (Some(cpu), Some(wall)) = (
                outcome.best_and_median(|pass| pass.cpu),
                outcome.best_and_median(|pass| pass.wall),
            ) else {
                continue;
            };
            writeln!(
                f,
                "| {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.0} | {:.0} | {} | {} |",
                outcome.lane.name(),
                cpu.0,
                cpu.1,
                wall.0,
                wall.1,
                self.expected.bytes as f64 / 1e6 / cpu.1.max(1e-9),
                outcome.peak(),
                ours.map_or("-".to_owned(), |ours| format!("{:.2}", cpu.1 / ours)),
                outcome.passes.len()
            )?;
        }
        writeln!(f)?;
        // Of less there is nothing asked: it is over before it began.
        if self.expected.items < 10_000 {
            return Ok(());
        }
        self.goals().iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
