//! Default values of metric filters as time goes on: once for each minute in which records came and
//! the filter did not match, some time after the minute is over.
//!
//! Of the last hour it is known which minutes are done. A record of an older one comes late: its
//! minute gets a default value if there are no data of it.

use crate::base::bytes::{Reader, Row, Writer};
use crate::eval::Listening;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The form of the rows.
const VERSION: u8 = 1;
/// Minutes of which it is known whether they are done.
const KNOWN: i64 = 60;

/// What is known of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Minute {
    /// Records came.
    Came,
    /// The filter matched.
    Matched,
    /// The default value stands for it.
    Done,
}

const MINUTES: [Minute; 3] = [Minute::Came, Minute::Matched, Minute::Done];

/// The minutes of all filters with default values, by the filters' names.
#[derive(Debug, Default)]
pub(super) struct Minutes {
    wait: SignedDuration,
    /// The filters with a default value, by ground: numbers and names.
    grounds: BTreeMap<u32, Vec<(u32, Arc<str>)>>,
    known: BTreeMap<Arc<str>, BTreeMap<i64, Minute>>,
    /// Minutes since 1970 that wait, with the filter.
    due: BTreeSet<(i64, Arc<str>)>,
    dirty: BTreeSet<Arc<str>>,
}

impl Minutes {
    pub fn new(wait: SignedDuration, listening: &Listening) -> Self {
        let mut minutes = Self { wait, ..Self::default() };
        minutes.follow(listening);
        minutes
    }

    /// Follows other filters; those of the same name go on.
    pub fn follow(&mut self, listening: &Listening) {
        self.grounds.clear();
        let mut names = BTreeSet::new();
        for (number, filter) in (0..).zip(listening.filters()) {
            if filter.default_value.is_some() {
                let name: Arc<str> = filter.name.as_str().into();
                names.insert(Arc::clone(&name));
                let ground = self.grounds.entry(listening.ground_of(number)).or_default();
                ground.push((number, name));
            }
        }
        let gone: Vec<_> =
            self.known.keys().filter(|name| !names.contains(*name)).cloned().collect();
        for name in gone {
            self.known.remove(&name);
            self.dirty.insert(name);
        }
        self.due.retain(|(_, name)| names.contains(name));
    }

    /// Records of a ground came in a minute.
    pub fn came(&mut self, ground: u32, minute: i64) {
        for (_, name) in self.grounds.get(&ground).into_iter().flatten() {
            let known = self.known.entry(Arc::clone(name)).or_default();
            known.entry(minute).or_insert_with(|| {
                self.due.insert((minute, Arc::clone(name)));
                self.dirty.insert(Arc::clone(name));
                Minute::Came
            });
        }
    }

    /// A filter matched in a minute; `now` is the minute that it is.
    pub fn matched(&mut self, name: &str, minute: i64, now: i64) {
        let known = self.known.entry(name.into()).or_default();
        forget(known, now - KNOWN);
        if known.insert(minute, Minute::Matched) != Some(Minute::Matched) {
            self.due.remove(&(minute, name.into()));
            self.dirty.insert(name.into());
        }
    }

    /// When the first default value stands.
    pub fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(minute, _)| self.stands(*minute))
    }

    fn stands(&self, minute: i64) -> Timestamp {
        let end = Timestamp::from_second(minute.saturating_add(1).saturating_mul(60));
        end.ok().and_then(|end| end.checked_add(self.wait).ok()).unwrap_or(Timestamp::MAX)
    }

    /// The filters and minutes whose default values stand now; `late` for those of which it is not
    /// known whether they stood already.
    pub fn pop(&mut self, now: Timestamp) -> Vec<(Arc<str>, i64, bool)> {
        let mut all = Vec::new();
        let oldest = now.as_second().div_euclid(60) - KNOWN;
        while let Some((minute, name)) =
            self.due.first().filter(|(minute, _)| self.stands(*minute) <= now).cloned()
        {
            self.due.pop_first();
            let known = self.known.entry(Arc::clone(&name)).or_default();
            known.insert(minute, Minute::Done);
            forget(known, oldest);
            self.dirty.insert(Arc::clone(&name));
            all.push((name, minute, minute < oldest));
        }
        all
    }

    /// The rows that have changed, by the filters' names.
    pub fn rows(&mut self) -> Vec<Row> {
        let row = |name: Arc<str>| {
            let known = self.known.get(&name)?;
            let mut row = Writer::new(VERSION);
            for (minute, state) in known {
                let state = MINUTES.iter().position(|own| own == state).unwrap_or_default();
                row.signed(*minute).byte(state as u8);
            }
            Some(row.done())
        };
        let dirty = std::mem::take(&mut self.dirty);
        dirty.into_iter().map(|name| (name.as_bytes().to_vec(), row(name))).collect()
    }

    /// Takes a row; `None` where it is none of this form.
    pub fn read(&mut self, name: &[u8], row: &[u8]) -> Option<()> {
        let name: Arc<str> = std::str::from_utf8(name).ok()?.into();
        let mut row = Reader::new(VERSION, row)?;
        let mut known = BTreeMap::new();
        while !row.is_empty() {
            let (minute, state) = (row.signed()?, row.byte()?);
            let state = *MINUTES.get(usize::from(state))?;
            if state == Minute::Came {
                self.due.insert((minute, Arc::clone(&name)));
            }
            known.insert(minute, state);
        }
        self.known.insert(name, known);
        Some(())
    }
}

fn forget(known: &mut BTreeMap<i64, Minute>, oldest: i64) {
    while known.first_key_value().is_some_and(|(minute, _)| *minute < oldest) {
        known.pop_first();
    }
}
