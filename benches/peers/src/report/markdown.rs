//! The tables.

use super::SetReport;
use crate::measure::Outcome;
use crate::peers::{OURS, OURS_CHECKED, QUAMINA};

/// Heads of the speed table.
pub const SPEED_HEAD: &str = "\
| set | rules | tripline ev/s | checked ev/s | quamina ev/s | ratio | checked ratio | of one rule | goal |
|---|---|---|---|---|---|---|---|---|";

/// Heads of the table of everything beside speed.
pub const DETAIL_HEAD: &str = "\
| set | matches ours/quamina | events differing | allocations a pass ours/checked/quamina | B/rule ours/quamina | load s ours/quamina | peak MB ours/quamina | quamina |
|---|---|---|---|---|---|---|---|";

/// A line of the speed table.
pub fn speed_row(report: &SetReport) -> String {
    let reached = report.reached();
    let goals: Vec<String> = report
        .set
        .goal
        .verdicts(&reached)
        .into_iter()
        .map(|(text, met)| match met {
            Some(true) => format!("{text} yes"),
            Some(false) => format!("{text} **NO**"),
            None => format!("{text} ?"),
        })
        .collect();
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        report.set.name,
        report.set.size,
        rate(report.outcome(OURS)),
        rate(report.outcome(OURS_CHECKED)),
        rate(report.outcome(QUAMINA)),
        shown(reached.ratio, |n| format!("{n:.2}")),
        shown(reached.checked_ratio, |n| format!("{n:.2}")),
        shown(reached.share_of_one, |n| format!("{n:.2}")),
        goals.join(", "),
    )
}

/// A line of the other table.
pub fn detail_row(report: &SetReport) -> String {
    let pair = |of: &dyn Fn(&str) -> Option<String>| {
        [OURS, QUAMINA].map(|name| of(name).unwrap_or_else(|| "-".to_owned())).join(" / ")
    };
    let differing = report.comparison().map(|both| match both.first {
        Some(first) => format!("{} of {}, first {first}", both.differing, both.events),
        None => format!("0 of {}", both.events),
    });
    let allocations = [OURS, OURS_CHECKED, QUAMINA].map(|name| {
        report.figures(name).map_or_else(|| "-".to_owned(), |f| f.allocations.to_string())
    });
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} |",
        report.set.name,
        matches(report),
        differing.unwrap_or_else(|| "-".to_owned()),
        allocations.join(" / "),
        pair(&|name| report.bytes_per_rule(name).map(|n| format!("{n:.0}"))),
        pair(&|name| report.figures(name).map(|f| format!("{:.3}", f.load_seconds))),
        pair(&|name| report.figures(name).map(|f| format!("{:.1}", f.peak_bytes as f64 / 1e6))),
        remark(report),
    )
}

/// Our matches and quamina's by the same rules in the events both ran, else what there is.
fn matches(report: &SetReport) -> String {
    if let Some(both) = report.comparison() {
        return format!("{} / {}", both.ours, both.theirs);
    }
    let total = |name: &str| {
        let figures = report.figures(name)?;
        Some(figures.counts.iter().map(|&count| u64::from(count)).sum::<u64>().to_string())
    };
    [OURS, QUAMINA].map(|name| total(name).unwrap_or_else(|| "-".to_owned())).join(" / ")
}

/// What there is to say about quamina, or about ours where it failed.
fn remark(report: &SetReport) -> String {
    let mut parts = Vec::new();
    if let Some(Outcome { figures: Err(trouble), .. }) = report.outcome(OURS) {
        parts.push(format!("tripline: {trouble}"));
    }
    match report.outcome(QUAMINA).map(|outcome| &outcome.figures) {
        Some(Err(trouble)) => parts.push(trouble.clone()),
        Some(Ok(figures)) => {
            parts.push(figures.loaded.note.clone());
            let left_out = figures.loaded.unsupported.len();
            if left_out > 0 {
                parts.push(format!("{left_out} rules unsupported"));
            }
            parts.push(format!("{} events", figures.events));
        }
        None => {}
    }
    parts.join("; ").replace('|', "\\|")
}

/// A line about a floor.
pub fn floor_row(stream: &str, mean: f64, outcome: &Outcome) -> String {
    let speed = outcome.figures.as_ref().map_or(0.0, |figures| figures.rate[0]);
    let name = outcome.name;
    format!("| {stream} | {name} | {} | {:.2} |", rate(Some(outcome)), speed * mean / 1e9)
}

/// Heads of the floors' table.
pub const FLOOR_HEAD: &str = "| stream | floor | ev/s | GB/s |\n|---|---|---|---|";

fn rate(outcome: Option<&Outcome>) -> String {
    match outcome.map(|outcome| &outcome.figures) {
        Some(Ok(figures)) => thousands(figures.rate[0]),
        Some(Err(_)) => "none".to_owned(),
        None => "-".to_owned(),
    }
}

fn shown(value: Option<f64>, text: fn(f64) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), text)
}

/// Groups digits by three.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
