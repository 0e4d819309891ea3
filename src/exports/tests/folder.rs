//! Objects in a folder are there whole or not at all, and once.

use super::*;
use std::io::Write;

const NAME: &str = "x/2026/11/22/nightly-2026-11-21T23-00-00Z.ndjson";

/// Rows of more than two parts.
fn many() -> Vec<String> {
    let long = "a".repeat(3 * 1024 * 1024);
    (0..7).map(|i| format!("{{\"i\":{i},\"long\":\"{long}\"}}")).collect()
}

fn plain() -> ExportSpec {
    spec(What::Events, Format::Ndjson, Compress::None)
}

#[test]
fn the_same_window_twice_is_one_object_with_the_same_bytes() {
    let rows = texts(&["{\"id\":\"1\"}", "{\"id\":\"2\"}"]);
    for (format, compress) in [
        (Format::Ndjson, Compress::Gzip),
        (Format::Json, Compress::Zstd),
        (Format::Csv, Compress::None),
        (Format::Parquet, Compress::Snappy),
    ] {
        let folder = Folder::new(&format!("twice-{}", format.word()));
        let spec = spec(What::Events, format, compress);
        let sink = folder.sink();
        let first = write(&spec, &rows, &sink).expect("written");
        let bytes = std::fs::read(&first.location).expect("the object");
        let second = write(&spec, &rows, &sink).expect("written again");
        assert_eq!(first, second);
        assert!(bytes == std::fs::read(&second.location).expect("the object"));
        assert_eq!(folder.files().len(), 1);
    }
}

#[test]
fn objects_of_many_parts_are_whole() {
    let folder = Folder::new("parts");
    let written = write(&plain(), &many(), &folder.sink()).expect("written");
    assert_eq!(folder.files(), [NAME]);
    let text = std::fs::read_to_string(&written.location).expect("the object");
    assert!(text == many().join("\n") + "\n");
    assert_eq!(written.bytes, text.len() as u64);
}

#[test]
fn an_export_that_fails_in_the_middle_leaves_what_was_there() {
    let folder = Folder::new("middle");
    let (sink, spec) = (folder.sink(), plain());
    let fails = |rows: &[String]| {
        let source = Given { rows, error: Some("the disk is gone") };
        let task = Task { name: "nightly", spec: &spec };
        run(task, window(), &source, &sink).expect_err("no rows").to_string()
    };
    let words = "the rows of the export cannot be read: the disk is gone";
    assert_eq!(fails(&many()), words);
    assert_eq!(folder.files(), Vec::<String>::new());
    write(&spec, &texts(&["{\"id\":\"1\"}"]), &sink).expect("written");
    assert_eq!(fails(&many()), words);
    assert_eq!(folder.files(), [NAME]);
    assert_eq!(std::fs::read_to_string(folder.0.join(NAME)).expect("it"), "{\"id\":\"1\"}\n");
}

#[test]
fn what_a_crash_left_behind_is_gone_after_the_next_try() {
    let folder = Folder::new("crash");
    let sink = folder.sink();
    let mut upload = sink.upload(NAME).expect("an upload");
    for row in many() {
        upload.write_all(row.as_bytes()).expect("to a file");
    }
    // As if the process had ended here: nothing is cleaned up.
    std::mem::forget(upload);
    assert_eq!(folder.files(), [format!("{NAME}#1")]);
    let written = write(&plain(), &texts(&["{}"]), &sink).expect("written");
    assert_eq!(folder.files(), [NAME]);
    assert_eq!((written.rows, written.bytes), (1, 3));
}

#[test]
fn names_do_not_lead_out() {
    let folder = Folder::new("out");
    let sink = folder.sink();
    for name in ["../x", "/x", "a/../../x", "a//b", "a/", ""] {
        let done = sink.upload(name).and_then(|upload| upload.finish());
        assert!(done.is_err(), "{name}");
    }
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
fn a_folder_that_cannot_be_made() {
    let folder = Folder::new("file");
    std::fs::write(&folder.0, "a file").expect("a file");
    let to = Destination::Folder(folder.0.join("below"));
    let told = Sink::open(&to, &Access::default()).expect_err("no folder").to_string();
    assert!(told.starts_with("cannot export to `"), "{told}");
    std::fs::remove_file(&folder.0).expect("the file");
}
