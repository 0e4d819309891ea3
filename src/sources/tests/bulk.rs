//! Many inputs, large inputs, hostile inputs.

use super::*;
use serde_json::{Value, json};
use std::io;

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
        "{\"configurationItems\":[",
        "{\"fileVersion\":\"1.0\",\"configurationItems\":[",
        "{\"Results\":[\"{}\",",
        "{\"relatedEvents\":[],\"relationships\":[]}",
        "{\"version\":\"1.3\",\"accountId\":\"1\"}",
        "{\"configurationItem\":{}}",
        "\"{\\\"a\\\":1}\"",
        "timestamp,value\n",
        "2026-01-01T00:00:00Z line\r\n",
        "\r\n",
        "{\"events\":[{\"timestamp\":1,\"message\":\"m\",\"ingestionTime\":2},",
        "{\"logStreamName\":\"s\",\"timestamp\":1,\"message\":\"\"}",
        "{\"_aws\":{\"CloudWatchMetrics\":[]}}",
        "{\"messageType\":\"CONTROL_MESSAGE\",\"logEvents\":[]}",
    ];
    let mut dice = Dice(88_172_645_463_325_252);
    for round in 0..2000 {
        let mut text = String::new();
        for _ in 0..=dice.roll(24) {
            text += parts[dice.roll(parts.len() as u64) as usize];
        }
        let limit = if round % 3 == 0 { 40 } else { 16 << 20 };
        let forms = [None, None, Some(InputFormat::Logs), Some(InputFormat::Metrics)];
        let name = if round % 5 == 0 { "x.log" } else { "x" };
        split_named(name, text.as_bytes(), limit, forms[round % forms.len()]);
    }
}

/// Any JSON value, with what is awkward in it.
fn value(dice: &mut Dice, depth: u64) -> Value {
    let texts = ["", "}\"]", "\\", "\n{", "{\"eventVersion\"", "ü", "\u{1}", "Records", "],"];
    let text = |dice: &mut Dice| texts[dice.roll(texts.len() as u64) as usize].to_owned();
    match dice.roll(if depth == 0 { 4 } else { 6 }) {
        0 => Value::Null,
        1 => dice.roll(1000).into(),
        2 => (-1.5e-9).into(),
        3 => text(dice).into(),
        4 => (0..dice.roll(4)).map(|_| value(dice, depth - 1)).collect(),
        _ => object(dice, depth - 1),
    }
}

fn object(dice: &mut Dice, depth: u64) -> Value {
    let keys = ["a", "b\"", "detail", "eventName", "eventSource", "{", "Type"];
    let key = |dice: &mut Dice| keys[dice.roll(keys.len() as u64) as usize].to_owned();
    Value::Object((0..dice.roll(5)).map(|_| (key(dice), value(dice, depth))).collect())
}

#[test]
fn whatever_is_json_comes_out_as_it_is() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..500 {
        let objects: Vec<Value> = (0..dice.roll(6)).map(|_| object(&mut dice, 4)).collect();
        let text = match round % 5 {
            0 => objects.iter().map(|o| format!("{o}\n")).collect(),
            1 => objects.iter().map(|o| format!("{o:#}")).collect(),
            2 => Value::from(objects.clone()).to_string(),
            3 => format!("{:#}", json!({ "x": [{}], "Records": objects, "y": {"z": []} })),
            _ => objects.iter().map(|o| format!("{{\"Records\":[{o:#}]}}\r\n")).collect(),
        };
        let all = split(&text);
        assert_eq!(all.faults, [], "{text}");
        let back = |t: &&str| serde_json::from_str::<Value>(t).expect("JSON");
        assert_eq!(all.texts().iter().map(back).collect::<Vec<_>>(), objects, "{text}");
    }
}

#[test]
fn chunks_travel_between_threads() {
    fn is_send<T: Send>() {}
    is_send::<Chunks>();
    is_send::<Chunk>();
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
    flat(br#"{"Records":["#, record, Form::CloudTrail, 200);
    let item = br#"{"relatedEvents":[],"relationships":[],"configuration":{"a":["b\"c",1,2,{"d":null}]},"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","configurationStateId":1}"#;
    flat(br#"{"fileVersion":"1.0","configurationItems":["#, item, Form::Config, 50);
}

/// Reads a document of so many MiB of one record over and over.
fn flat(head: &[u8], record: &[u8], form: Form, mib: u64) {
    let count = (mib << 20) / (record.len() as u64 + 1);
    let first = [head, record].concat();
    let reader = Endless { left: count + 1, record: record.to_vec(), pending: first, at: 0 };
    let started = std::time::Instant::now();
    let mut chunks = Chunks::new(vec![input(reader)], Options::default());
    let (mut records, mut most, mut recycled) = (0, 0, None);
    while let Some(chunk) = chunks.next(recycled.take()) {
        assert!(chunk.faults.is_empty(), "{:?}", chunk.faults);
        assert!(chunk.records.iter().all(|r| r.form == form));
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
        format!("2026-01-01T00:00:00Z\n{}", "x".repeat(3_000_000)),
        "2026-01-01T00:00:00Z\n\n".repeat(200_000),
        format!("{{\"events\":[{}", "{\"timestamp\":1,\"message\":\"".repeat(100_000)),
        format!(
            "{{\"configurationItems\":[{}",
            "{\"version\":\"1\",\"accountId\":\"".repeat(100_000)
        ),
        format!("{{\"Results\":[\"{{}}\"{}", ",\"{\\\"a\\\":".repeat(200_000)),
        format!("[{{\"configurationItem\":{{}}}}{}", " ".repeat(3_000_000)),
    ] {
        collect(vec![input(Cursor::new(text.into_bytes()))], options(4096, 1 << 20));
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}
