//! What each judgement hangs on: what it looked up, and the time until which it holds. So only what
//! may come out otherwise is judged again.

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Something that can be looked up, as a hash: two that share one are judged again together, which
/// costs time and changes nothing.
pub(super) type Mark = u64;

/// A resource's number and a rule.
pub(super) type Pair = (u64, u32);

/// What judgements hang on.
#[derive(Debug, Default)]
pub(super) struct Ties {
    by_mark: BTreeSet<(Mark, u64, u32)>,
    marks: HashMap<Pair, Box<[Mark]>, RandomState>,
    due: BTreeSet<(Timestamp, u64, u32)>,
    until: HashMap<Pair, Timestamp, RandomState>,
    open: BTreeSet<Pair>,
}

impl Ties {
    /// To be judged when it is asked next.
    pub fn open(&mut self, pair: Pair) {
        self.open.insert(pair);
    }

    /// Takes note of what a judgement looked up and until when it holds.
    pub fn set(&mut self, pair: Pair, marks: Box<[Mark]>, until: Option<Timestamp>) {
        self.clear(pair);
        let (number, rule) = pair;
        self.by_mark.extend(marks.iter().map(|mark| (*mark, number, rule)));
        if !marks.is_empty() {
            self.marks.insert(pair, marks);
        }
        if let Some(until) = until {
            self.due.insert((until, number, rule));
            self.until.insert(pair, until);
        }
    }

    /// The judgement is no more.
    pub fn forget(&mut self, pair: Pair) {
        self.clear(pair);
        self.open.remove(&pair);
    }

    fn clear(&mut self, pair: Pair) {
        let (number, rule) = pair;
        for mark in self.marks.remove(&pair).into_iter().flatten() {
            self.by_mark.remove(&(mark, number, rule));
        }
        if let Some(until) = self.until.remove(&pair) {
            self.due.remove(&(until, number, rule));
        }
    }

    /// Whoever looked these up has to look again.
    pub fn touch(&mut self, touched: &mut Vec<Mark>) {
        touched.sort_unstable();
        touched.dedup();
        for mark in touched.drain(..) {
            let all = self.by_mark.range((mark, 0, 0)..=(mark, u64::MAX, u32::MAX));
            self.open.extend(all.map(|(_, number, rule)| (*number, *rule)));
        }
    }

    /// When the first of them comes out otherwise, if nothing else happens.
    pub fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(until, ..)| *until)
    }

    /// What has to be judged at this time, in order; it is not open any more.
    pub fn take(&mut self, now: Timestamp) -> Vec<Pair> {
        let due = self.due.range(..=(now, u64::MAX, u32::MAX));
        self.open.extend(due.map(|(_, number, rule)| (*number, *rule)));
        std::mem::take(&mut self.open).into_iter().collect()
    }
}
