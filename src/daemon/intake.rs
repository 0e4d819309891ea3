//! From bytes that came in to entries of the log: one event, an array, lines, files of CloudTrail and
//! AWS Config, S3 notifications, plain or compressed, told apart by their content as in `eval`.

use super::log::{Entry, Kind};
use crate::base::time;
use crate::sources::{Chunk, Chunks, Form, Input, InputFormat, Options, Record, Source, has_keys};
use jiff::Timestamp;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;
use uuid::Uuid;

/// What is known of an input beside its bytes.
#[derive(Debug, Clone)]
pub struct About {
    /// What it is called in messages.
    pub name: Arc<str>,
    /// The bus of its events.
    pub bus: Arc<str>,
    /// The form of its records, if it is not to be found out.
    pub form: Option<InputFormat>,
    /// The account of what has none.
    pub account: String,
    /// When it came.
    pub now: Timestamp,
    /// Makes the ids of events that have none.
    pub id: String,
}

/// What was read of an input.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Records that became entries.
    pub records: u64,
    /// What could not be read: the first of them in words.
    pub faults: Vec<String>,
    /// How many those are.
    pub broken: u64,
}

/// Faults that are told one by one.
const TOLD: usize = 20;

/// Reads an input; its entries go to `each` about a chunk at a time, with the number of records before
/// them. It stops early when `each` says so.
pub fn read(
    bytes: Box<dyn Read + Send>,
    about: &About,
    options: Options,
    each: &mut dyn FnMut(u64, Vec<Entry>) -> ControlFlow<()>,
) -> Taken {
    let input = Input { name: Arc::clone(&about.name), source: Source::Reader(bytes) };
    let options = Options { form: about.form, account: Some(about.account.clone()), ..options };
    let mut chunks = Chunks::new(vec![input], options);
    let mut read = Taken::default();
    let mut used = None;
    while let Some(mut chunk) = chunks.next(used) {
        for fault in chunk.faults.drain(..) {
            read.fault(&fault.message);
        }
        let mut entries = Vec::with_capacity(chunk.records.len());
        let before = read.records;
        for record in &chunk.records {
            if record.form == Form::MetricRow {
                read.fault("a row of a table: datapoints come in as JSON");
                continue;
            }
            entries.push(entry(&chunk, record, about));
            read.records += 1;
        }
        if !entries.is_empty() && each(before, entries).is_break() {
            return read;
        }
        used = Some(chunk);
    }
    read
}

impl Taken {
    fn fault(&mut self, message: &str) {
        self.broken += 1;
        if self.faults.len() < TOLD {
            self.faults.push(message.to_owned());
        }
    }
}

fn entry(chunk: &Chunk, record: &Record, about: &About) -> Entry {
    let bytes = &chunk.bytes[record.start as usize..record.end as usize];
    let body = match record.form {
        Form::Events => identified(bytes, about, record.index),
        _ => bytes.to_vec(),
    };
    let kind = Kind::Record(record.form);
    let entry = Entry::new(kind, Arc::clone(&about.bus), about.now.as_millisecond(), body);
    let origin = if record.form == Form::Log { Arc::clone(&chunk.input) } else { Arc::from("") };
    Entry { origin, ..entry }
}

/// The namespace of ids of events that came without one.
const IDS: Uuid = Uuid::from_u128(0x8a1c_53b8_6a5e_4d0f_8ab0_0a61_3a43_77d2);

/// An event with an id and a time: deliveries are told apart by the one, windows by the other.
fn identified(event: &[u8], about: &About, index: u64) -> Vec<u8> {
    let (id, time) = (!has_keys(event, ["id"]), !has_keys(event, ["time"]));
    if !id && !time {
        return event.to_vec();
    }
    let mut head = Vec::with_capacity(event.len() + 90);
    head.push(b'{');
    if id {
        let own = Uuid::new_v5(&IDS, format!("{index} {}", about.id).as_bytes());
        head.extend_from_slice(format!("\"id\":\"{own}\",").as_bytes());
    }
    if time {
        head.extend_from_slice(format!("\"time\":\"{}\",", time::show(about.now)).as_bytes());
    }
    let inside = event.trim_ascii_start().get(1..).unwrap_or_default().trim_ascii_start();
    if inside.first() == Some(&b'}') {
        head.pop();
    }
    head.extend_from_slice(inside);
    head
}

#[cfg(test)]
mod tests {
    use super::{About, read};
    use crate::sources::Options;
    use jiff::Timestamp;
    use std::io::Cursor;
    use std::ops::ControlFlow;

    fn bodies(text: &str) -> (Vec<String>, u64) {
        let about = About {
            name: "body".into(),
            bus: "default".into(),
            form: None,
            account: "111122223333".to_owned(),
            now: Timestamp::UNIX_EPOCH,
            id: "call".to_owned(),
        };
        let mut all = Vec::new();
        let bytes = Box::new(Cursor::new(text.to_owned().into_bytes()));
        let read = read(bytes, &about, Options::default(), &mut |before, entries| {
            assert_eq!(before as usize, all.len());
            let text = |body: Vec<u8>| String::from_utf8(body).expect("text");
            all.extend(entries.into_iter().map(|entry| text(entry.body)));
            ControlFlow::Continue(())
        });
        (all, read.broken)
    }

    #[test]
    fn events_get_what_they_lack() {
        let (all, _) = bodies(r#"{"id":"a","time":"2026-01-01T00:00:00Z","source":"x"}"#);
        assert_eq!(all, [r#"{"id":"a","time":"2026-01-01T00:00:00Z","source":"x"}"#]);
        let (all, _) = bodies("{\"source\":\"x\"}\n{\"source\":\"x\"}\n");
        assert_eq!(all.len(), 2);
        assert!(all[0] != all[1], "each has an id of its own");
        for event in &all {
            let event: serde_json::Value = serde_json::from_str(event).expect("JSON");
            assert_eq!(event["time"], "1970-01-01T00:00:00Z");
            assert!(event["id"].as_str().is_some_and(|id| id.len() == 36));
        }
        let (again, _) = bodies("{\"source\":\"x\"}\n{\"source\":\"x\"}\n");
        assert_eq!(again, all, "the same call has the same ids");
    }

    #[test]
    fn arrays_and_what_is_broken() {
        let (all, broken) = bodies("[{\"id\":\"1\",\"time\":\"t\"},{\"id\":\"2\",\"time\":\"t\"}]");
        assert_eq!((all.len(), broken), (2, 0));
        let (all, broken) = bodies("{\"id\":\"1\",\"time\":\"t\"}\n{\"id\": ]\n");
        assert_eq!((all.len(), broken > 0), (1, true));
    }
}
