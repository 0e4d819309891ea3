//! One cell of comma-separated values.

use std::io::{self, Write};

/// Writes a cell (RFC 4180).
///
/// # Errors
/// Those of `out`.
pub fn cell(out: &mut impl Write, text: &str) -> io::Result<()> {
    // A spreadsheet takes what begins like this for a formula, and the names in events are the
    // attackers' choice; an apostrophe in front makes it text.
    let formula = text.len() > 1 && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !text.contains(['"', ',', '\r', '\n']) {
        return out.write_all(text.as_bytes());
    }
    let mark = if formula { "'" } else { "" };
    write!(out, "\"{mark}{}\"", text.replace('"', "\"\""))
}
