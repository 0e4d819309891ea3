//! Logs: lines of text, lines of JSON, what CloudWatch Logs answers and delivers.

use super::*;

const EXPORT: &str = "2026-01-01T00:00:00.000Z START\n\n2026-01-01T00:00:01.000Z END\r\nlast";

#[test]
fn lines_of_texts_that_begin_with_a_time() {
    for first in [
        "2026-01-01T00:00:00.000Z INFO a",
        "2026-01-01 00:00:00,123 a",
        "2026/01/01 00:00:00 [error] a",
        "[2026-01-01 00:00:00] a",
        "[ERROR]\t2026-01-01T00:00:00.000Z\ta",
        "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326",
        "<34>Oct 11 22:14:15 host su: a",
        "Oct  1 22:14:15 host su: a",
        "1767225600000 a",
    ] {
        let all = split(&format!("\u{feff}{first}\r\n{{\"a\": 1}}\n \t\n[x\n  b"));
        assert_eq!(all.texts(), [first, "{\"a\": 1}", "[x", "  b"], "{first}");
        assert_eq!(all.forms(), [Form::Log; 4]);
        assert_eq!(all.indices(), [0, 1, 2, 3]);
        let lines: Vec<_> = all.records.iter().map(|r| (r.3.line, r.3.column)).collect();
        assert_eq!(lines, [(1, 4), (2, 1), (4, 1), (5, 1)]);
        assert_eq!(all.records[1].3.offset, 3 + first.len() as u64 + 2);
        assert!(all.faults.is_empty() && all.notes.is_empty());
    }
}

#[test]
fn other_texts_are_logs_by_name_or_by_order() {
    let hint = "expected a record, found `o` (`--input-format logs` takes any text, line by line)";
    let text = "oops 1\noops 2";
    let all = split(text);
    assert_eq!(all.faults(), [(hint, 0, 0), ("expected a record, found `o`", 1, 7)]);
    let named = |name, text: &str| split_named(name, text.as_bytes(), 1 << 20, None);
    assert_eq!(named("a/app.LOG.gz", text).texts(), ["oops 1", "oops 2"]);
    assert_eq!(named("app.log", "[main] a\n[main] b").forms(), [Form::Log; 2]);
    assert_eq!(named("app.log", "[{\"a\":1}]").forms(), [Form::Events]);
    assert_eq!(named("app.log", "{\"a\":1}\n{\"a\":2}").forms(), [Form::Events; 2]);
    let forced = |text: &str| split_with(text.as_bytes(), 1 << 20, Some(InputFormat::Logs));
    assert_eq!(forced(text).forms(), [Form::Log; 2]);
    let lines = "{\"a\":1}\n{\"Records\":[\nplain\n[1]";
    assert_eq!(forced(lines).texts(), ["{\"a\":1}", "{\"Records\":[", "plain", "[1]"]);
}

#[test]
fn answers_of_cloudwatch_logs_are_taken_apart() {
    let one = r#"{"logStreamName":"s","timestamp":1,"message":"{\"a\":1}","eventId":"1"}"#;
    let two = r#"{"timestamp": 2, "message": "x", "ingestionTime": 3}"#;
    for text in [
        format!("{{\"events\":[{one},{two}],\"searchedLogStreams\":[]}}"),
        format!("{{\n  \"events\": [\n    {one},\n    {two}\n  ],\n  \"nextToken\": \"t\"\n}}\n"),
        format!("{{\"nextToken\":\"t\",\"events\":[{one},{two}]}}"),
    ] {
        let all = split(&text);
        assert_eq!(all.texts(), [one, two], "{text}");
        assert_eq!(all.forms(), [Form::Log; 2]);
        assert!(all.faults.is_empty() && all.notes.is_empty());
    }
    let forced = |text: &str| split_with(text.as_bytes(), 1 << 20, Some(InputFormat::Logs));
    let pretty = format!("{{\n  \"events\": [\n    {one},\n    {two}\n  ]\n}}\n");
    assert_eq!(forced(&pretty).texts(), [one, two]);
    let line = format!("{{\"events\":[{one},{two}]}}");
    assert_eq!(forced(&format!("{line}\nplain")).texts(), [&line, "plain"]);
    let empty = split("{\"events\":[],\"searchedLogStreams\":[]}");
    assert_eq!(empty.notes, ["skipped an answer of CloudWatch Logs without events"]);
}

#[test]
fn deliveries_are_records() {
    let data = r#"{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","subscriptionFilters":["f"],"logEvents":[{"id":"1","timestamp":1,"message":"m"}]}"#;
    let control = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE"}]}"#;
    let embedded = r#"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"source":"a"}"#;
    let text = format!("{control}\n{data}\n{embedded}\n{{\"a\":1}}");
    let all = split(&text);
    assert_eq!(all.texts(), [data, embedded, "{\"a\":1}"]);
    assert_eq!(all.forms(), [Form::Log, Form::Log, Form::Events]);
    assert_eq!(all.notes, ["skipped a control message of CloudWatch Logs"]);
    let forced = split_with(text.as_bytes(), 1 << 20, Some(InputFormat::Logs));
    assert_eq!(forced.texts(), all.texts());
    assert_eq!(forced.notes, all.notes);
}

#[test]
fn long_lines_are_told_and_the_rest_goes_on() {
    let long = "x".repeat(60);
    for end in ["\n", "\r\n"] {
        let text = format!("2026-01-01 00:00:00{end}{long}{end}{end}b{end}{long}");
        let all = split_with(text.as_bytes(), 50, None);
        let places: Vec<_> =
            all.faults.iter().map(|f| f.place.map(|p| (p.line, p.column))).collect();
        assert_eq!(places, [Some((2, 1)), Some((5, 1))], "{end:?}");
        assert_eq!(all.faults[0].message, "a line of more than 50 bytes");
        assert_eq!(all.texts(), ["2026-01-01 00:00:00", "b"]);
        assert_eq!(all.indices(), [0, 2]);
        assert_eq!(all.records[1].3.line, 4);
    }
}

#[test]
fn compressed_logs() {
    use std::io::Write;
    let level = flate2::Compression::fast();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
    gzip.write_all(EXPORT.as_bytes()).expect("to memory");
    let bytes = gzip.finish().expect("to memory");
    let all = collect(vec![input(Cursor::new(bytes))], Options::default());
    assert_eq!(all.forms(), [Form::Log; 3]);
    assert_eq!(all.texts()[2], "last");
}

#[test]
fn a_long_log_takes_flat_memory() {
    struct Lines(u64);
    impl Read for Lines {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            const LINE: &[u8; 32] = b"2026-01-01T00:00:00.000Z INFO a\n";
            let n = (buffer.len() / LINE.len()).min(self.0 as usize);
            self.0 -= n as u64;
            for place in buffer.chunks_exact_mut(LINE.len()).take(n) {
                place.copy_from_slice(LINE);
            }
            Ok(n * LINE.len())
        }
    }
    let mut chunks = Chunks::new(vec![input(Lines(2 << 20))], Options::default());
    let (mut records, mut most, mut last, mut recycled) = (0, 0, 0, None);
    while let Some(chunk) = chunks.next(recycled.take()) {
        records += chunk.records.len();
        most = most.max(chunk.bytes.capacity());
        last = chunk.records.last().map_or(last, |r| r.place.line);
        recycled = Some(chunk);
    }
    assert_eq!((records, last), (2 << 20, 2 << 20));
    assert!(most < 2 << 20, "{most}");
}
