//! One JSON object a line for each set and peer.

use super::SetReport;
use crate::measure::Outcome;
use serde_json::{Value, json};

/// The lines of a set.
pub fn lines(report: &SetReport) -> Vec<String> {
    report.outcomes.iter().map(|outcome| line(report, outcome).to_string()).collect()
}

fn line(report: &SetReport, outcome: &Outcome) -> Value {
    let mut line = json!({
        "set": report.set.name,
        "stream": report.set.stream.name(),
        "rules": report.set.size,
        "peer": outcome.name,
    });
    let more = match &outcome.figures {
        Err(trouble) => json!({ "trouble": trouble }),
        Ok(figures) => json!({
            "rate": figures.rate[0],
            "rate_worst": figures.rate[1],
            "rate_best": figures.rate[2],
            "events": figures.events,
            "matches": figures.counts.iter().map(|&count| u64::from(count)).sum::<u64>(),
            "unsupported": figures.loaded.unsupported.len(),
            "load_seconds": figures.load_seconds,
            "heap_bytes": figures.heap_bytes,
            "peak_bytes": figures.peak_bytes,
            "plan_bytes": figures.loaded.plan_bytes,
            "bytes_per_rule": report.bytes_per_rule(outcome.name),
            "allocations": figures.allocations,
            "note": figures.loaded.note,
        }),
    };
    if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
        line.extend(more);
    }
    line
}
