//! A block: the events of one archive and minute that one block of the log brought, each with its
//! time, compressed where that makes them smaller.

use crate::daemon::codec::{Reader, Writer};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};

/// As it is.
const PLAIN: u8 = 0;
/// Compressed by DEFLATE.
const DEFLATE: u8 = 1;

/// Bytes of the head: form, events, bytes of events, bytes before compression.
const HEAD: usize = 13;

/// What stands before the events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Head {
    form: u8,
    /// How many events.
    pub events: u32,
    /// The bytes of their texts.
    pub bytes: u32,
    /// The bytes of texts, lengths and times.
    raw: u32,
}

impl Head {
    /// The head of a block; `None` for what is none.
    pub fn of(block: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(block.get(..HEAD)?);
        let (form, events) = (reader.u8()?, reader.u32()?);
        Some(Self { form, events, bytes: reader.u32()?, raw: reader.u32()? })
    }
}

/// A block that takes events.
#[derive(Debug, Default)]
pub(super) struct Block {
    events: u32,
    bytes: usize,
    raw: Writer,
}

impl Block {
    /// Adds an event with its time in milliseconds since 1970.
    pub fn push(&mut self, time: i64, event: &[u8]) {
        self.events += 1;
        self.bytes += event.len();
        self.raw.i64(time).bytes(event);
    }

    /// Head and bytes.
    pub fn encode(self) -> (Head, Vec<u8>) {
        // INVARIANT (blocks-small): a block of the log is far smaller than 4 GiB.
        let small = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let raw = self.raw.0;
        let packed = packed(&raw).filter(|packed| packed.len() < raw.len());
        let form = if packed.is_some() { DEFLATE } else { PLAIN };
        let head =
            Head { form, events: self.events, bytes: small(self.bytes), raw: small(raw.len()) };
        let body = packed.unwrap_or(raw);
        let mut out = Writer(Vec::with_capacity(HEAD + body.len()));
        out.u8(form).u32(head.events).u32(head.bytes).u32(head.raw);
        out.0.extend_from_slice(&body);
        (head, out.0)
    }
}

fn packed(raw: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(raw.len() / 2), Compression::fast());
    encoder.write_all(raw).ok()?;
    encoder.finish().ok()
}

/// The events of a block with their times; `None` when it is damaged.
pub(super) fn decode(block: &[u8]) -> Option<Vec<(i64, Vec<u8>)>> {
    let head = Head::of(block)?;
    let body = &block[HEAD..];
    let raw = match head.form {
        PLAIN => body.to_vec(),
        DEFLATE => {
            let mut raw = Vec::with_capacity(body.len());
            let most = u64::from(head.raw) + 1;
            DeflateDecoder::new(body).take(most).read_to_end(&mut raw).ok()?;
            raw
        }
        _ => return None,
    };
    if raw.len() != head.raw as usize {
        return None;
    }
    let mut reader = Reader::new(&raw);
    let mut events = Vec::new();
    while !reader.is_empty() {
        events.push((reader.i64()?, reader.bytes()?.to_vec()));
    }
    (events.len() == head.events as usize).then_some(events)
}

#[cfg(test)]
mod tests {
    use super::{Block, Head, decode};

    #[test]
    fn what_is_written_is_read() {
        for count in [1, 2, 300] {
            let mut block = Block::default();
            let events: Vec<_> =
                (0..count).map(|n| (n - 5, format!("{{\"n\": {n}}}").into_bytes())).collect();
            events.iter().for_each(|(time, event)| block.push(*time, event));
            let (head, bytes) = block.encode();
            assert_eq!(Head::of(&bytes), Some(head));
            assert_eq!((head.events, decode(&bytes)), (count as u32, Some(events)));
        }
    }

    #[test]
    fn many_alike_are_small_and_damage_is_seen() {
        let mut block = Block::default();
        (0..1_000).for_each(|n| block.push(n, b"{\"source\":\"a\",\"detail\":{\"b\":[1,2,3]}}"));
        let (head, bytes) = block.encode();
        assert!(bytes.len() * 8 < head.bytes as usize, "{} of {head:?}", bytes.len());
        for cut in [0, 5, 12, 13, bytes.len() / 2, bytes.len() - 1] {
            assert_eq!(decode(&bytes[..cut]), None, "{cut}");
        }
        let mut other = bytes.clone();
        other[0] = 9;
        assert_eq!(decode(&other), None);
        let mut other = bytes;
        other[12] ^= 1;
        assert_eq!(decode(&other), None);
    }
}
