//! One JSON array, an element a line.

use super::Row;
use super::compress::Packed;
use super::encode::Encoder;
use std::io::{self, Write};

/// The array.
#[derive(Debug)]
pub(super) struct Json<W: Write> {
    out: Packed<W>,
    begun: bool,
}

impl<W: Write> Json<W> {
    /// An array onto `out`.
    pub(super) fn new(out: Packed<W>) -> Self {
        Self { out, begun: false }
    }
}

impl<W: Write> Encoder<W> for Json<W> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.out.write_all(if self.begun { b",\n" } else { b"[\n" })?;
        self.begun = true;
        self.out.write_all(row.line().as_bytes())
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        self.out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })?;
        self.out.finish()
    }
}
