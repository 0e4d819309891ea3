//! Files read back by the reader of the same crate.

use super::*;
use crate::exports::{What, columns};
use ::bytes::Bytes;
use ::parquet::basic::Compression;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Field, Row as Read};

fn written(what: What, way: Compress, rows: &[&str], group: Option<usize>) -> Vec<u8> {
    let mut file = Box::new(Parquet::new(Vec::new(), columns(what), way).expect("a file"));
    for (at, row) in rows.iter().enumerate() {
        file.row(&Row::read(row).expect("a row")).expect("to memory");
        if group == Some(at) {
            file.group().expect("to memory");
        }
    }
    file.finish().expect("to memory")
}

fn reader(bytes: Vec<u8>) -> SerializedFileReader<Bytes> {
    SerializedFileReader::new(Bytes::from(bytes)).expect("a file")
}

fn fields(row: &Read) -> Vec<(&str, &Field)> {
    row.get_column_iter().map(|(name, field)| (name.as_str(), field)).collect()
}

const DATA: [&str; 3] = [
    r#"{"Namespace":"A","MetricName":"é","Dimensions":[{"Name":"d","Value":"v"}],
        "Timestamp":"2026-11-22T00:00:00Z","Unit":"Count","SampleCount":3,"Sum":-1.5e300}"#,
    r#"{"Namespace":null,"Timestamp":"soon","Sum":1e400,"Minimum":"x","Maximum":0}"#,
    r#"{"Timestamp":"1969-12-31T23:59:59.999Z","other":1}"#,
];

#[test]
fn values_come_back() {
    for way in [Compress::None, Compress::Snappy, Compress::Gzip] {
        for group in [None, Some(0)] {
            let reader = reader(written(What::Metrics, way, &DATA, group));
            let rows: Vec<Read> =
                reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
            let text = |text: &str| Field::Str(text.to_owned());
            let json = r#"[{"Name":"d","Value":"v"}]"#;
            let [first, second, third] = &*rows else { unreachable!("three rows") };
            assert_eq!(
                fields(first),
                [
                    ("Namespace", &text("A")),
                    ("MetricName", &text("é")),
                    ("Dimensions", &text(json)),
                    ("Timestamp", &Field::TimestampMillis(1_795_305_600_000)),
                    ("Unit", &text("Count")),
                    ("SampleCount", &Field::Double(3.0)),
                    ("Sum", &Field::Double(-1.5e300)),
                    ("Minimum", &Field::Null),
                    ("Maximum", &Field::Null),
                    ("Average", &Field::Null),
                ]
            );
            // What does not fit is null.
            let known: Vec<_> =
                fields(second).into_iter().filter(|(_, f)| **f != Field::Null).collect();
            assert_eq!(known, [("Maximum", &Field::Double(0.0))]);
            assert_eq!(fields(third)[3].1, &Field::TimestampMillis(-1));
        }
    }
}

#[test]
fn codecs_and_groups() {
    let of = |way, group| reader(written(What::Metrics, way, &DATA, group));
    let codec = |way| of(way, None).metadata().row_group(0).column(0).compression();
    assert_eq!(codec(Compress::None), Compression::UNCOMPRESSED);
    assert_eq!(codec(Compress::Snappy), Compression::SNAPPY);
    assert!(matches!(codec(Compress::Gzip), Compression::GZIP(_)));
    assert_eq!(of(Compress::None, Some(0)).metadata().num_row_groups(), 2);
}

#[test]
fn a_file_without_rows_has_its_columns_all_the_same() {
    for what in What::ALL {
        let reader = reader(written(what, Compress::Snappy, &[], None));
        let metadata = reader.metadata().file_metadata();
        assert_eq!(metadata.num_rows(), 0);
        let names: Vec<_> =
            metadata.schema_descr().columns().iter().map(|c| c.name().to_owned()).collect();
        let want: Vec<_> = columns(what).iter().map(|c| c.name).collect();
        assert_eq!(names, want);
    }
}

#[test]
fn the_same_rows_are_the_same_bytes() {
    let bytes = || written(What::Metrics, Compress::Gzip, &DATA, None);
    assert!(bytes() == bytes());
}
