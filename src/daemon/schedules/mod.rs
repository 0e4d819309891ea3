//! Schedules that fire: which moments were looked at, which fired, what is due now.
//!
//! [`Schedules::advance`] is told the time and gives what fires; [`Schedules::rows`] gives what has to
//! be kept for that, to be written in one batch with what comes of it. After a crash before that
//! batch, the same moments fire again with the same ids; after it, they do not. `timed` is what a
//! schedule of the rules is here, `own` one schedule at work, `row` what is kept of it, `event` what
//! it sends, `step` what the core makes of that. Nothing here reads a clock.

mod event;
mod own;
mod row;
#[cfg(feature = "wasm")]
mod step;
#[cfg(test)]
mod tests;
mod timed;

pub use event::ScheduledEvent;
#[cfg(feature = "wasm")]
pub use step::send;
pub use timed::Timed;

use super::exports::pending;
use crate::base::ids::RuleId;
use crate::exports::Window;
use crate::store::{Kv, Space, StoreError, Write, after_prefix};
use jiff::Timestamp;
use own::Own;
use row::Row;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Moments of one schedule that are looked at in one turn, at most. The next turn goes on.
const AT_ONCE: usize = 1_000;

/// A schedule fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// Its id among the senders of the bundle.
    pub id: RuleId,
    /// Its name.
    pub name: Arc<str>,
    /// The moment that its expression tells.
    pub scheduled: Timestamp,
    /// Had the moment passed while nothing ran?
    pub late: bool,
    /// What its targets get, if it has any.
    pub event: Option<ScheduledEvent>,
    /// The window that is to be written out, if it exports.
    pub export: Option<Window>,
}

/// How a schedule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its name.
    pub name: &'a str,
    /// Since when it is known as it is now.
    pub created: Timestamp,
    /// The moment that fired last.
    pub last: Option<Timestamp>,
    /// When it fires next, if it does.
    pub next: Option<Timestamp>,
}

/// All schedules.
#[derive(Debug)]
pub struct Schedules {
    all: BTreeMap<Arc<str>, Own>,
    /// Since when moments are looked at in time; what was due long before was missed.
    since: Timestamp,
    next: Option<Timestamp>,
    made: Vec<Write>,
    missed: Vec<Arc<str>>,
}

/// The moment of a schedule that fired last by what a store holds, or since when it is known.
///
/// # Errors
/// The store cannot be read.
pub fn last(kv: &dyn Kv, name: &str) -> Result<Option<Timestamp>, StoreError> {
    let row = kv.get(Space::SCHEDULES, &row::key(name))?.and_then(|row| Row::decode(&row));
    Ok(row.map(|row| row.last.unwrap_or(row.created)))
}

impl Schedules {
    /// Goes on with what a store holds of schedules. Those that it does not know, or knows with
    /// another expression, begin now.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn restore(kv: &dyn Kv, timed: Vec<Timed>, now: Timestamp) -> Result<Self, StoreError> {
        let (since, next) = (now, None);
        let (made, missed) = (Vec::new(), Vec::new());
        let mut schedules = Self { all: BTreeMap::new(), since, next, made, missed };
        let end = after_prefix(row::PREFIX);
        let mut rows = BTreeMap::new();
        for (key, value) in kv.scan(Space::SCHEDULES, row::PREFIX, end.as_deref(), usize::MAX)? {
            let Some(name) = row::name(&key) else { continue };
            if timed.iter().all(|one| *one.name != *name) {
                schedules.made.push(Write::remove(Space::SCHEDULES, key));
            } else if let Some(row) = Row::decode(&value) {
                rows.insert(name.to_owned(), row);
            }
        }
        for one in timed {
            let row = rows.remove(&*one.name);
            schedules.all.insert(Arc::clone(&one.name), Own::new(one, row, now));
        }
        schedules.find_next();
        Ok(schedules)
    }

    /// Goes on with other schedules. Those whose expression is the same keep what they know.
    pub fn reload(&mut self, timed: Vec<Timed>, now: Timestamp) {
        let mut old = std::mem::take(&mut self.all);
        for one in timed {
            let own = match old.remove(&one.name) {
                Some(own) => own.with(one, now),
                None => Own::new(one, None, now),
            };
            self.all.insert(Arc::clone(&own.timed.name), own);
        }
        let gone = old.keys().map(|name| Write::remove(Space::SCHEDULES, row::key(name)));
        self.made.extend(gone);
        self.find_next();
    }

    /// The clock jumped forward to this time, or the machine slept until then: what is long past now
    /// was missed, as while nothing ran.
    pub fn jumped(&mut self, now: Timestamp) {
        self.since = now;
        self.all.values_mut().for_each(Own::rewind);
        self.find_next();
    }

    /// What fires at `now`, in order of time. A clock that goes back has nothing happen until it is
    /// where it was.
    pub fn advance(&mut self, now: Timestamp) -> Vec<Fired> {
        if self.next.is_none_or(|next| next > now) {
            return Vec::new();
        }
        let mut all = Vec::new();
        for (name, own) in &mut self.all {
            if own.next.is_none_or(|next| next > now) {
                continue;
            }
            if own.look(self.since, now, AT_ONCE) {
                self.missed.push(Arc::clone(name));
            }
            while let Some(fire) = own.take(now) {
                let (id, name) = (own.timed.id, Arc::clone(name));
                let event =
                    own.timed.sends().then(|| ScheduledEvent::of(&own.timed, fire.scheduled));
                let export = own.window(fire.scheduled);
                own.fired(fire.scheduled);
                self.made.extend(export.map(|window| pending::begin(&name, window)));
                let (scheduled, late) = (fire.scheduled, fire.late);
                all.push((fire.at, Fired { id, name, scheduled, late, event, export }));
            }
            own.find_next();
        }
        all.sort_by_key(|(at, _)| *at);
        self.find_next();
        all.into_iter().map(|(_, fired)| fired).collect()
    }

    /// When [`Schedules::advance`] has something to do next.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// What changed since the last time, to be written together with what fired.
    pub fn rows(&mut self) -> Vec<Write> {
        let mut all = std::mem::take(&mut self.made);
        for (name, own) in &mut self.all {
            if let Some(row) = own.changed() {
                all.push(Write::put(Space::SCHEDULES, row::key(name), row.encode()));
            }
        }
        all
    }

    /// Whose moments were missed and do not fire any more, since the last time.
    pub fn missed(&mut self) -> Vec<Arc<str>> {
        std::mem::take(&mut self.missed)
    }

    /// How all schedules stand, by name.
    pub fn standing(&self) -> impl Iterator<Item = Standing<'_>> {
        self.all.iter().map(|(name, own)| Standing {
            name,
            created: own.created(),
            last: own.last(),
            next: own.next,
        })
    }

    fn find_next(&mut self) {
        self.next = self.all.values().filter_map(|own| own.next).min();
    }
}
