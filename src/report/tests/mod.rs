//! The results of `tripline test` in every form.

mod json;
mod junit;
mod tap;
mod text;

#[cfg(test)]
mod goldens;

use super::Style;
use std::io::{self, Write};

formats! {
    /// A form of test results.
    TestFormat {
        /// For people.
        Text "text"
        /// JUnit XML, a suite for each file.
        Junit "junit"
        /// One JSON document.
        Json "json"
        /// The Test Anything Protocol, version 14.
        Tap "tap"
    }
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As expected.
    Passed,
    /// Otherwise than expected, with each difference.
    Failed(Vec<String>),
    /// It could not run, with each reason.
    Error(Vec<String>),
}

impl Outcome {
    /// Its word in machine forms.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Error(_) => "error",
        }
    }

    /// The differences or reasons; none if it passed.
    #[must_use]
    pub fn messages(&self) -> &[String] {
        match self {
            Self::Passed => &[],
            Self::Failed(messages) | Self::Error(messages) => messages,
        }
    }
}

/// One case and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// The file it stands in, as the user named it.
    pub file: String,
    /// Its line there, from 1.
    pub line: u32,
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub seconds: f64,
}

/// How many cases ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    errors: u64,
}

impl Counts {
    fn of(cases: &[CaseResult]) -> Self {
        let mut counts = Self::default();
        for case in cases {
            match case.outcome {
                Outcome::Passed => counts.passed += 1,
                Outcome::Failed(_) => counts.failed += 1,
                Outcome::Error(_) => counts.errors += 1,
            }
        }
        counts
    }
}

/// Writes results, in the order given.
///
/// # Errors
/// Those of `out`.
pub fn write(
    format: TestFormat,
    cases: &[CaseResult],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        TestFormat::Text => text::write(cases, style, out),
        TestFormat::Junit => junit::write(cases, out),
        TestFormat::Json => json::write(cases, out),
        TestFormat::Tap => tap::write(cases, out),
    }
}
