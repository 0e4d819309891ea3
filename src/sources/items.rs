//! From inputs to configuration items, for those who want the items and nothing else.

use super::{Chunk, Chunks, Form, Input, Options, Record};
use crate::items::{self, Content, Normalised};
use crate::model::{Fault, FaultKind};
use std::sync::Arc;

/// Something to tell about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// What could not be read.
    Fault(Fault),
    /// What is worth knowing of the input of this name.
    Note(Arc<str>, String),
}

/// Reads inputs, one chunk at a time, and gives every item to `found`.
pub fn each_item(
    inputs: Vec<Input>,
    options: Options,
    found: &mut dyn FnMut(&Normalised),
    hear: &mut dyn FnMut(Heard),
) {
    let depth = options.limits.depth;
    let mut chunks = Chunks::new(inputs, options);
    let mut used = None;
    // Records that are no items, of the input being read.
    let mut others: Option<(Arc<str>, u64)> = None;
    while let Some(mut chunk) = chunks.next(used.take()) {
        if others.as_ref().is_some_and(|(input, _)| !Arc::ptr_eq(input, &chunk.input)) {
            tell(others.take(), hear);
        }
        for note in chunk.notes.drain(..) {
            hear(Heard::Note(Arc::clone(&chunk.input), note));
        }
        let mut faults = std::mem::take(&mut chunk.faults).into_iter().peekable();
        for record in &chunk.records {
            let before = |f: &Fault| f.place.is_some_and(|p| p.offset <= record.place.offset);
            while let Some(fault) = faults.next_if(before) {
                hear(Heard::Fault(fault));
            }
            let bytes = &chunk.bytes[record.start as usize..record.end as usize];
            if !holds_item(record, bytes) {
                others.get_or_insert_with(|| (Arc::clone(&chunk.input), 0)).1 += 1;
                continue;
            }
            match items::read(bytes.into(), depth) {
                Ok(Content::Item(item)) => found(&item),
                Ok(Content::Other(word)) => {
                    let note = format!("record {}: a message of type `{word}`", record.index);
                    hear(Heard::Note(Arc::clone(&chunk.input), format!("skipped {note}")));
                }
                Err(fault) => hear(Heard::Fault(told(&chunk, record, fault))),
            }
        }
        for fault in faults {
            hear(Heard::Fault(fault));
        }
        used = Some(chunk);
    }
    tell(others, hear);
}

fn holds_item(record: &Record, bytes: &[u8]) -> bool {
    match record.form {
        Form::Config => true,
        Form::Events => items::is_change_event(bytes),
        Form::CloudTrail | Form::S3 | Form::Metrics | Form::MetricRow | Form::Log => false,
    }
}

fn tell(others: Option<(Arc<str>, u64)>, hear: &mut dyn FnMut(Heard)) {
    if let Some((input, count)) = others {
        let note = match count {
            1 => "1 record is no configuration item".to_owned(),
            n => format!("{n} records are no configuration items"),
        };
        hear(Heard::Note(input, note));
    }
}

fn told(chunk: &Chunk, record: &Record, fault: items::Fault) -> Fault {
    Fault {
        kind: FaultKind::Record,
        input: Arc::clone(&chunk.input),
        index: Some(record.index),
        place: Some(record.place_of(&chunk.bytes, fault.at)),
        message: fault.message,
    }
}
