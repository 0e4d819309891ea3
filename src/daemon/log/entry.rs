//! What is accepted: one thing that came in, with what is known of its coming.

use crate::daemon::codec::{Reader, Writer};
use crate::sources::Form;
use std::sync::Arc;

/// One thing that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// The bus that an event is on; other things have the default one.
    pub bus: Arc<str>,
    /// When it was accepted, in milliseconds since 1970.
    pub received: i64,
    /// How many invocations led to it; 0 for what came from outside.
    pub hops: u8,
    /// The only rules that see it, by name; all if empty. Replays choose.
    pub only: Vec<Arc<str>>,
    /// Where lines of logs come from: their log group.
    pub origin: Arc<str>,
    /// The trace that it is part of, if its caller said so.
    pub trace: Option<Arc<str>>,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One that rules see: an event, a record, an item, datapoints, lines of a log.
    Record(Form),
    /// Something that a caller has done to the daemon's state: a
    /// [`Command`](crate::daemon::command::Command).
    Command,
}

/// Added to the byte of a kind where a trace follows.
const TRACED: u8 = 0x80;

/// The kinds with their bytes on disk, which are never used for another.
const KINDS: [(u8, Kind); 8] = [
    (1, Kind::Record(Form::Events)),
    (2, Kind::Record(Form::CloudTrail)),
    (3, Kind::Record(Form::S3)),
    (4, Kind::Record(Form::Config)),
    (5, Kind::Record(Form::Metrics)),
    (6, Kind::Record(Form::MetricRow)),
    (7, Kind::Record(Form::Log)),
    (8, Kind::Command),
];

impl Entry {
    /// An event on a bus, just accepted.
    #[must_use]
    pub fn event(bus: Arc<str>, received: i64, body: Vec<u8>) -> Self {
        Self::new(Kind::Record(Form::Events), bus, received, body)
    }

    /// Something from outside.
    #[must_use]
    pub fn new(kind: Kind, bus: Arc<str>, received: i64, body: Vec<u8>) -> Self {
        let (only, origin) = (Vec::new(), Arc::from(""));
        Self { kind, bus, received, hops: 0, only, origin, trace: None, body }
    }

    /// Appends it to bytes.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut writer = Writer(std::mem::take(out));
        let kind = KINDS.iter().find(|(_, kind)| *kind == self.kind).map_or(0, |(byte, _)| *byte);
        let traced = if self.trace.is_some() { TRACED } else { 0 };
        writer
            .u8(kind | traced)
            .u8(self.hops)
            .i64(self.received)
            .text(&self.bus)
            .text(&self.origin);
        writer.u32(u32::try_from(self.only.len()).unwrap_or(u32::MAX));
        for rule in &self.only {
            writer.text(rule);
        }
        if let Some(trace) = &self.trace {
            writer.text(trace);
        }
        writer.bytes(&self.body);
        *out = writer.0;
    }

    /// The bytes that it takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        40 + self.bus.len() + self.trace.as_ref().map_or(0, |t| t.len()) + self.body.len()
    }
}

/// An entry where it lies.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// What it is.
    pub kind: Kind,
    /// The bus.
    pub bus: &'a str,
    /// When it was accepted, in milliseconds since 1970.
    pub received: i64,
    /// How many invocations led to it.
    pub hops: u8,
    /// The only rules that see it; all if empty.
    pub only: Vec<&'a str>,
    /// The log group of lines of logs.
    pub origin: &'a str,
    /// The trace that it is part of.
    pub trace: Option<&'a str>,
    /// Where its body begins in the bytes that were read.
    pub start: usize,
    /// Its body.
    pub body: &'a [u8],
}

/// The entries in the bytes of a block, from the first on.
///
/// # Errors
/// Bytes that are no entries.
pub fn decode(block: &[u8]) -> Result<Vec<Seen<'_>>, &'static str> {
    let mut reader = Reader::new(block);
    let mut all = Vec::new();
    while !reader.is_empty() {
        all.push(one(&mut reader).ok_or("an entry of the log cannot be read")?);
    }
    Ok(all)
}

fn one<'a>(reader: &mut Reader<'a>) -> Option<Seen<'a>> {
    let byte = reader.u8()?;
    let kind = KINDS.iter().find(|(known, _)| *known == byte & !TRACED)?.1;
    let hops = reader.u8()?;
    let received = reader.i64()?;
    let (bus, origin) = (reader.text()?, reader.text()?);
    let rules = reader.u32()?;
    let only = (0..rules).map(|_| reader.text()).collect::<Option<_>>()?;
    let trace = if byte & TRACED == 0 { None } else { Some(reader.text()?) };
    let body = reader.bytes()?;
    let start = reader.at() - body.len();
    Some(Seen { kind, bus, received, hops, only, origin, trace, start, body })
}

#[cfg(test)]
mod tests {
    use super::{Entry, KINDS, Kind, decode};
    use crate::sources::Form;

    #[test]
    fn what_is_written_is_read() {
        let mut block = Vec::new();
        let mut all = Vec::new();
        for (number, (_, kind)) in (0..).zip(KINDS) {
            let mut entry = Entry::new(kind, "orders".into(), number - 4, vec![7; number as usize]);
            entry.hops = 3;
            entry.only = (0..number).map(|rule| format!("r{rule}").into()).collect();
            entry.origin = "group".into();
            entry.trace = (number % 2 == 0).then(|| format!("Root={number}").into());
            entry.encode(&mut block);
            all.push(entry);
        }
        let read = decode(&block).expect("they were written");
        assert_eq!(read.len(), all.len());
        for (seen, entry) in read.iter().zip(&all) {
            assert_eq!((seen.kind, seen.bus, seen.hops), (entry.kind, &*entry.bus, entry.hops));
            assert_eq!((seen.received, seen.body), (entry.received, &entry.body[..]));
            assert_eq!(&block[seen.start..seen.start + seen.body.len()], seen.body);
            assert_eq!(seen.only.len(), entry.only.len());
            assert_eq!(seen.origin, "group");
            assert_eq!(seen.trace, entry.trace.as_deref());
        }
    }

    #[test]
    fn cut_off_bytes_are_an_error() {
        let mut block = Vec::new();
        Entry::new(Kind::Record(Form::Events), "b".into(), 1, b"{}".to_vec()).encode(&mut block);
        for end in 1..block.len() {
            assert!(decode(&block[..end]).is_err(), "{end}");
        }
        block[0] = 77;
        assert!(decode(&block).is_err());
    }
}
