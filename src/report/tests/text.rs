//! Test results for people.

use super::{CaseResult, Counts, Outcome};
use crate::report::clean::visible;
use crate::report::style::{BAD, BOLD, DIM, GOOD};
use crate::report::{Style, words};
use std::io::{self, Write};

/// A line a case, the differences below those that failed, and a summary.
pub(super) fn write(cases: &[CaseResult], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for case in cases {
        let (look, word) = match case.outcome {
            Outcome::Passed => (GOOD, "ok"),
            Outcome::Failed(_) => (BAD, "failed"),
            Outcome::Error(_) => (BAD, "error"),
        };
        write!(out, "{} {}", style.paint(look, word), visible(&case.name))?;
        if case.outcome != Outcome::Passed {
            let place = format!("({}:{})", visible(&case.file), case.line);
            write!(out, " {}", style.paint(DIM, place))?;
        }
        out.write_all(b"\n")?;
        // A difference may have several lines, such as two values one below the other.
        for line in case.outcome.messages().iter().flat_map(|m| m.lines()) {
            writeln!(out, "    {}", visible(line))?;
        }
    }
    let counts = Counts::of(cases);
    let mut parts = vec![format!("{} passed", words::thousands(counts.passed))];
    if counts.failed > 0 || counts.errors == 0 {
        parts.push(format!("{} failed", words::thousands(counts.failed)));
    }
    if counts.errors > 0 {
        parts.push(words::count(counts.errors, "error", "errors"));
    }
    let look = match counts {
        Counts { failed: 0, errors: 0, passed: 0 } => BOLD,
        Counts { failed: 0, errors: 0, .. } => GOOD,
        _ => BAD,
    };
    if !cases.is_empty() {
        out.write_all(b"\n")?;
    }
    writeln!(out, "{}", style.paint(look, parts.join(", ")))
}
