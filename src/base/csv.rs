//! Comma-separated values (RFC 4180).

use std::io::{self, Write};

/// A record of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The records of a text; blank lines do not count.
///
/// # Errors
/// In words: a quoted cell that does not end.
pub fn records(text: &str) -> Result<Vec<Record>, &'static str> {
    let mut records = Vec::new();
    let mut record = Record { line: 1, cells: Vec::new() };
    let mut cell = String::new();
    let (mut quoted, mut line) = (false, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => record.cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                record.cells.push(std::mem::take(&mut cell));
                records.push(std::mem::replace(&mut record, Record { line, cells: Vec::new() }));
            }
            c => cell.push(c),
        }
    }
    if quoted {
        return Err("a quoted cell without end");
    }
    record.cells.push(cell);
    records.push(record);
    records.retain(|r| r.cells.len() > 1 || r.cells.iter().any(|c| !c.is_empty()));
    Ok(records)
}

/// Writes a cell.
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
