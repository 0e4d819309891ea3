//! Everything that is there as one document, as AWS Config delivers it.

use super::Compliance;
use super::rows::damaged;
use super::shown::json;
use super::take::item_of;
use crate::base::text::quote;
use crate::items::Status;
use crate::store::{Space, StoreError, after_prefix};
use std::io::{self, Write};

impl Compliance {
    /// Writes the newest items of all resources that are there and recorded, as the document of
    /// this id that `DeliverConfigSnapshot` delivers.
    ///
    /// # Errors
    /// What `out` returns, or words for a store that cannot be read.
    pub fn snapshot(&self, id: &str, out: &mut dyn Write) -> io::Result<()> {
        let id = quote(id.as_bytes());
        write!(
            out,
            "{{\"fileVersion\":\"1.0\",\"configSnapshotId\":{id},\"configurationItems\":["
        )?;
        let (mut first, mut written) = (true, Ok(()));
        let read = self.each_newest(&mut |value| {
            let Some(item) = item_of(self.live.auditor(), value) else { return false };
            let status = &item.head.status;
            if status.is_deleted() || *status == Status::NotRecorded {
                return true;
            }
            let comma = if first { "" } else { "," };
            first = false;
            written = write!(out, "{comma}{}", json(item.tree.root()));
            written.is_ok()
        });
        written?;
        read.map_err(io::Error::other)?;
        out.write_all(b"]}")
    }

    /// Calls `with` with the value of every newest item, in the order of the resources. When it
    /// says no, the row is damaged.
    pub(super) fn each_newest(
        &self,
        with: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), StoreError> {
        let mut bad = None;
        let end = after_prefix(b"N");
        self.rows.each(Space::ITEMS, b"N", end.as_deref(), &mut |key, value| {
            if !with(&value) {
                bad = Some(damaged(Space::ITEMS, &key));
            }
            bad.is_none()
        })?;
        bad.map_or(Ok(()), Err)
    }
}
