//! Metrics found by their names.
//!
//! The table holds no metrics but a number and a part of the hash each, and the names of a metric lie
//! together as one text: finding one among a million touches few places in memory. Data mostly come in
//! rounds, so the metric that came after the last one before is tried first.

use super::metric::Metric;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

/// Between the parts of a key: a byte that is in no text.
const BETWEEN: u8 = 0xFF;
/// Guesses that may be wrong before few are tried.
const LUCK: u8 = 8;

/// Metrics by number, and numbers by metric.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Hash and number.
    table: HashTable<(u32, u32)>,
    keys: Vec<Box<[u8]>>,
    metrics: Vec<Metric>,
    hasher: foldhash::fast::FixedState,
    /// For keys that are looked up.
    scratch: Vec<u8>,
    /// The metric that came after each one.
    after: Vec<u32>,
    last: u32,
    /// How often that was right of late; while it is not, few are tried.
    luck: u8,
    tries: u8,
}

impl Index {
    /// The number of a metric, or that of the next one.
    pub fn find(&mut self, metric: &Metric) -> Result<u32, New> {
        let mut key = std::mem::take(&mut self.scratch);
        write(metric, &mut key);
        let guess = self.guess(&key);
        let hash = if guess.is_some() { 0 } else { self.hash(&key) };
        let found = guess.or_else(|| self.number(hash, &key));
        self.scratch = key;
        let number = found.ok_or(New(hash))?;
        if guess.is_none() {
            self.follow(number);
        }
        self.last = number;
        Ok(number)
    }

    /// The metric that came after the last one before, if it is this one.
    fn guess(&mut self, key: &[u8]) -> Option<u32> {
        self.tries = self.tries.wrapping_add(1);
        if self.luck == 0 && !self.tries.is_multiple_of(16) {
            return None;
        }
        let next = self.after.get(self.last as usize).copied()?;
        let right = self.keys.get(next as usize).is_some_and(|own| **own == *key);
        self.luck = if right { (self.luck + 1).min(LUCK) } else { self.luck.saturating_sub(1) };
        right.then_some(next)
    }

    fn follow(&mut self, number: u32) {
        if let Some(after) = self.after.get_mut(self.last as usize) {
            *after = number;
        }
    }

    /// The number of a metric, for those who only look.
    pub fn look(&self, metric: &Metric) -> Option<u32> {
        let mut key = Vec::new();
        write(metric, &mut key);
        self.number(self.hash(&key), &key)
    }

    /// Adds the metric that was looked for last.
    pub fn add(&mut self, new: New, metric: &Metric) -> u32 {
        let number = self.metrics.len() as u32;
        self.keys.push(self.scratch.as_slice().into());
        self.metrics.push(metric.clone());
        self.after.push(0);
        self.follow(number);
        self.last = number;
        self.table.insert_unique(spread(new.0), (new.0, number), |(hash, _)| spread(*hash));
        number
    }

    /// A metric.
    pub fn metric(&self, number: u32) -> Option<&Metric> {
        self.metrics.get(number as usize)
    }

    fn hash(&self, key: &[u8]) -> u32 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(key);
        (hasher.finish() >> 32) as u32
    }

    fn number(&self, hash: u32, key: &[u8]) -> Option<u32> {
        let same = |(other, number): &(u32, u32)| {
            *other == hash && self.keys.get(*number as usize).is_some_and(|own| **own == *key)
        };
        self.table.find(spread(hash), same).map(|(_, number)| *number)
    }
}

/// The hash of a metric that is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct New(u32);

/// The table takes its places from the low bits and its marks from the high ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn write(metric: &Metric, key: &mut Vec<u8>) {
    key.clear();
    let mut part = |text: &str| {
        key.extend_from_slice(text.as_bytes());
        key.push(BETWEEN);
    };
    part(metric.namespace());
    part(metric.name());
    for (name, value) in metric.dimensions() {
        part(name);
        part(value);
    }
}
