//! The effects of an evaluation in every form.

mod compliance;
mod csv;
mod delivery;
mod github;
mod grouped;
mod groups;
mod headline;
mod json;
mod junit;
mod lines;
mod markdown;
mod ndjson;
mod raised;
mod samples;
mod sarif;
mod subject;
mod text;

#[cfg(test)]
mod goldens;
#[cfg(test)]
pub(super) mod testing;

use self::grouped::Grouped;
use super::Style;
use crate::model::{Effect, RunInfo, Summary};
use std::io::{self, BufWriter, Write};

/// Takes an evaluation as it goes: `begin`, then each effect in input order, then `end`.
///
/// What a form has written is whole only after `end`, which also flushes. After an error the
/// report is of no more use.
pub trait Report: Send {
    /// Before the first effect.
    ///
    /// # Errors
    /// Those of the output.
    fn begin(&mut self, info: &RunInfo) -> io::Result<()>;

    /// One effect.
    ///
    /// # Errors
    /// Those of the output.
    fn effect(&mut self, effect: &Effect) -> io::Result<()>;

    /// After the last effect.
    ///
    /// # Errors
    /// Those of the output.
    fn end(&mut self, summary: &Summary) -> io::Result<()>;
}

formats! {
    /// A form of an evaluation's effects.
    Format {
        /// For people: grouped by rule, with a summary.
        Text "text"
        /// One JSON object a line, an effect each, as they come.
        Ndjson "ndjson"
        /// One JSON document.
        Json "json"
        /// SARIF 2.1.0.
        Sarif "sarif"
        /// JUnit XML, a suite for each rule that has findings or may have.
        Junit "junit"
        /// Annotations of a GitHub workflow.
        Github "github"
        /// Comma-separated values with a header.
        Csv "csv"
        /// A comment on a pull request.
        Markdown "markdown"
    }
}

/// Where a form writes. The forms write in small pieces, so all of them are buffered.
type Out = BufWriter<Box<dyn Write + Send>>;

/// A report of the given form onto `out`. `style` matters to text only.
#[must_use]
pub fn open(format: Format, out: Box<dyn Write + Send>, style: Style) -> Box<dyn Report> {
    let out = BufWriter::with_capacity(64 * 1024, out);
    match format {
        Format::Text => Box::new(Grouped::new(out, text::Text { style })),
        Format::Ndjson => Box::new(ndjson::Ndjson::new(out)),
        Format::Json => Box::new(json::Json::new(out)),
        Format::Sarif => Box::new(sarif::Sarif::new(out)),
        Format::Junit => Box::new(Grouped::new(out, junit::Junit)),
        Format::Github => Box::new(github::Github::new(out)),
        Format::Csv => Box::new(csv::Csv::new(out)),
        Format::Markdown => Box::new(Grouped::new(out, markdown::Markdown)),
    }
}
