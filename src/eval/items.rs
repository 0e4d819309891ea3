//! Configuration items: read, normalised and judged. Broken ones are told with the place of what is
//! wrong.

use super::change;
use super::worker::Verdict;
use crate::audit::{Auditor, Spot};
use crate::items::{Content, Normalised, read};
use crate::model::{Effect, Fault, FaultKind};
use crate::sources::{Chunk, Record};
use std::sync::Arc;

/// Levels of nesting in an item, those in its strings included.
const DEPTH: usize = 1000;

/// What becomes of a record of AWS Config. A notification of a change is an event, too, which is
/// appended to `event`.
pub(super) fn record(
    auditor: Option<&Auditor>,
    chunk: &Chunk,
    record: &Record,
    event: &mut Vec<u8>,
) -> Verdict {
    let bytes = &chunk.bytes[record.start as usize..record.end as usize];
    match read(bytes.into(), DEPTH) {
        Ok(Content::Item(found)) => {
            change::write_event(bytes, &found, event);
            item(auditor, chunk, record, found)
        }
        Ok(Content::Other(word)) => {
            let note = format!("record {}: skipped a message of type `{word}`", record.index);
            Verdict { note: Some(note), ..Verdict::default() }
        }
        Err(fault) => {
            let fault = Fault {
                kind: FaultKind::Record,
                input: Arc::clone(&chunk.input),
                index: Some(record.index),
                place: Some(record.place_of(&chunk.bytes, fault.at)),
                message: fault.message,
            };
            Verdict { effects: vec![Effect::Fault(fault)], ..Verdict::default() }
        }
    }
}

/// What becomes of an item.
fn item(
    auditor: Option<&Auditor>,
    chunk: &Chunk,
    record: &Record,
    found: Box<Normalised>,
) -> Verdict {
    let spot = Spot {
        input: Arc::clone(&chunk.input),
        index: record.index,
        place: Some(record.place),
        quoted: record.quoted,
    };
    let assessed = auditor.map(|auditor| Box::new(auditor.assess(found, spot)));
    Verdict { item: true, assessed, ..Verdict::default() }
}
