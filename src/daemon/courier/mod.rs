//! Delivery made durable: what matched is handed to targets until it ends, over restarts and
//! changes of the rules.
//!
//! `desk` keeps the books, over the state machine of `deliver`; `row` is a delivery on disk, `window`
//! bounds what is in memory of each target, `lines` are the routes of the rules in force, `dead` is
//! what failed for good, `requeue` puts it back
//! by hand, `proof` says whether rows are sound, `run` is the loop that calls plugins and writes checkpoints. docs/delivery.md
//! says what it means to users.

mod dead;
mod desk;
mod lines;
pub(in crate::daemon) mod proof;
mod requeue;
mod row;
mod run;
mod window;

pub use requeue::requeue;
pub use run::{Courier, Setup, start};

use super::log::{Entry, Seq};
use super::ruleset::RuleSet;
use crate::deliver::CountsOf;
use crate::model::Planned;
use crate::store::Write;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What came of entries of the log, in order.
#[derive(Debug, Default)]
pub struct Step {
    /// The number of the last of them.
    pub upto: Seq,
    /// What is to be delivered.
    pub letters: Vec<Letters>,
    /// Changes of keyed state.
    pub writes: Vec<Write>,
    /// Entries that came of them.
    pub entries: Vec<Entry>,
}

impl Step {
    /// Is there nothing in it but the position?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty() && self.writes.is_empty() && self.entries.is_empty()
    }
}

/// What is to be delivered of one entry.
#[derive(Debug)]
pub struct Letters {
    /// The entry; of what came of the time alone, the last one before it.
    pub seq: Seq,
    /// Did it come of the time, and not of the entry?
    pub timed: bool,
    /// How many invocations led to it.
    pub hops: u8,
    /// The trace that it is part of.
    pub trace: Option<Arc<str>>,
    /// When it was accepted: its age counts from here.
    pub born: Timestamp,
    /// The deliveries.
    pub planned: Vec<Planned>,
}

/// A delivery that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its target.
    pub target: Arc<str>,
    /// When.
    pub at: Timestamp,
    /// Did it fail for good?
    pub lost: bool,
}

/// What the courier is asked to do.
#[derive(Debug)]
pub enum Order {
    /// Deliver this, and write down that.
    Step(Step),
    /// Go on with other rules.
    Rules(Arc<RuleSet>),
    /// Stop calling a target, or go on with it.
    Stop(String, bool),
    /// Deliver dead letters again, by their keys; says how many.
    Redrive(Vec<Vec<u8>>, oneshot::Sender<usize>),
    /// Tell how things are.
    Look(oneshot::Sender<Look>),
    /// End the calls under way, write everything down, and end.
    Drain(oneshot::Sender<()>),
}

/// How deliveries are.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Counters since the process began, by rule, target and role.
    pub counts: Vec<CountsOf>,
    /// By target.
    pub targets: BTreeMap<Arc<str>, TargetLook>,
    /// Calls under way.
    pub running: usize,
    /// From acceptance to the start of the first try, in seconds: counts by upper bound.
    pub started_after: Histogram,
    /// How long calls took, in seconds.
    pub took: Histogram,
}

/// How one target is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetLook {
    /// Deliveries in memory.
    pub live: usize,
    /// Are there more on disk?
    pub more: bool,
    /// Is it stopped?
    pub stopped: bool,
    /// When its last delivery ended well.
    pub delivered: Option<Timestamp>,
    /// When its last delivery failed for good.
    pub lost: Option<Timestamp>,
}

/// Counts of seconds by upper bound.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// By bound of [`Histogram::BOUNDS`], and one more for what is above all.
    pub counts: [u64; 14],
    /// The sum of all.
    pub sum: f64,
}

impl Histogram {
    /// The upper bounds, in seconds.
    pub const BOUNDS: [f64; 13] =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0];

    /// Counts a value.
    pub fn add(&mut self, seconds: f64) {
        let at = Self::BOUNDS.partition_point(|bound| *bound < seconds);
        self.counts[at] += 1;
        self.sum += seconds;
    }

    /// How many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}
