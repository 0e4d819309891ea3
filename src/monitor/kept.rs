//! Alarms as rows: a small one for each whenever its state changes, and one for what its band has
//! learnt, at most once an hour.

use super::Monitor;
use super::carried::{Carried, learnt};
use super::live::{Kind, Live};
use super::setup;
use crate::base::bytes::Row;
use std::collections::BTreeSet;

/// What has changed since rows were last asked for.
#[derive(Debug, Default)]
pub(super) struct Kept {
    dirty: BTreeSet<usize>,
    learnt: BTreeSet<usize>,
    gone: BTreeSet<Box<str>>,
}

impl Kept {
    /// An alarm is to be written.
    pub fn dirty(&mut self, number: usize) {
        self.dirty.insert(number);
    }

    /// An alarm is gone.
    pub fn gone(&mut self, name: &str) {
        self.gone.insert(name.into());
    }

    /// An alarm was stepped.
    pub fn stepped(&mut self, number: usize, live: &mut Live, changed: bool) {
        if changed {
            self.dirty.insert(number);
        }
        if let Kind::Metric(metric) = &mut live.kind
            && metric.1.learner().is_some_and(|learner| learner.is_due())
        {
            self.learnt.insert(number);
        }
    }
}

/// The key of an alarm's row (`a`), or of what its band has learnt (`b`).
fn key(kind: u8, name: &str) -> Vec<u8> {
    [&[kind], name.as_bytes()].concat()
}

impl Monitor {
    /// The rows of alarms that have changed since the last time; those of data are the
    /// [store](Monitor::store_mut)'s.
    pub fn rows(&mut self) -> Vec<Row> {
        let Some(kept) = &mut self.kept else { return Vec::new() };
        let Kept { dirty, learnt: taught, gone } = std::mem::take(kept);
        let mut rows = Vec::new();
        for name in gone.iter().filter(|name| !self.names.contains_key(&***name)) {
            rows.extend([(key(b'a', name), None), (key(b'b', name), None)]);
        }
        for number in dirty {
            let Some(live) = self.live.get_mut(number) else { continue };
            let Some(made) = self.made.get(live.made) else { continue };
            let carried = Carried::of(live, made.content, setup::is_for_each(made));
            rows.push((key(b'a', &live.identity.name), Some(carried.write())));
        }
        for number in taught {
            let Some(live) = self.live.get_mut(number) else { continue };
            if let Kind::Metric(metric) = &mut live.kind
                && let Some(learner) = metric.1.learner()
            {
                rows.push((key(b'b', &live.identity.name), Some(learnt(learner))));
            }
        }
        rows
    }
}
