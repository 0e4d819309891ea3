//! Comma-separated values (RFC 4180) with a header: the columns of what is written out.

use super::Row;
use super::columns::{Column, Kind};
use super::compress::Packed;
use super::encode::Encoder;
use crate::base::csv::cell;
use std::io::{self, Write};

/// The table.
#[derive(Debug)]
pub(super) struct Csv<W: Write> {
    out: Packed<W>,
    columns: &'static [Column],
}

impl<W: Write> Csv<W> {
    /// A table onto `out`, with its header.
    pub(super) fn new(mut out: Packed<W>, columns: &'static [Column]) -> io::Result<Self> {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        write!(out, "{}\r\n", names.join(","))?;
        Ok(Self { out, columns })
    }
}

impl<W: Write> Encoder<W> for Csv<W> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                self.out.write_all(b",")?;
            }
            match row.text(*column) {
                // A number is no formula, also where it begins with a sign.
                Some(text) if column.kind == Kind::Number && row.number(*column).is_some() => {
                    self.out.write_all(text.as_bytes())?;
                }
                Some(text) => cell(&mut self.out, &text)?,
                None => {}
            }
        }
        self.out.write_all(b"\r\n")
    }

    fn finish(self: Box<Self>) -> io::Result<W> {
        self.out.finish()
    }
}
