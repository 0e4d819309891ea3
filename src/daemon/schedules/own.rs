//! One schedule at work.

use super::row::Row;
use super::timed::Timed;
use crate::exports::Window;
use crate::schedules::{Expression, Fire, Schedule, due};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// A schedule at work.
#[derive(Debug)]
pub(super) struct Own {
    pub timed: Timed,
    /// When it fires or has to be looked at next.
    pub next: Option<Timestamp>,
    schedule: Schedule,
    /// Moments up to here were looked at.
    cursor: Timestamp,
    /// The latest moment that fired.
    last: Option<Timestamp>,
    /// Moments that were found and whose time has not come, the next one first.
    waiting: Vec<Fire>,
    /// Moments that fired, as far as an older one waits or may be found again.
    fired: BTreeSet<Timestamp>,
    /// Is there something to be kept?
    changed: bool,
}

impl Own {
    /// A schedule with what is known of it; nothing is if that is of another expression.
    pub fn new(timed: Timed, row: Option<Row>, now: Timestamp) -> Self {
        let row = row.filter(|row| row.identity == timed.identity);
        let changed = row.is_none();
        let row = row.unwrap_or_else(|| begun(&timed, now));
        let Row { created, cursor, last, fired, .. } = row;
        let schedule = timed.document.since(created);
        let waiting = Vec::new();
        let mut own = Self { timed, next: None, schedule, cursor, last, waiting, fired, changed };
        own.find_next();
        own
    }

    /// The same schedule with other targets or exports; a new one if its expression is another.
    pub fn with(mut self, timed: Timed, now: Timestamp) -> Self {
        if timed.identity != self.timed.identity {
            return Self::new(timed, None, now);
        }
        self.timed = timed;
        self
    }

    /// Since when it is known.
    pub fn created(&self) -> Timestamp {
        self.schedule.created
    }

    /// The latest moment that fired.
    pub fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// Has what waits found again, since it may have been missed.
    pub fn rewind(&mut self) {
        self.cursor = self.settled();
        self.waiting.clear();
        self.find_next();
    }

    /// Looks at the moments up to `now`; says whether some were missed that do not fire any more.
    pub fn look(&mut self, since: Timestamp, now: Timestamp, most: usize) -> bool {
        let policy = self.timed.document.catch_up;
        let due = due(&self.schedule, &self.timed.name, self.cursor, since, now, policy, most);
        let Some(cursor) = due.cursor else { return false };
        self.cursor = cursor;
        self.changed = true;
        let fired = &self.fired;
        self.waiting.extend(due.fires.into_iter().filter(|one| !fired.contains(&one.scheduled)));
        self.waiting.sort_by_key(|fire| (fire.at, fire.scheduled));
        due.dropped
    }

    /// The next of its moments whose time has come.
    pub fn take(&mut self, now: Timestamp) -> Option<Fire> {
        if self.waiting.first()?.at > now {
            return None;
        }
        Some(self.waiting.remove(0))
    }

    /// The window that is written out for a moment: what lies behind the one before it, also if
    /// moments between them were missed.
    pub fn window(&self, moment: Timestamp) -> Option<Window> {
        let export = self.timed.document.export.as_ref()?;
        Window::due(export.window, self.last.unwrap_or(self.schedule.created), moment)
    }

    /// A moment fired.
    pub fn fired(&mut self, moment: Timestamp) {
        self.last = self.last.max(Some(moment));
        self.fired.insert(moment);
        self.changed = true;
    }

    /// What is to be kept, if it changed.
    pub fn changed(&mut self) -> Option<Row> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let cursor = self.settled();
        self.fired.retain(|at| *at > cursor);
        Some(Row {
            identity: self.timed.identity.clone(),
            created: self.schedule.created,
            cursor,
            last: self.last,
            fired: self.fired.clone(),
        })
    }

    pub fn find_next(&mut self) {
        let waiting = self.waiting.first().map(|fire| fire.at);
        let coming = self.schedule.next_after(self.cursor);
        self.next = waiting.into_iter().chain(coming).min();
    }

    /// Up to here no moment waits.
    fn settled(&self) -> Timestamp {
        let oldest = self.waiting.iter().map(|fire| fire.scheduled).min();
        oldest.map_or(self.cursor, |oldest| before(oldest).min(self.cursor))
    }
}

/// What is known of a schedule that begins now.
fn begun(timed: &Timed, now: Timestamp) -> Row {
    // Rates keep the second in which they begin; its own beginning is the first moment of one.
    let created = Timestamp::from_second(now.as_second()).unwrap_or(now).min(now);
    let from = match timed.document.expression {
        Expression::Rate(_) => created,
        Expression::Cron(_) | Expression::At(_) => now,
    };
    let (identity, cursor) = (timed.identity.clone(), before(from));
    Row { identity, created, cursor, last: None, fired: BTreeSet::new() }
}

fn before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(at)
}
