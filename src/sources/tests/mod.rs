//! The way from bytes to records, with whole inputs.

mod broken;
mod bulk;
mod compressed;
mod config;
mod extra;
mod find;
mod keys;
mod logs;
mod metrics;

use super::*;
use crate::base::limits::Limits;
use crate::model::Fault;
use std::io::{Cursor, Read};
use std::sync::Arc;

/// Everything an input gave.
#[derive(Debug, Default, PartialEq)]
struct All {
    /// Text, form, index and place of each record.
    records: Vec<(String, Form, u64, crate::model::Place)>,
    faults: Vec<Fault>,
    notes: Vec<String>,
    /// The first line of a table.
    head: Option<String>,
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
        if let Some(head) = &chunk.head {
            all.head = Some(String::from_utf8_lossy(head).into_owned());
        }
        let rows = chunk.records.iter().any(|r| r.form == Form::MetricRow);
        assert!(!rows || chunk.head.is_some());
        all.read += chunk.read;
        recycled = Some(chunk);
    }
    all
}

fn options(chunk_bytes: usize, event_bytes: usize) -> Options {
    let limits = Limits { event_bytes, ..Limits::default() };
    Options { limits, chunk_bytes, ..Options::default() }
}

/// Splits a text with buffers of many sizes, which must not make a difference.
fn split_with(text: &[u8], event_bytes: usize, form: Option<InputFormat>) -> All {
    split_named("x", text, event_bytes, form)
}

fn split_named(name: &str, text: &[u8], event_bytes: usize, form: Option<InputFormat>) -> All {
    let with = |size: usize| {
        let options = Options { form, ..options(size, event_bytes) };
        let input = Input { name: Arc::from(name), ..input(Cursor::new(text.to_vec())) };
        collect(vec![input], options)
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
        (event.into(), vec![Events]),
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
