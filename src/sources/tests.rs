//! The way from bytes to records, with whole inputs.

use super::*;
use crate::base::limits::Limits;
use crate::model::{Fault, FaultKind};
use std::io::{self, Cursor, Read, Write};
use std::sync::Arc;

/// Everything an input gave.
#[derive(Debug, Default, PartialEq)]
struct All {
    /// Text, form, index and place of each record.
    records: Vec<(String, Form, u64, crate::model::Place)>,
    faults: Vec<Fault>,
    notes: Vec<String>,
    read: u64,
}

impl All {
    fn texts(&self) -> Vec<&str> {
        self.records.iter().map(|r| r.0.as_str()).collect()
    }
    fn forms(&self) -> Vec<Form> {
        self.records.iter().map(|r| r.1).collect()
    }
    fn indices(&self) -> Vec<u64> {
        self.records.iter().map(|r| r.2).collect()
    }
    /// Message, index and offset of each fault.
    fn faults(&self) -> Vec<(&str, u64, u64)> {
        let of = |f: &'_ Fault| (f.index.expect("index"), f.place.expect("place").offset);
        self.faults.iter().map(|f| (f.message.as_str(), of(f).0, of(f).1)).collect()
    }
}

fn input(reader: impl Read + Send + 'static) -> Input {
    Input { name: Arc::from("x"), source: Source::Reader(Box::new(reader)) }
}

fn collect(inputs: Vec<Input>, options: Options) -> All {
    let mut all = All::default();
    let mut chunks = Chunks::new(inputs, options);
    let mut recycled = None;
    while let Some(chunk) = chunks.next(recycled.take()) {
        for r in &chunk.records {
            let text = chunk.bytes.get(r.start as usize..r.end as usize).expect("in bounds");
            let text = String::from_utf8_lossy(text).into_owned();
            all.records.push((text, r.form, r.index, r.place));
        }
        all.faults.extend(chunk.faults.iter().cloned());
        all.notes.extend(chunk.notes.iter().cloned());
        all.read += chunk.read;
        recycled = Some(chunk);
    }
    all
}

fn options(chunk_bytes: usize, event_bytes: usize) -> Options {
    let limits = Limits { event_bytes, ..Limits::default() };
    Options { limits, form: None, chunk_bytes }
}

/// Splits a text with buffers of many sizes, which must not make a difference.
fn split_with(text: &[u8], event_bytes: usize, form: Option<InputFormat>) -> All {
    let with = |size: usize| {
        let options = Options { form, ..options(size, event_bytes) };
        collect(vec![input(Cursor::new(text.to_vec()))], options)
    };
    let all = with(1 << 20);
    for size in [16, 17, 64, 100, 333, 1000] {
        assert_eq!(with(size), all, "{size}: {}", String::from_utf8_lossy(text));
    }
    assert_eq!(all.read, text.len() as u64);
    all
}

fn split(text: &str) -> All {
    split_with(text.as_bytes(), 16 << 20, None)
}

