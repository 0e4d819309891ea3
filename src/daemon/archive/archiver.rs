//! The core's side: what archives keep of the entries of a block, as writes of their step.

use super::block::Block;
use super::{Totals, key, totals};
use crate::daemon::log::Seq;
use crate::eval::Archived;
use crate::rules::Archive;
use crate::store::{Kv, Space, StoreError, Write, after_prefix};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Gathers what archives keep. It alone writes rows of events and counts them.
#[derive(Debug, Default)]
pub struct Archiver {
    /// What was written into each archive, ever.
    written: BTreeMap<String, Totals>,
    /// What waits, by archive and minute, with the number of the first of its entries.
    open: BTreeMap<(String, i64), (Seq, Block)>,
}

impl Archiver {
    /// Goes on with what a store holds.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn restore(kv: &dyn Kv) -> Result<Self, StoreError> {
        let prefix = key::written("");
        let end = after_prefix(&prefix);
        let mut written = BTreeMap::new();
        for (key, _) in kv.scan(Space::ARCHIVED, &prefix, end.as_deref(), usize::MAX)? {
            if let Some(name) = key::name_of_written(&key) {
                written.insert(name.to_owned(), totals(kv, &key)?);
            }
        }
        Ok(Self { written, open: BTreeMap::new() })
    }

    /// Takes an event of an entry that was accepted at `received`, milliseconds since 1970: that is
    /// its time if it has none of its own.
    pub fn take(&mut self, seq: Seq, received: i64, archives: &[Archive], archived: &Archived) {
        let own = archived.time.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
        let time = own.map_or(received, Timestamp::as_millisecond);
        for at in &archived.archives {
            let Some(archive) = archives.get(*at) else { continue };
            let place = (archive.name.clone(), key::minute(time));
            let (_, block) = self.open.entry(place).or_insert_with(|| (seq, Block::default()));
            block.push(time, &archived.event);
        }
    }

    /// What was taken since the last time, as writes of the same step.
    pub fn settle(&mut self, writes: &mut Vec<Write>) {
        for ((name, minute), (seq, block)) in std::mem::take(&mut self.open) {
            let (head, bytes) = block.encode();
            writes.push(Write::put(Space::ARCHIVED, key::row(&name, minute, seq), bytes));
            let written = self.written.entry(name.clone()).or_default();
            written.add(head);
            writes.push(Write::put(Space::ARCHIVED, key::written(&name), written.encode()));
        }
    }
}
