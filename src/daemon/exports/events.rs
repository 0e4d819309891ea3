//! The events of a window, from the log: by the time at which they were accepted.

use super::findings::millis;
use crate::daemon::log::{EventLog, Kind, Seen, Seq, decode};
use crate::eval::{RecordEvent, record_event};
use crate::exports::{Row, SourceError, Window};
use crate::model::Place;
use crate::sources::{Chunk, Record};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Bytes of entries that are read at once, about.
const BITE: usize = 1 << 20;
/// Entries lie in the order in which they were written, which is that of their times but for so many
/// milliseconds: clocks are set, and calls end side by side.
const DISORDER: i64 = 10 * 60 * 1000;

/// Hands out the events of a window, in the order of the log. Of a CloudTrail record or an S3
/// notification that is the event that AWS would deliver.
pub(super) fn read(
    log: &dyn EventLog,
    window: Window,
    each: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<(), SourceError> {
    let (from, to) = (millis(window.from()), millis(window.to()));
    let mut next = first_at(log, from.saturating_sub(DISORDER))?;
    loop {
        let blocks = log.read(0, next, BITE)?;
        let before = next;
        for block in blocks {
            let mut chunk = Chunk::empty(Arc::from("log"));
            chunk.bytes = block.bytes.to_vec();
            for (seq, entry) in (block.first..).zip(decode(&block.bytes)?) {
                if seq < next {
                    continue;
                }
                next = seq + 1;
                if entry.received >= to.saturating_add(DISORDER) {
                    return Ok(());
                }
                if (from..to).contains(&entry.received)
                    && let Some(event) = event(&chunk, seq, &entry)
                    && each(&event).is_break()
                {
                    return Ok(());
                }
            }
        }
        if next == before {
            return Ok(());
        }
    }
}

/// The event of an entry; `None` where it has none.
fn event(chunk: &Chunk, seq: Seq, entry: &Seen<'_>) -> Option<String> {
    let Kind::Record(form) = entry.kind else { return None };
    let start = u32::try_from(entry.start).ok()?;
    let end = u32::try_from(entry.start + entry.body.len()).ok()?;
    let place = Place { offset: 0, line: 1, column: 1 };
    let record = Record { start, end, form, index: seq, place, quoted: false };
    let Ok(RecordEvent::Event { bytes, .. }) = record_event(chunk, &record) else { return None };
    let text = String::from_utf8(bytes).ok()?;
    // What is no object was told when it was matched.
    Row::read(&text).is_ok().then_some(text)
}

/// The first entry that was accepted at this time or later, as far as times are in order.
fn first_at(log: &dyn EventLog, time: i64) -> Result<Seq, SourceError> {
    let (mut low, mut high) = (1, log.next(0));
    while low < high {
        let middle = low + (high - low) / 2;
        match received(log, middle)? {
            Some(at) if at < time => low = middle + 1,
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}

/// When an entry was accepted, or the first after it that is still there.
fn received(log: &dyn EventLog, seq: Seq) -> Result<Option<i64>, SourceError> {
    let blocks = log.read(0, seq, 1)?;
    let Some(block) = blocks.first() else { return Ok(None) };
    let entries = decode(&block.bytes)?;
    let at = usize::try_from(seq.saturating_sub(block.first)).unwrap_or(usize::MAX);
    Ok(entries.get(at).or(entries.last()).map(|entry| entry.received))
}
