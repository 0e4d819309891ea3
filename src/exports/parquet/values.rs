//! The values of one column of one row group.

use crate::exports::Row;
use crate::exports::columns::{Column, Kind};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::writer::SerializedColumnWriter;

/// What is there, and for every row whether it is.
#[derive(Debug)]
pub(super) struct Values {
    held: Held,
    /// 1 for a value, 0 for null.
    levels: Vec<i16>,
}

#[derive(Debug)]
enum Held {
    Text(Vec<ByteArray>),
    Millis(Vec<i64>),
    Numbers(Vec<f64>),
}

impl Values {
    /// None yet.
    pub(super) fn new(kind: Kind) -> Self {
        let held = match kind {
            Kind::Text | Kind::Json => Held::Text(Vec::new()),
            Kind::Time => Held::Millis(Vec::new()),
            Kind::Number => Held::Numbers(Vec::new()),
        };
        Self { held, levels: Vec::new() }
    }

    /// Takes the value of a row, and tells its size in bytes.
    pub(super) fn push(&mut self, column: Column, row: &Row<'_>) -> usize {
        let size = match &mut self.held {
            Held::Text(all) => row.text(column).map(|text| {
                let length = text.len();
                all.push(text.into_owned().into_bytes().into());
                length + size_of::<ByteArray>()
            }),
            Held::Millis(all) => row.millis(column).map(|millis| {
                all.push(millis);
                size_of::<i64>()
            }),
            Held::Numbers(all) => row.number(column).map(|number| {
                all.push(number);
                size_of::<f64>()
            }),
        };
        self.levels.push(i16::from(size.is_some()));
        size.unwrap_or_default() + size_of::<i16>()
    }

    /// Writes all values, and holds none any more.
    pub(super) fn write(
        &mut self,
        column: &mut SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.held {
            Held::Text(all) => {
                column.typed::<ByteArrayType>().write_batch(all, levels, None)?;
                all.clear();
            }
            Held::Millis(all) => {
                column.typed::<Int64Type>().write_batch(all, levels, None)?;
                all.clear();
            }
            Held::Numbers(all) => {
                column.typed::<DoubleType>().write_batch(all, levels, None)?;
                all.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}
