//! What comes in.

use super::changes::Changed;
use super::record::{self, ResourceConfig};
use super::rows::{self, Age, age, damaged, read_item};
use super::{Compliance, ComplianceError, DEPTH};
use crate::audit::{Auditor, Entered, Live};
use crate::items::{Content, Normalised, read};
use crate::store::{Space, StoreError, Write};
use jiff::Timestamp;

impl Compliance {
    /// Takes an item: JSON text in any of the forms of `eval`, messages with one included. A
    /// message without one changes nothing. Rules that look at other items are judged by
    /// [`evaluate`](Compliance::evaluate).
    ///
    /// # Errors
    /// The text is no item, or the store cannot be read; then nothing has changed.
    pub fn take(
        &mut self,
        item: &[u8],
        received: Timestamp,
    ) -> Result<Vec<Changed>, ComplianceError> {
        let mut normalised = match read(item.into(), DEPTH)? {
            Content::Item(item) => item,
            Content::Other(_) => return Ok(Vec::new()),
        };
        self.live.advance(received);
        self.live.auditor().own(&mut normalised);
        let known = self.live.number(&normalised.head);
        let number = known.unwrap_or(self.next);
        let before = known.map(|number| self.newest_row(number)).transpose()?;
        let age = age(&normalised.head);
        let value = rows::item(received, &age, item);
        let weighed = self.live.auditor().weigh(normalised, number);
        match self.live.enter(number, weighed) {
            Entered::Older => {
                self.rows.put(Space::ITEMS, rows::key(b'H', number, &age), value);
                return Ok(Vec::new());
            }
            Entered::First => self.next += 1,
            Entered::Instead => {}
            Entered::Newer => {
                if let Some((older, age)) = before {
                    self.rows.put(Space::ITEMS, rows::key(b'H', number, &age), older);
                }
            }
        }
        self.rows.put(Space::ITEMS, rows::key(b'N', number, &[]), value);
        Ok(self.changes(received))
    }

    /// Takes what somebody recorded of a resource himself (`PutResourceConfig`).
    ///
    /// # Errors
    /// As [`take`](Compliance::take).
    pub fn put_resource(
        &mut self,
        config: &ResourceConfig<'_>,
        time: Timestamp,
    ) -> Result<Vec<Changed>, ComplianceError> {
        let auditor = self.live.auditor();
        let text = record::put(config, auditor.account(), auditor.region(), time);
        self.take(text.as_bytes(), time)
    }

    /// Takes note that a resource is gone (`DeleteResourceConfig`): every one of this type and id
    /// that is there.
    ///
    /// # Errors
    /// As [`take`](Compliance::take).
    pub fn delete_resource(
        &mut self,
        resource_type: &str,
        id: &str,
        time: Timestamp,
    ) -> Result<Vec<Changed>, ComplianceError> {
        let mut changed = Vec::new();
        for number in self.live.find(resource_type, id) {
            let there = self.live.get(number).filter(|entry| !entry.is_gone());
            let Some(entry) = there.filter(|_| !Live::is_account(number)) else { continue };
            let text = record::deleted(entry.resource(), time);
            changed.extend(self.take(text.as_bytes(), time)?);
        }
        changed.extend(self.forget_evaluations(resource_type, id, time));
        Ok(changed)
    }

    /// Judges what hangs on other items, and what time has changed: ages, and the ends of waivers.
    /// To be called after every entry of the log, with its time, and now and then without one.
    /// Costs nothing when nothing could have changed.
    pub fn evaluate(&mut self, now: Timestamp) -> Vec<Changed> {
        self.live.advance(now);
        self.live.settle();
        self.changes(now)
    }

    /// When a result changes next by the time alone; ends of waivers apart, which are at midnight in
    /// UTC.
    #[must_use]
    pub fn next_turn(&self) -> Option<Timestamp> {
        self.live.next_turn()
    }

    /// What has to be written with the position in the log, once the entry `upto` is worked off. Until
    /// it is, it is seen here all the same.
    pub fn hand(&mut self, upto: u64) -> Vec<Write> {
        self.rows.hand(upto)
    }

    /// Everything before this entry is written: rows that were handed out need not be remembered.
    pub fn written(&mut self, position: u64) {
        self.rows.written(position);
    }

    /// What has to be written, by someone who does so at once.
    #[cfg(test)]
    pub fn rows(&mut self) -> Vec<Write> {
        let rows = self.rows.hand(0);
        self.rows.written(1);
        rows
    }

    /// The row of a resource's newest item, with the item's age.
    pub(super) fn newest_row(&self, number: u64) -> Result<(Vec<u8>, Age), StoreError> {
        let key = rows::key(b'N', number, &[]);
        let damaged = || damaged(Space::ITEMS, &key);
        let value = self.rows.get(Space::ITEMS, &key)?.ok_or_else(damaged)?;
        let (_, age, _) = read_item(&value).ok_or_else(damaged)?;
        Ok((value, age))
    }
}

/// The item of a row, of the account that items without one are of.
pub(super) fn item_of(auditor: &Auditor, value: &[u8]) -> Option<Box<Normalised>> {
    let (_, _, text) = read_item(value)?;
    let Ok(Content::Item(mut item)) = read(text.into(), DEPTH) else { return None };
    auditor.own(&mut item);
    Some(item)
}
