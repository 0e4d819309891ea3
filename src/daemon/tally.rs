//! Counters of what happened, for metrics and the page.

use super::feed::Feed;
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
