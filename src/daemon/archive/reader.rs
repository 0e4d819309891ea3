//! Reading an archive: its events minute by minute, inside a minute in the order of their coming,
//! from any place on.

use super::block::{self, Head};
use super::key;
use crate::daemon::log::Seq;
use crate::store::{Kv, Space, StoreError, after_prefix};
use serde::{Deserialize, Serialize};

/// A span of event times in milliseconds since 1970: from the first on, before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first time that is in it.
    pub from: i64,
    /// The first time behind it.
    pub to: i64,
}

/// A place in an archive: before the `index`th event of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// The minute.
    pub minute: i64,
    /// The number of the row's first entry.
    pub seq: Seq,
    /// Events of the row that lie before.
    pub index: usize,
}

/// An event of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its time, in milliseconds since 1970.
    pub time: i64,
    /// Its JSON text.
    pub event: Vec<u8>,
}

/// Reads an archive.
#[derive(Debug)]
pub struct Reader<K> {
    kv: K,
    name: String,
    span: Span,
    /// Rows of earlier entries are of an archive of this name that is gone.
    since: Seq,
    next: Cursor,
    /// The row that is being read, from `next` on.
    open: std::vec::IntoIter<(i64, Vec<u8>)>,
    /// Is there such a row?
    opened: bool,
}

impl<K: Kv> Reader<K> {
    /// Reads the events of a span, from a place on if there is one; those of entries before `since`
    /// are left out.
    #[must_use]
    pub fn new(kv: K, name: &str, since: Seq, span: Span, from: Option<Cursor>) -> Self {
        let first = Cursor { minute: key::minute(span.from), seq: 0, index: 0 };
        let next = from.unwrap_or(first);
        let (name, open) = (name.to_owned(), Vec::new().into_iter());
        Self { kv, name, span, since, next, open, opened: false }
    }

    /// Where the next event stands, or one behind it.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.next
    }

    /// The next event; `None` after the last one.
    ///
    /// # Errors
    /// The store cannot be read, or a block is damaged.
    #[expect(clippy::should_implement_trait, reason = "an iterator that fails would go on")]
    pub fn next(&mut self) -> Result<Option<Kept>, StoreError> {
        loop {
            for (time, event) in self.open.by_ref() {
                self.next.index += 1;
                if (self.span.from..self.span.to).contains(&time) {
                    return Ok(Some(Kept { time, event }));
                }
            }
            if std::mem::take(&mut self.opened) {
                self.next = Cursor { seq: self.next.seq + 1, index: 0, ..self.next };
            }
            if !self.row()? {
                return Ok(None);
            }
        }
    }

    /// Opens the next row with events that are not read; `false` when there is none.
    fn row(&mut self) -> Result<bool, StoreError> {
        let end = key::row(&self.name, key::minute(self.span.to - 1) + 1, 0);
        loop {
            let from = key::row(&self.name, self.next.minute, self.next.seq);
            let found = self.kv.scan(Space::ARCHIVED, &from, Some(&end), 1)?;
            let Some((key, value)) = found.into_iter().next() else { return Ok(false) };
            let (minute, seq) = key::read(&key).ok_or_else(damaged)?;
            let same = (minute, seq) == (self.next.minute, self.next.seq);
            let index = if same { self.next.index } else { 0 };
            let head = Head::of(&value).ok_or_else(damaged)?;
            if seq < self.since || index >= head.events as usize {
                self.next = Cursor { minute, seq: seq + 1, index: 0 };
                continue;
            }
            let mut events = block::decode(&value).ok_or_else(damaged)?;
            self.open = events.split_off(index).into_iter();
            self.next = Cursor { minute, seq, index };
            self.opened = true;
            return Ok(true);
        }
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged("a block of an archive".to_owned())
}

/// The names of the archives that a store holds events of, or has held.
///
/// # Errors
/// The store cannot be read.
pub fn names(kv: &dyn Kv) -> Result<Vec<String>, StoreError> {
    let prefix = key::written("");
    let end = after_prefix(&prefix);
    let rows = kv.scan(Space::ARCHIVED, &prefix, end.as_deref(), usize::MAX)?;
    Ok(rows.iter().filter_map(|(key, _)| key::name_of_written(key)).map(str::to_owned).collect())
}
