//! Datapoints in inputs: calls of PutMetricData, datapoints one by one, rows of tables.

use super::worker::fault;
use crate::metrics::Datum;
use crate::metrics::readers::{self, ReadFault, Table, Why};
use crate::metrics::validate::Clock;
use crate::model::{Effect, Fault, FaultKind};
use crate::sources::{Chunk, Form, Record};
use std::sync::Arc;

/// What the first line of a table names, or what is wrong with it.
type Columns = Result<Table, Vec<ReadFault>>;

/// Reads datapoints; one a thread.
#[derive(Debug, Default)]
pub struct Samples {
    /// The table that was read last, by its first line.
    table: Option<(Arc<[u8]>, Columns)>,
}

impl Samples {
    /// The datapoints of a record, and what is wrong with it. Their times may be of any age.
    pub fn read(&mut self, chunk: &Chunk, record: &Record) -> (Vec<Datum>, Vec<Effect>) {
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        if record.form == Form::Metrics {
            let taken = readers::one(bytes, Clock::Any);
            return (taken.data, told(chunk, record, taken.faults));
        }
        let Some(head) = &chunk.head else { return Default::default() };
        if !self.table.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, head)) {
            self.table = Some((Arc::clone(head), Table::new(head)));
        }
        match self.table.as_ref().map(|(_, table)| table) {
            Some(Ok(table)) => match table.row(bytes, Clock::Any) {
                Ok(datum) => (vec![datum], Vec::new()),
                Err(why) => {
                    let fault = fault(chunk, record, FaultKind::Record, words(&why));
                    (Vec::new(), vec![fault])
                }
            },
            // Once for all rows.
            Some(Err(faults)) if record.index == 0 => {
                let faults = faults.iter().map(|f| Fault {
                    kind: FaultKind::Input,
                    input: Arc::clone(&chunk.input),
                    index: None,
                    place: None,
                    message: format!("{}: no row of the table is read", words(&f.why)),
                });
                (Vec::new(), faults.map(Effect::Fault).collect())
            }
            Some(Err(_)) | None => Default::default(),
        }
    }
}

/// What was wrong with a record, at its places.
pub(super) fn told(chunk: &Chunk, record: &Record, faults: Vec<ReadFault>) -> Vec<Effect> {
    let one = |read: ReadFault| {
        Effect::Fault(Fault {
            kind: FaultKind::Record,
            input: Arc::clone(&chunk.input),
            index: Some(record.index),
            place: Some(record.place_of(&chunk.bytes, read.at)),
            message: words(&read.why),
        })
    };
    faults.into_iter().map(one).collect()
}

/// The service's code stands before its sentence.
fn words(why: &Why) -> String {
    match why {
        Why::Refused(refusal) => format!("{}: {}", refusal.code, refusal.message),
        Why::Unreadable(words) => words.clone(),
    }
}
