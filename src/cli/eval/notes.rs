//! What is said beside the reports: notes, and the figures of `--stats`.

use crate::cli::args::{EvalArgs, GateArg, Global};
use crate::cli::exit::Failure;
use crate::cli::terminal;
use crate::model::Summary;
use std::io::{self, Write};

/// What a reader of the findings must know besides.
pub(super) fn notes(args: &EvalArgs, global: &Global, summary: &Summary) {
    if summary.duplicates > 0 {
        let n = summary.duplicates;
        terminal::note(global, &format!("{n} records were delivered twice and count once"));
    }
    if summary.withheld > 0 {
        let n = summary.withheld;
        let words = if args.cloudtrail_gate == GateArg::Aws {
            format!("{n} read-only management events were withheld from rules in state `enabled`")
        } else {
            format!(
                "AWS would have withheld {n} read-only management events from rules in state \
                 `enabled`; `--cloudtrail-gate aws` does so too"
            )
        };
        terminal::note(global, &words);
    }
}

/// One JSON object of figures.
pub(super) fn stats(summary: &Summary) -> Result<(), Failure> {
    let rate =
        if summary.eval_seconds > 0.0 { summary.events as f64 / summary.eval_seconds } else { 0.0 };
    let stats = serde_json::json!({
        "rules": summary.rules,
        "events": summary.events,
        "items": summary.items,
        "bytes": summary.bytes,
        "matches": summary.matches,
        "findings": summary.findings,
        "errors": summary.errors,
        "compile-seconds": summary.compile_seconds,
        "eval-seconds": summary.eval_seconds,
        "events-per-second": rate,
    });
    Ok(writeln!(io::stderr().lock(), "{stats}")?)
}
