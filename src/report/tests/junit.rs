//! Test results as JUnit XML, a suite for each file.

use super::{CaseResult, Outcome};
use crate::report::junit::{self, Case, Suite, Verdict};
use std::io::{self, Write};

/// Writes the file.
pub(super) fn write(cases: &[CaseResult], out: &mut dyn Write) -> io::Result<()> {
    let mut suites: Vec<Suite> = Vec::new();
    // Cases come file by file.
    for chunk in cases.chunk_by(|a, b| a.file == b.file) {
        let name = chunk.first().map(|c| c.file.clone()).unwrap_or_default();
        suites.push(Suite { name, cases: chunk.iter().map(case).collect() });
    }
    junit::write(out, &suites)
}

fn case(case: &CaseResult) -> Case {
    let words =
        |messages: &[String]| (messages.first().cloned().unwrap_or_default(), messages.join("\n"));
    let verdict = match &case.outcome {
        Outcome::Passed => Verdict::Passed,
        Outcome::Failed(differences) => {
            let (message, body) = words(differences);
            Verdict::Failure(message, body)
        }
        Outcome::Error(reasons) => {
            let (message, body) = words(reasons);
            Verdict::Error(message, body)
        }
    };
    Case {
        name: case.name.clone(),
        class: case.file.clone(),
        file: case.file.clone(),
        line: Some(u64::from(case.line)),
        seconds: Some(case.seconds),
        verdict,
    }
}
