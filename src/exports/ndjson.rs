//! A JSON object a line.

use super::Row;
use super::compress::Packed;
use super::encode::Encoder;
use std::io::{self, Write};

/// The stream.
#[derive(Debug)]
pub(super) struct Ndjson<W: Write> {
    out: Packed<W>,
}

impl<W: Write> Ndjson<W> {
    /// A stream onto `out`.
    pub(super) fn new(out: Packed<W>) -> Self {
        Self { out }
    }
}

impl<W: Write> Encoder<W> for Ndjson<W> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.out.write_all(row.line().as_bytes())?;
        self.out.write_all(b"\n")
    }

    fn finish(self: Box<Self>) -> io::Result<W> {
        self.out.finish()
    }
}