#[test]
fn forms_by_content() {
    use Form::{CloudTrail, Events, S3};
    let trail = r#"{"eventVersion":"1.08","eventName":"A"}"#;
    let s3 = r#"{"eventVersion":"2.1","eventSource":"aws:s3","s3":{"object":{"key":"k"}}}"#;
    let event = r#"{"version":"0","detail-type":"x","detail":{"eventVersion":"1.08"}}"#;
    for (text, want) in [
        (format!("{event}"), vec![Events]),
        (format!("\u{feff}{event}\n\n{event}\r\n \n"), vec![Events, Events]),
        (format!("{event}{trail} {s3}"), vec![Events, CloudTrail, S3]),
        (format!("[{event},{trail}\n,{s3}]"), vec![Events, CloudTrail, S3]),
        (format!(r#"{{"Records":[{trail},{trail}]}}"#), vec![CloudTrail, CloudTrail]),
        (format!("{{\n \"Records\" : [\n {trail} ,\n {s3} ] }}"), vec![CloudTrail, S3]),
        (format!(r#"{{"a":{{"Records":[1]}},"b":"[{{","Records":[{s3}],"c":[{{}}]}}"#), vec![S3]),
        (
            format!(
                "{{\"Records\":[{trail}]}}\n{{\"Records\":[]}}\n{{\"x\":1,\"Records\":[{s3}]}}"
            ),
            vec![CloudTrail, S3],
        ),
        (
            format!(r#"[{{"Records":[{trail}]}},{{"Records":[{trail}]}},{event}]"#),
            vec![CloudTrail, CloudTrail, Events],
        ),
        ("[]".into(), vec![]),
        (r#"{"Records":{}}"#.into(), vec![Events]),
    ] {
        let all = split(&text);
        assert_eq!(all.forms(), want, "{text}");
        assert_eq!(all.indices(), (0..want.len() as u64).collect::<Vec<_>>(), "{text}");
        assert!(all.faults.is_empty() && all.notes.is_empty(), "{text}: {:?}", all.faults);
    }
}

#[test]
fn forced_forms() {
    let text = br#"{"Records":[{"a":1},{"a":2}]} {"b":1}"#;
    let all = |f| split_with(text, 1 << 20, Some(f)).forms();
    assert_eq!(all(InputFormat::CloudTrail), [Form::CloudTrail; 3]);
    assert_eq!(all(InputFormat::S3), [Form::S3; 3]);
    assert_eq!(all(InputFormat::Events), [Form::Events; 2]);
}

#[test]
fn places() {
    let all = split("\u{feff}{\"a\":1}\n  [{\"b\":\"ü\"}, {}]");
    let places: Vec<_> = all.records.iter().map(|r| (r.3.offset, r.3.line, r.3.column)).collect();
    assert_eq!(places, [(3, 1, 4), (14, 2, 4), (26, 2, 16)]);
}

#[test]
fn what_is_inside_strings() {
    let message = r#"{\"Records\":[{\"eventSource\":\"aws:s3\",\"s3\":{\"k\":\"\\u00fc\"}},{\"eventSource\":\"aws:s3\",\"s3\":{}}]}"#;
    let sns = |m: &str| format!(r#"{{"Type":"Notification","Message":"{m}","Signature":"x"}}"#);
    let all =
        split(&format!("{{\"detail\":{{}}}}\n{}\n{}", sns(message), sns(r#"{\"detail-type\":1}"#)));
    assert_eq!(all.forms(), [Form::Events, Form::S3, Form::S3, Form::Events]);
    assert_eq!(all.texts()[1], r#"{"eventSource":"aws:s3","s3":{"k":"\u00fc"}}"#);
    assert_eq!(all.texts()[3], r#"{"detail-type":1}"#);
    assert_eq!(all.indices(), [0, 1, 2, 3]);
    assert_eq!((all.records[1].3.line, all.records[1].3.column), (2, 34));

    let lookup = r#"{"Events":[{"EventId":"1","CloudTrailEvent":"{\"eventVersion\":\"1.08\",\"x\":\"\\\"\"}"},{"CloudTrailEvent":"{\"eventVersion\":\"1.09\"}","EventId":"2"}],"NextToken":"t"}"#;
    let all = split(lookup);
    assert_eq!(all.forms(), [Form::CloudTrail; 2]);
    assert_eq!(all.texts()[0], r#"{"eventVersion":"1.08","x":"\""}"#);

    let all = split(&format!("{}\n{}\n{}", sns("hello"), sns(" "), r#"{"a":1}"#));
    assert_eq!(all.indices(), [2]);
    let messages: Vec<_> = all.faults().iter().map(|f| f.0).collect();
    assert_eq!(messages, ["in a string: expected a record, found `h`", "an empty message"]);
}

#[test]
fn what_holds_no_events() {
    let all = split(
        "{\"awsAccountId\":\"1\",\"digestStartTime\":\"x\"}\n{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}\n{}",
    );
    assert_eq!(all.notes, ["skipped a CloudTrail digest file", "skipped an S3 test message"]);
    assert_eq!(all.indices(), [0]);
    for (text, note) in [
        ("", "the input holds no bytes"),
        (" \n\t\r\n", "the input holds only blanks"),
        ("\u{feff}", "the input holds only blanks"),
    ] {
        let all = split(text);
        assert_eq!((all.notes, all.faults), (vec![note.to_owned()], vec![]));
    }
}

#[test]
fn broken_lines_leave_the_others() {
    let broken = "a record with a line break inside a string";
    let open = "a record that is not closed before the next one";
    let end = "the input ends inside a record";
    for (text, faults, texts) in [
        (
            "{\"a\":1}\ngarbage {} x\n{\"b\":2}",
            vec![("expected a record, found `g`", 1, 8)],
            vec![0, 2],
        ),
        ("{\"a\":\"x\n{\"b\":2}", vec![(broken, 0, 0)], vec![1]),
        (
            "{\"a\":\"x\ngarbage\n{\"b\":2}",
            vec![(broken, 0, 0), ("expected a record, found `g`", 1, 8)],
            vec![2],
        ),
        ("{\"a\":1\n{\"b\":2}", vec![(open, 0, 0)], vec![1]),
        ("{\"a\":[1\n{\"b\":2}", vec![(open, 0, 0)], vec![1]),
        ("{\"a\":{\n{\"b\":2}\n{}", vec![(open, 0, 0)], vec![1, 2]),
        ("{\"a\":[1}\n{\"b\":2}", vec![("a record whose brackets do not match", 0, 0)], vec![1]),
        ("{\"a\":1}}\n{\"b\":2}", vec![("expected a record, found `}`", 1, 7)], vec![0, 2]),
        ("{\"a\":1}\n{\"b\":\"", vec![(end, 1, 8)], vec![0]),
        ("{\"a\":[1,\n{\"b\":2}\n", vec![(end, 0, 0)], vec![1]),
        ("{\"a\":[1,\n{\"b\":2}\n{\"c\":3}\n", vec![(open, 0, 0)], vec![1, 2]),
        ("{\n \"a\": \"x\n y\",\n \"b\": 1\n}\n{\"c\":3}", vec![(broken, 0, 0)], vec![1]),
        (
            "1\n\"{\"\n{}",
            vec![("expected a record, found `1`", 0, 0), ("expected a record, found `\"`", 1, 2)],
            vec![2],
        ),
        ("{\"a\":\n{\"b\":[\n{\"c\":1},\n{}]}}", vec![], vec![0]),
    ] {
        let all = split(text);
        assert_eq!(all.faults(), faults, "{text}");
        assert_eq!(all.indices(), texts, "{text}");
    }
}

#[test]
fn broken_lists_go_on_where_a_record_begins() {
    let good = r#"{"eventVersion":"1.08","n":1}"#;
    let count = |text: &str| {
        let all = split(text);
        (all.faults.len(), all.records.len())
    };
    for bad in [
        r#"{"eventVersion":"1.08","a":{"b":1}"#,
        r#"{"eventVersion":"1.08","a":"b}"#,
        r#"{"eventVersion":"1.08","a":[1}}"#,
        r#"garbage"#,
        r#"{"eventVersion":"1.08"} x"#,
    ] {
        let extra = usize::from(bad.ends_with('x'));
        assert_eq!(
            count(&format!(r#"{{"Records":[{good},{bad},{good},{good}]}}"#)),
            (1, 3 + extra),
            "{bad}"
        );
        let pretty = good.replace("{\"", "{\n      \"");
        let text =
            format!("{{\n  \"Records\": [\n    {pretty},\n    {bad},\n    {pretty}\n  ]\n}}");
        assert_eq!(count(&text), (1, 2 + extra), "{bad}");
    }
    // A list cut off, in a file with one document a line.
    let text = format!("{{\"Records\":[{good},{{\"eventVersion\":\"1\n{{\"Records\":[{good}]}}\n");
    assert_eq!(count(&text), (1, 2));
    let text = format!("{{\"Records\":[{good}\n{{\"Records\":[{good}]}}\n");
    assert_eq!(count(&text), (1, 2));
    // The detail of an event is no place to go on.
    let event = r#"{"version":"0","detail":{"eventVersion":"1.08"}}"#;
    assert_eq!(count(&format!("[{event}, oops, {event}]")), (1, 1));
    assert_eq!(count(&format!("[{event}\n, oops\n,\n{event}\n,\n{event}]")), (1, 3));
    let all = split(&format!("[{event}, oops, {event}]"));
    let want = "expected a record, found `o`; 55 bytes to the end of the input are left out";
    assert_eq!(all.faults(), [(want, 1, 51)]);
    for (text, words) in [
        ("[{}", "the input ends inside a list"),
        ("[{},", "the input ends inside a list"),
        ("{\"Records\":[{}]", "the input ends before the closing `}`"),
        ("{\"Records\":[{},{", "the input ends inside a record"),
        ("[1,{}]", "a record must be an object"),
        ("[\"{\",{}]", "a record must be an object"),
        ("[[{}],{}]", "a record must be an object"),
        ("[{},]", "expected a record, found `]`; 1 bytes to the end of the input are left out"),
    ] {
        let all = split(text);
        assert_eq!(all.faults().iter().map(|f| f.0).collect::<Vec<_>>(), [words], "{text}");
        assert_eq!(all.records.len(), 1, "{text}");
    }
}

#[test]
fn large_records_are_skipped() {
    let large = format!(r#"{{"a":"{}","b":[{{}}]}}"#, "x".repeat(500));
    let small = r#"{"b":2}"#;
    for text in [
        format!("{small}\n{large}\n{small}"),
        format!("[{small},{large},{small}]"),
        format!("{small}{large}{small}"),
        format!(r#"{{"Records":[{small},{large},{small}]}}"#),
    ] {
        let all = split_with(text.as_bytes(), 100, None);
        assert_eq!(all.indices(), [0, 2], "{text}");
        assert_eq!(all.faults[0].message, "a record of more than 100 bytes");
        assert_eq!(all.faults.len(), 1);
    }
    let exact = split_with(small.repeat(3).as_bytes(), 7.max(16), None);
    assert_eq!(exact.records.len(), 3);
}

/// A small generator, good enough to be surprising.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[test]
fn buffers_make_no_difference() {
    let parts = [
        "{\"Records\":[",
        "{\"eventVersion\":\"1.08\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\n",
        " ",
        "{\"a\":1}",
        "{\"eventVersion\":\"1.08\",\"b\":{}}",
        "garbage",
        "\"x\"",
        "{\"b\":[{},1]}",
        "]}",
        "\n{\"c\":\"d\"}\n",
        "{\"x\":1,\"Records\":[",
        "\"eventVersion\"",
        "\u{feff}",
        "{\"Type\":\"Notification\",\"Message\":\"{\\\"a\\\":1}\"}",
        "                    ",
        "{\"Events\":[{\"CloudTrailEvent\":\"{}\"}]}",
        "12",
        "ü",
        "},{\"eventVersion\":\"1.08\"}",
    ];
    let mut dice = Dice(88_172_645_463_325_252);
    for round in 0..4000 {
        let mut text = String::new();
        for _ in 0..=dice.roll(24) {
            text += parts[dice.roll(parts.len() as u64) as usize];
        }
        let limit = if round % 3 == 0 { 40 } else { 16 << 20 };
        split_with(text.as_bytes(), limit, None);
    }
}

/// One line of `{"Records":[...]}` made as it is read.
struct Endless {
    left: u64,
    record: Vec<u8>,
    pending: Vec<u8>,
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.pending.len() {
            self.at = 0;
            self.pending.clear();
            match self.left {
                0 => return Ok(0),
                1 => self.pending.extend_from_slice(b"]}"),
                _ => {
                    self.pending.extend_from_slice(b",");
                    self.pending.extend_from_slice(&self.record);
                }
            }
            self.left -= 1;
        }
        let n = (&self.pending[self.at..]).read(buffer)?;
        self.at += n;
        Ok(n)
    }
}

#[test]
fn a_long_line_takes_flat_memory_and_little_time() {
    let record = br#"{"eventVersion":"1.08","userIdentity":{"type":"Root","arn":"arn:aws:iam::1:root"},"eventSource":"s3.amazonaws.com","requestParameters":{"a":["b\"c",1,2,{"d":null}]}}"#;
    let count = (200 << 20) / (record.len() as u64 + 1);
    let first = [br#"{"Records":["#, &record[..]].concat();
    let reader = Endless { left: count + 1, record: record.to_vec(), pending: first, at: 0 };
    let started = std::time::Instant::now();
    let mut chunks = Chunks::new(vec![input(reader)], Options::default());
    let (mut records, mut most, mut recycled) = (0, 0, None);
    while let Some(chunk) = chunks.next(recycled.take()) {
        assert!(chunk.faults.is_empty(), "{:?}", chunk.faults);
        assert!(chunk.records.iter().all(|r| r.form == Form::CloudTrail));
        records += chunk.records.len() as u64;
        most = most.max(chunk.bytes.capacity());
        recycled = Some(chunk);
    }
    assert_eq!(records, count + 1);
    assert!(most < 4 << 20, "{most}");
    // Generous: tests run without optimisation on busy machines. Quadratic would be hours.
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn hostile_inputs_take_linear_time() {
    let started = std::time::Instant::now();
    for text in [
        "{\"a\":[1,\n".repeat(300_000),
        "[{\"a\":[".repeat(500_000),
        format!("{{\"Records\":[{}", "{\"eventVersion\":\"1,".repeat(300_000)),
        "{".repeat(3_000_000),
        format!("{{\"a\":\"{}\"}}", "x".repeat(3_000_000)),
        "\n{".repeat(1_000_000),
        "x\n".repeat(1_000_000),
    ] {
        collect(vec![input(Cursor::new(text.into_bytes()))], options(4096, 1 << 20));
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("in memory");
    encoder.finish().expect("in memory")
}

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn compressed_inputs() {
    let text: String = (0..5000).map(|n| format!("{{\"n\":{n}}}\n")).collect();
    let (one, two) = text.as_bytes().split_at(20_003);
    // Made by the zstd tool: `{"n":1}`, a newline, with a checksum.
    let tool = [
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x41, 0x00, 0x00, 0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x31,
        0x7d, 0x0a, 0x33, 0x15, 0x9b, 0x3c,
    ];
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstd(two)].concat();
    for (bytes, records) in [
        (gzip(text.as_bytes()), 5000),
        ([gzip(one), gzip(two)].concat(), 5000),
        (zstd(text.as_bytes()), 5000),
        ([zstd(one), skippable].concat(), 5000),
        (tool.to_vec(), 1),
        ([&tool[..], &tool[..]].concat(), 2),
    ] {
        let all = collect(vec![input(Cursor::new(bytes))], options(1000, 1 << 20));
        assert_eq!((all.records.len(), &all.faults), (records, &vec![]));
    }
    for (mut bytes, cut, words) in [
        (gzip(text.as_bytes()), 100, "truncated gzip data after "),
        (gzip(text.as_bytes()), 4, "truncated gzip data after "),
        (zstd(text.as_bytes()), 100, "truncated zstd data after "),
    ] {
        bytes.truncate(bytes.len() - cut);
        let all = collect(vec![input(Cursor::new(bytes))], options(1000, 1 << 20));
        let [fault] = &all.faults[..] else { panic!("{:?}", all.faults) };
        assert_eq!(fault.kind, FaultKind::Input);
        assert!(fault.message.starts_with(words), "{}", fault.message);
    }
    let mut bytes = gzip(text.as_bytes());
    let middle = bytes.len() / 2;
    bytes[middle..middle + 9].fill(0xff);
    let all = collect(vec![input(Cursor::new(bytes))], options(1000, 1 << 20));
    let last = all.faults.last().map(|f| f.message.as_str());
    assert!(last.is_some_and(|m| m.starts_with("corrupt gzip data")), "{last:?}");
}

#[test]
fn bombs_are_stopped() {
    let limits = Limits { inflate_floor: 100_000, inflate_ratio: 20, ..Limits::default() };
    let blanks = vec![b' '; 10_000_000];
    for (bytes, name) in [(gzip(&blanks), "gzip"), (zstd(&blanks), "zstd")] {
        let options = Options { limits: limits.clone(), ..Options::default() };
        let all = collect(vec![input(Cursor::new(bytes))], options);
        let want = format!("the {name} data expands to more than 20 times its size");
        assert_eq!(all.faults[0].message, want);
    }
    let small = vec![b' '; 90_000];
    let options = Options { limits, ..Options::default() };
    assert!(collect(vec![input(Cursor::new(gzip(&small)))], options).faults.is_empty());
}

#[test]
fn several_inputs_in_order() {
    let inputs = vec![
        input(Cursor::new("{\"a\":1}{\"a\":2}")),
        Input { name: Arc::from("gone"), source: Source::Fault("not there".into()) },
        Input { name: Arc::from("nowhere"), source: Source::File("/no/such/file".into()) },
        input(Cursor::new("{\"a\":3}")),
    ];
    let mut chunks = Chunks::new(inputs, Options::default());
    let mut seen = Vec::new();
    while let Some(chunk) = chunks.next(None) {
        let fault = chunk.faults.first().map(|f| f.message.clone());
        seen.push((chunk.input.to_string(), chunk.records.len(), fault));
    }
    let faulty = |name: &str, why: &str| (name.to_owned(), 0, Some(why.to_owned()));
    assert_eq!(
        seen,
        [
            ("x".to_owned(), 2, None),
            faulty("gone", "not there"),
            faulty("nowhere", "no such file or directory"),
            ("x".to_owned(), 1, None),
        ]
    );
}
