//! The inputs of `tripline eval`: from arguments to records, in order and in flat memory.
//!
//! `find` turns arguments into inputs, `decode` opens and decompresses one, `split` cuts it into
//! records without parsing them, `chunks` hands those out in recycled buffers. `cloudtrail` and
//! `s3` turn a record into the event that EventBridge would deliver; what a record of AWS Config
//! holds is for `crate::items` to say, and `items` asks it of every record. `plain` cuts tables and
//! logs into lines; `crate::metrics` and `crate::logs` read them.

mod call;
mod chunks;
pub mod cloudtrail;
mod config;
mod decode;
mod extra;
mod find;
mod items;
mod keys;
mod lines;
mod object;
mod plain;
mod repair;
mod resync;
pub mod s3;
mod scan;
mod split;
mod state;
mod tables;
#[cfg(test)]
mod tests;
mod watch;

pub use call::{Called, called};
pub use chunks::{Chunk, Chunks, Options};
pub use decode::decode;
pub use find::{Input, Source, find, is_log as is_log_name};
pub use items::{Heard, each_item};

use crate::model::Place;
use uuid::Uuid;

/// What one record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// An EventBridge event, or any other object that is taken for one.
    Events,
    /// A CloudTrail record.
    CloudTrail,
    /// A record of an S3 event notification.
    S3,
    /// A configuration item, or a message of AWS Config.
    Config,
    /// A JSON object with datapoints: a call of PutMetricData, or a datapoint that names its metric.
    Metrics,
    /// A row of a table of datapoints; `Chunk::head` names its columns.
    MetricRow,
    /// A line of a log, or an object with log events of CloudWatch Logs.
    Log,
}

/// A form that the user forces on an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// Every object is one event, whatever its keys.
    Events,
    /// Every record is a CloudTrail record.
    CloudTrail,
    /// Every record is one of an S3 notification.
    S3,
    /// Every record is a configuration item or holds one.
    Config,
    /// Every record holds datapoints: JSON, or the rows of a table.
    Metrics,
    /// Every line is one of a log, JSON or not; answers of CloudWatch Logs are unpacked.
    Logs,
}

impl InputFormat {
    /// All, with their words on the command line.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("events", Self::Events),
        ("cloudtrail", Self::CloudTrail),
        ("config", Self::Config),
        ("logs", Self::Logs),
        ("metrics", Self::Metrics),
        ("s3", Self::S3),
    ];

    /// The form it gives to records; a row of a table is one all the same.
    #[must_use]
    pub fn form(self) -> Form {
        match self {
            Self::Events => Form::Events,
            Self::CloudTrail => Form::CloudTrail,
            Self::S3 => Form::S3,
            Self::Config => Form::Config,
            Self::Metrics => Form::Metrics,
            Self::Logs => Form::Log,
        }
    }
}

/// The text of a top-level key of an object, as it is written, without quotes.
#[must_use]
pub fn text_at<'a>(object: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut keys = keys::Keys::new(object);
    while let Some(key) = keys.key() {
        let value = keys.value()?;
        if name.as_bytes() == &*key {
            return keys::inside(value);
        }
    }
    None
}

/// Has the object all of these keys at its top?
#[must_use]
pub fn has_keys<const N: usize>(object: &[u8], names: [&str; N]) -> bool {
    let mut keys = keys::Keys::new(object);
    let mut found = [false; N];
    while let Some(key) = keys.key() {
        for (name, found) in names.iter().zip(&mut found) {
            *found |= name.as_bytes() == &*key;
        }
        if found.iter().all(|f| *f) {
            return true;
        }
        if keys.value().is_none() {
            break;
        }
    }
    false
}

/// A record in a chunk. It is bracketed, not validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Where it begins in `Chunk::bytes`.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
    /// What it is.
    pub form: Form,
    /// Its 0-based position in its input. Broken records have one, too.
    pub index: u64,
    /// Where its first byte, or the string that holds it, stands in the decompressed input.
    pub place: Place,
    /// Was it inside a string? Then nothing in it has a place of its own.
    pub quoted: bool,
}

impl Record {
    /// Where a byte of the record (`bytes` of its chunk, `at` of the record) stands in the input.
    #[must_use]
    pub fn place_of(&self, bytes: &[u8], at: usize) -> Place {
        let start = self.start as usize;
        let before = bytes.get(start..start.saturating_add(at).min(self.end as usize));
        let Some(before) = before.filter(|_| !self.quoted) else { return self.place };
        let len = before.len() as u64;
        let mut place = Place { offset: self.place.offset + len, ..self.place };
        match memchr::memrchr(b'\n', before) {
            Some(last) => {
                place.line += memchr::memchr_iter(b'\n', before).count() as u64;
                place.column = len - last as u64;
            }
            None => place.column += len,
        }
        place
    }
}

/// The namespace of the ids of events that come without one.
const IDS: Uuid = Uuid::from_u128(0x6d7f_0c52_7a0e_4f5b_9d0b_3c1e_8f24_a6d1);

/// A stable id for an event that has none of its own: the same bytes give the same id.
#[must_use]
pub fn event_id(bytes: &[u8]) -> Uuid {
    Uuid::new_v5(&IDS, bytes)
}
