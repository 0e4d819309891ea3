//! Configuration items: read and normalised. Broken ones are told with the place of what is wrong.

use super::worker::Verdict;
use crate::items::{Content, Normalised, read};
use crate::model::{Effect, Fault, FaultKind};
use crate::sources::{Chunk, Record};
use std::sync::Arc;

/// Levels of nesting in an item, those in its strings included.
const DEPTH: usize = 1000;

/// What becomes of a record of AWS Config.
pub(super) fn record(chunk: &Chunk, record: &Record, bytes: &[u8]) -> Verdict {
    match read(bytes.into(), DEPTH) {
        Ok(Content::Item(found)) => item(&found),
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

/// What becomes of an item. It counts; compliance rules will have their say here.
fn item(_item: &Normalised) -> Verdict {
    Verdict { item: true, ..Verdict::default() }
}
