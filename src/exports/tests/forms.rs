//! The forms of objects, read back.

use super::*;
use crate::base::csv;
use crate::exports::compress::tests::unpacked;

fn object(what: What, format: Format, compress: Compress, rows: &[&str]) -> (String, Vec<u8>) {
    let name = format!("form-{}-{}-{}-{}", what.word(), format.word(), compress.word(), rows.len());
    let folder = Folder::new(&name);
    let written =
        write(&spec(what, format, compress), &texts(rows), &folder.sink()).expect("written");
    let [name] = &*folder.files() else { unreachable!("one object") };
    let bytes = std::fs::read(folder.0.join(name)).expect("the object");
    assert_eq!(written.rows, rows.len() as u64);
    assert_eq!(written.bytes, bytes.len() as u64);
    assert_eq!(written.location, folder.0.join(name).display().to_string());
    (name.clone(), bytes)
}

fn text(what: What, format: Format, rows: &[&str]) -> String {
    String::from_utf8(object(what, format, Compress::None, rows).1).expect("text")
}

const EVENTS: [&str; 2] = [
    "{\"version\":\"0\",\"id\":\"1\",\"detail-type\":\"a, \\\"b\\\"\",\"source\":\"=x\",\"account\":\"1\",\n\
     \"time\":\"2026-11-22T00:00:00Z\",\"region\":\"r\",\"resources\":[],\"detail\":{\"n\":1.10}}",
    "{\"id\":\"2\",\"source\":\"two\\nlines\",\"detail\":null}",
];

#[test]
fn names_tell_the_form() {
    for (format, compress, ending) in [
        (Format::Ndjson, Compress::None, "ndjson"),
        (Format::Ndjson, Compress::Gzip, "ndjson.gz"),
        (Format::Json, Compress::Zstd, "json.zst"),
        (Format::Csv, Compress::Gzip, "csv.gz"),
        (Format::Parquet, Compress::Gzip, "parquet"),
        (Format::Parquet, Compress::Snappy, "parquet"),
    ] {
        let (name, _) = object(What::Events, format, compress, &EVENTS);
        // The date is that of Berlin, the time in the name that of UTC.
        assert_eq!(name, format!("x/2026/11/22/nightly-2026-11-21T23-00-00Z.{ending}"));
    }
}

#[test]
fn ndjson_has_rows_as_they_are_on_a_line_each() {
    let got = text(What::Events, Format::Ndjson, &EVENTS);
    assert_eq!(got, format!("{}\n{}\n", EVENTS[0].replace('\n', ""), EVENTS[1]));
    assert_eq!(text(What::Events, Format::Ndjson, &[]), "");
}

#[test]
fn json_is_one_array() {
    let got = text(What::Events, Format::Json, &EVENTS);
    let all: Vec<serde_json::Value> = serde_json::from_str(&got).expect("an array");
    assert_eq!(all.len(), 2);
    assert!(got.contains("1.10"));
    assert_eq!(text(What::Events, Format::Json, &[]), "[]\n");
}

#[test]
fn csv_has_a_header_and_its_cells_are_escaped() {
    let got = text(What::Events, Format::Csv, &EVENTS);
    let records = csv::records(&got).expect("records");
    let cells: Vec<Vec<&str>> =
        records.iter().map(|r| r.cells.iter().map(String::as_str).collect()).collect();
    let header: Vec<&str> = columns(What::Events).iter().map(|c| c.name).collect();
    assert_eq!(cells[0], header);
    let time = "2026-11-22T00:00:00Z";
    assert_eq!(cells[1], ["1", time, "'=x", "a, \"b\"", "1", "r", "[]", "{\"n\":1.10}"]);
    assert_eq!(cells[2], ["2", "", "two\nlines", "", "", "", "", ""]);
    let numbers = text(What::Metrics, Format::Csv, &[r#"{"Sum":-1.50,"Unit":"-x"}"#]);
    assert!(numbers.ends_with("\r\n,,,,\"'-x\",,-1.50,,,\r\n"), "{numbers}");
}

#[test]
fn compressed_texts_are_the_texts() {
    for format in [Format::Ndjson, Format::Json, Format::Csv] {
        let plain = text(What::Events, format, &EVENTS);
        for way in [Compress::Gzip, Compress::Zstd] {
            let (_, bytes) = object(What::Events, format, way, &EVENTS);
            assert!(bytes != plain.as_bytes());
            assert!(unpacked(way, &bytes) == plain.as_bytes());
        }
    }
}

#[test]
fn what_is_no_row_stops_the_export() {
    let folder = Folder::new("no-row");
    let rows = texts(&[EVENTS[1], "[1]"]);
    let written = write(&spec(What::Events, Format::Ndjson, Compress::None), &rows, &folder.sink());
    let told = written.expect_err("no row").to_string();
    assert!(told.contains("a row is no JSON object"), "{told}");
    assert_eq!(folder.files(), Vec::<String>::new());
}
