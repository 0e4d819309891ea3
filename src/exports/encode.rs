//! What all forms have in common: rows go in one after the other, bytes go out as they come.

use super::compress::Packed;
use super::csv::Csv;
use super::json::Json;
use super::ndjson::Ndjson;
use super::parquet::Parquet;
use super::{ExportSpec, Format, Row, columns};
use std::io::{self, Write};

/// A form of objects, onto a `W`. What is dropped without `finish` is no object.
pub(super) trait Encoder<W> {
    /// Writes a row.
    fn row(&mut self, row: &Row<'_>) -> io::Result<()>;

    /// Writes what is left, and gives back where it went.
    fn finish(self: Box<Self>) -> io::Result<W>;
}

/// The encoder of a task.
pub(super) fn encoder<'w, W: Write + Send + 'w>(
    spec: &ExportSpec,
    out: W,
) -> io::Result<Box<dyn Encoder<W> + 'w>> {
    let columns = columns(spec.what);
    let packed = |out| Packed::new(spec.compress, out);
    Ok(match spec.format {
        Format::Ndjson => Box::new(Ndjson::new(packed(out))),
        Format::Json => Box::new(Json::new(packed(out))),
        Format::Csv => Box::new(Csv::new(packed(out), columns)?),
        Format::Parquet => Box::new(Parquet::new(out, columns, spec.compress)?),
    })
}
