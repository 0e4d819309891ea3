//! Test results in the Test Anything Protocol, version 14.

use super::{CaseResult, Outcome};
use crate::report::clean::visible;
use crate::report::json::value;
use std::io::{self, Write};

/// Writes the stream.
pub(super) fn write(cases: &[CaseResult], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "TAP version 14\n1..{}", cases.len())?;
    for (number, case) in (1..).zip(cases) {
        let ok = if case.outcome == Outcome::Passed { "ok" } else { "not ok" };
        writeln!(out, "{ok} {number} - {}", description(&case.name))?;
        if case.outcome != Outcome::Passed {
            diagnosis(case, out)?;
        }
    }
    Ok(())
}

/// Why a case did not pass, as YAML. JSON strings and lists are YAML, and need no further care.
fn diagnosis(case: &CaseResult, out: &mut dyn Write) -> io::Result<()> {
    let messages = case.outcome.messages();
    write!(out, "  ---\n  severity: {}\n  file: ", case.outcome.word())?;
    value(out, &case.file)?;
    write!(out, "\n  line: {}\n  messages:", case.line)?;
    if messages.is_empty() {
        out.write_all(b" []")?;
    }
    for message in messages {
        out.write_all(b"\n    - ")?;
        value(out, message)?;
    }
    out.write_all(b"\n  ...\n")
}

/// A name in which `#` begins no directive.
fn description(name: &str) -> String {
    visible(name).replace('\\', "\\\\").replace('#', "\\#")
}
