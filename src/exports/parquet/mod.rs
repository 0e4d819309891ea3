//! Apache Parquet: row groups of the columns of what is written out, each column optional. Columns
//! of one row group are held in memory, no more.

mod schema;
#[cfg(test)]
mod tests;
mod values;

use super::columns::Column;
use super::encode::Encoder;
use super::{Compress, Row};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use values::Values;

/// A row group ends after so many rows,
const GROUP_ROWS: usize = 100_000;

/// or so many bytes of values.
const GROUP_BYTES: usize = 32 * 1024 * 1024;

/// The file.
pub(super) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<(Column, Values)>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// A file onto `out`.
    pub(super) fn new(out: W, columns: &[Column], way: Compress) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_created_by("tripline".to_owned())
            .set_compression(schema::codec(way))
            .build();
        let schema = Arc::new(schema::schema(columns)?);
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        let columns = columns.iter().map(|column| (*column, Values::new(column.kind))).collect();
        Ok(Self { writer, columns, rows: 0, bytes: 0 })
    }

    /// Writes what is held as a row group.
    fn group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group()?;
        for (_, values) in &mut self.columns {
            let column = group.next_column()?;
            let mut column = column.ok_or_else(|| io::Error::other("a column without a place"))?;
            values.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> Encoder<W> for Parquet<W> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        for (column, values) in &mut self.columns {
            self.bytes += values.push(*column, row);
        }
        self.rows += 1;
        match self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            true => self.group(),
            false => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        if self.rows > 0 {
            self.group()?;
        }
        Ok(self.writer.into_inner()?)
    }
}

impl<W: Write + Send> fmt::Debug for Parquet<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parquet").field("rows", &self.rows).finish_non_exhaustive()
    }
}
