//! Retention: what is older than one keeps it is forgotten.

use super::rows::{self, moment};
use super::{Changed, Compliance, ComplianceError};
use crate::audit::Live;
use crate::model::Resource;
use crate::store::Space;
use jiff::Timestamp;
use std::sync::Arc;

impl Compliance {
    /// Forgets versions that were captured before `bound`, but never the newest one of a resource
    /// that is there. A resource that has been gone since before it is forgotten whole, with the
    /// evaluations of it. With the results that end thereby, how many versions went.
    ///
    /// # Errors
    /// The store cannot be read; what was forgotten before is forgotten.
    pub fn forget_before(
        &mut self,
        bound: Timestamp,
        now: Timestamp,
    ) -> Result<(u64, Vec<Changed>), ComplianceError> {
        let entries = self.live.entries(..).filter(|(number, _)| !Live::is_account(*number));
        let of = |(number, entry): (u64, &crate::audit::Entry)| {
            let old = entry.resource().captured.is_none_or(|at| at < bound);
            (number, Some(Arc::clone(entry.resource())).filter(|_| old && entry.is_gone()))
        };
        let all: Vec<_> = entries.map(of).collect();
        let (mut count, mut changed) = (0, Vec::new());
        for (number, whole) in all {
            let from = rows::key(b'H', number, &[]);
            let to = rows::key(b'H', number, &moment(Some(bound)));
            let mut keys = Vec::new();
            self.rows.each(Space::ITEMS, &from, Some(&to), &mut |key, _| {
                keys.push(key);
                true
            })?;
            count += keys.len() as u64;
            keys.into_iter().for_each(|key| self.rows.remove(Space::ITEMS, key));
            if let Some(resource) = whole {
                count += 1;
                self.rows.remove(Space::ITEMS, rows::key(b'N', number, &[]));
                self.live.forget(number);
                let Resource { resource_type, resource_id, .. } = &*resource;
                if self.live.find(resource_type, resource_id).is_empty() {
                    changed.extend(self.forget_evaluations(resource_type, resource_id, now));
                }
            }
        }
        self.live.advance(now);
        self.live.settle();
        changed.extend(self.changes(now));
        Ok((count, changed))
    }
}
