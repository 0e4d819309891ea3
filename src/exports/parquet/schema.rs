//! The schema of a file: every column may be null, since no key of a row is sure to be there.

use crate::exports::Compress;
use crate::exports::columns::{Column, Kind};
use ::parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit};
use ::parquet::basic::{GzipLevel, Type as Physical};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::Type;
use std::sync::Arc;

/// The codec of the pages. What does not go with Parquet was refused when the rules were read.
pub(super) fn codec(way: Compress) -> Compression {
    match way {
        Compress::None => Compression::UNCOMPRESSED,
        Compress::Gzip => Compression::GZIP(GzipLevel::default()),
        Compress::Snappy | Compress::Zstd => Compression::SNAPPY,
    }
}

/// A schema of these columns.
pub(super) fn schema(columns: &[Column]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(|column| field(*column).map(Arc::new));
    Type::group_type_builder("row").with_fields(fields.collect::<Result<_, _>>()?).build()
}

fn field(column: Column) -> Result<Type, ParquetError> {
    let of = |physical| {
        Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL)
    };
    match column.kind {
        Kind::Text => of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)),
        // Readers that do not know JSON columns take them for text.
        Kind::Json => of(Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::Json))
            .with_converted_type(ConvertedType::JSON),
        Kind::Time => of(Physical::INT64)
            .with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        Kind::Number => of(Physical::DOUBLE),
    }
    .build()
}
