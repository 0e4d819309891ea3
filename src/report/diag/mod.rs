//! Diagnostics in every form.

mod github;
mod json;
mod place;
mod sarif;
mod snippet;
mod text;
mod width;

#[cfg(test)]
mod goldens;

use super::Style;
use crate::base::diag::Diag;
use crate::base::span::Sources;
use place::Places;
use std::io::{self, Write};

formats! {
    /// A form of diagnostics.
    DiagFormat {
        /// For people, with the lines to blame.
        Text "text"
        /// One JSON document.
        Json "json"
        /// SARIF 2.1.0.
        Sarif "sarif"
        /// Annotations of a GitHub workflow.
        Github "github"
    }
}

/// Writes diagnostics, in the order given. No diagnostics make an empty text, or a document
/// without results.
///
/// # Errors
/// Those of `out`.
pub fn write(
    format: DiagFormat,
    diags: &[Diag],
    sources: &Sources,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut places = Places::new(sources);
    match format {
        DiagFormat::Text => text::write(diags, &mut places, style, out),
        DiagFormat::Json => json::write(diags, &mut places, out),
        DiagFormat::Sarif => sarif::write(diags, &mut places, out),
        DiagFormat::Github => github::write(diags, &mut places, out),
    }
}
