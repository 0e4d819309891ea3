//! Counters of what happened, for metrics and the page.

use super::feed::Feed;
use crate::exports::Written;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Minutes for which matches are counted one by one.
const MINUTES: usize = 60;

/// Troubles that are remembered.
const TROUBLES: usize = 100;

/// Counters, and the last matches.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Mutex<Counts>,
    feed: Feed,
}

/// What was counted since the process began.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Entries by bus.
    pub events: BTreeMap<String, u64>,
    /// Matches by rule.
    pub rules: BTreeMap<String, Matches>,
    /// Schedules that fired, by name.
    pub schedules: BTreeMap<String, Fires>,
    /// Exports, by schedule.
    pub exports: BTreeMap<String, Exported>,
    /// Changes of alarms and finds of baselines, by rule.
    pub raised: BTreeMap<String, u64>,
    /// What could not be read or evaluated: how often, and the last ones.
    pub troubles: u64,
    /// The last of those.
    pub last: VecDeque<String>,
}

/// The matches of a rule.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// All.
    pub total: u64,
    /// When the last one was, in milliseconds since 1970.
    pub last: i64,
    /// By minute since 1970, the last hour.
    pub minutes: VecDeque<(i64, u64)>,
}

/// How often a schedule fired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fires {
    /// All.
    pub total: u64,
    /// Of these, for moments that had passed while nothing ran.
    pub late: u64,
    /// How often moments were found that had passed and did not fire any more.
    pub missed: u64,
    /// The moment that fired last, in milliseconds since 1970.
    pub last: i64,
}

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// Objects.
    pub objects: u64,
    /// Their rows.
    pub rows: u64,
    /// Their bytes, compressed.
    pub bytes: u64,
    /// Tries that failed.
    pub failed: u64,
    /// The object that was written last.
    pub last: Option<String>,
    /// Why the last try failed, if it did.
    pub error: Option<String>,
}

impl Matches {
    fn add(&mut self, at: i64) {
        self.total += 1;
        self.last = self.last.max(at);
        let minute = at.div_euclid(60_000);
        match self.minutes.back_mut() {
            Some((last, count)) if *last >= minute => *count += 1,
            _ => {
                self.minutes.push_back((minute, 1));
                if self.minutes.len() > MINUTES {
                    self.minutes.pop_front();
                }
            }
        }
    }
}

impl Tally {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last matches.
    #[must_use]
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Entries of a bus were worked off.
    pub fn events(&self, bus: &str, count: u64) {
        let mut counts = self.lock();
        match counts.events.get_mut(bus) {
            Some(known) => *known += count,
            None => drop(counts.events.insert(bus.to_owned(), count)),
        }
    }

    /// A rule matched, at a time in milliseconds since 1970.
    pub fn matched(&self, rule: &str, at: i64) {
        let mut counts = self.lock();
        match counts.rules.get_mut(rule) {
            Some(known) => known.add(at),
            None => counts.rules.entry(rule.to_owned()).or_default().add(at),
        }
    }

    /// A schedule fired for a moment in milliseconds since 1970, which may have been missed before.
    pub fn fired(&self, schedule: &str, at: i64, late: bool) {
        let mut counts = self.lock();
        let fires = counts.schedules.entry(schedule.to_owned()).or_default();
        fires.total += 1;
        fires.late += u64::from(late);
        fires.last = at;
    }

    /// Moments of a schedule had passed, and do not fire any more.
    pub fn missed(&self, schedule: &str) {
        self.lock().schedules.entry(schedule.to_owned()).or_default().missed += 1;
    }

    /// An export wrote an object, or could not.
    pub fn exported(&self, schedule: &str, written: Result<&Written, &str>) {
        let mut counts = self.lock();
        let export = counts.exports.entry(schedule.to_owned()).or_default();
        export.error = written.err().map(str::to_owned);
        match written {
            Ok(written) => {
                export.objects += 1;
                export.rows += written.rows;
                export.bytes += written.bytes;
                export.last = Some(written.location.clone());
            }
            Err(_) => export.failed += 1,
        }
    }

    /// An alarm changed its state, or a baseline found something.
    pub fn raised(&self, rule: &str) {
        *self.lock().raised.entry(rule.to_owned()).or_default() += 1;
    }

    /// Something could not be read or evaluated.
    pub fn trouble(&self, what: &str) {
        let mut counts = self.lock();
        counts.troubles += 1;
        counts.last.push_back(what.to_owned());
        if counts.last.len() > TROUBLES {
            counts.last.pop_front();
        }
    }

    /// All counts as they are now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().clone()
    }
}
