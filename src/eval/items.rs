//! Configuration items: read, normalised and judged. Broken ones are told with the place of what is
//! wrong.

use super::change;
use super::worker::Verdict;
use crate::audit::{Assessed, Auditor, Spot};
use crate::items::{Choice, Found, Normalised, Reader};
use crate::model::{Effect, Fault, FaultKind};
use crate::sources::{Chunk, Record};
use std::borrow::Cow;
use std::sync::Arc;

/// Levels of nesting in an item, those in its strings included.
const DEPTH: usize = 1000;

/// Reads and judges; one a thread.
#[derive(Debug, Default)]
pub(super) struct Judge {
    reader: Reader,
}

impl Judge {
    /// What becomes of a record of AWS Config. A notification of a change is an event, too, which is
    /// appended to `event`.
    pub fn record(
        &mut self,
        auditor: Option<&Auditor>,
        chunk: &Chunk,
        record: &Record,
        event: &mut Vec<u8>,
    ) -> Verdict {
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        let choose = |kind: &str| auditor.map_or(Choice::Pass, |auditor| auditor.choice(kind));
        let spot = || Spot {
            input: Arc::clone(&chunk.input),
            index: record.index,
            place: Some(record.place),
            quoted: record.quoted,
        };
        match self.reader.read(bytes, DEPTH, &choose) {
            Ok(Found::Item(found)) => {
                change::write_event(bytes, &found, event);
                let assessed =
                    auditor.map(|auditor| Box::new(self.item(auditor, found, bytes, spot())));
                Verdict { item: true, assessed, ..Verdict::default() }
            }
            Ok(Found::Passed(account)) => {
                let counts = auditor.is_some_and(Auditor::counts_accounts);
                let account = account.map(Cow::into_owned);
                let passed = counts.then(|| Box::new((account, spot())));
                Verdict { item: true, passed, ..Verdict::default() }
            }
            Ok(Found::Other(word)) => {
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

    /// Judges an item. To say what is wrong with one takes all of it.
    fn item(
        &mut self,
        auditor: &Auditor,
        found: Box<Normalised>,
        bytes: &[u8],
        spot: Spot,
    ) -> Assessed {
        if !matches!(auditor.choice(&found.head.resource_type), Choice::Only(_)) {
            return auditor.assess(found, spot);
        }
        let assessed = auditor.assess_parts(&found, spot.clone());
        if let Some(assessed) = assessed {
            self.reader.reuse(*found);
            return assessed;
        }
        match self.reader.read(bytes, DEPTH, &|_| Choice::All) {
            Ok(Found::Item(whole)) => auditor.assess(whole, spot),
            // What was read once can be read twice.
            Ok(Found::Passed(_) | Found::Other(_)) | Err(_) => auditor.assess(found, spot),
        }
    }
}
