//! Diagnostics as annotations of a GitHub workflow.

use super::place::Places;
use crate::base::diag::{Diag, Level};
use crate::report::clean::visible;
use crate::report::github::{Annotation, Kind};
use crate::report::uri::Base;
use std::io::{self, Write};

/// Writes one annotation a diagnostic.
pub(super) fn write(
    diags: &[Diag],
    places: &mut Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let base = Base::here();
    for diag in diags {
        let region = diag.span.map(|span| places.region(span));
        let mut properties =
            [("line", None), ("endLine", None), ("col", None), ("endColumn", None)];
        if let Some(region) = region {
            let [line, end_line, column, end_column] = &mut properties;
            line.1 = Some(u64::from(region.start.line));
            column.1 = Some(u64::from(region.start.column));
            // GitHub takes columns of a single line only.
            if region.end.line == region.start.line {
                end_column.1 = Some(u64::from(region.end.column));
            } else {
                column.1 = None;
                end_line.1 = Some(u64::from(region.end.line));
            }
        }
        let mut message = visible(&diag.message).into_owned();
        if !diag.label.is_empty() {
            message.push_str(": ");
            message.push_str(&visible(&diag.label));
        }
        for help in &diag.help {
            message.push_str("\nhelp: ");
            message.push_str(&visible(help));
        }
        let file = region.map(|r| base.relative(r.file)).unwrap_or_default();
        Annotation {
            kind: match diag.level {
                Level::Error => Kind::Error,
                Level::Warning => Kind::Warning,
                Level::Note => Kind::Notice,
            },
            file: &file,
            properties: &properties,
            title: diag.code.name(),
            message: &message,
        }
        .write(out)?;
    }
    Ok(())
}
