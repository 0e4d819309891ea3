//! Floor 7: all alarms of a bundle over one store of datapoints, moved through time.
//!
//! `setup` makes alarms of rules (one for each series where a rule says so), `feed` reads what an
//! alarm looks at, `learner` learns bands, `live` is an alarm with its state, `past` is what it saw
//! before. [`Monitor`] takes data, and steps from moment to moment: at each, alarms on metrics come
//! first, then composite ones, each after those it looks at. What it finds is [`Told`]. It reads no
//! clock: `eval`, `test` and a daemon bring the time.

mod carried;
mod change;
mod explain;
mod feed;
mod hand;
mod kept;
mod learner;
mod live;
mod past;
mod queue;
mod room;
mod setup;
mod standing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_past;
mod told;
mod windows;

pub use change::Changed;
pub use explain::{Looked, Seen};
pub use hand::HandError;
pub use past::{Period, TooMany};
pub use standing::Standing;
pub use told::{Due, Told};

use crate::alarms::{AlarmState, ChildState, name_of};
use crate::base::ids::RuleId;
use crate::metrics::{Datum, MOST_SERIES, Memory, Metric, MetricId, Store, StoreError};
use crate::model::Home;
use crate::rules::Alarm;
use hashbrown::HashMap;
use jiff::Timestamp;
use live::{Kind, Live};
use queue::Queue;
use setup::Made;
use std::sync::Arc;

/// Names and metrics, found by their text.
type Index<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The alarms of a bundle and the datapoints that they look at.
#[derive(Debug)]
pub struct Monitor {
    store: Memory,
    room: room::Room,
    made: Vec<Made>,
    live: Vec<Live>,
    names: Index<Arc<str>, usize>,
    /// The alarms that read a metric, by its number.
    readers: Vec<Vec<usize>>,
    /// Those that read one of which there are no data yet.
    awaiting: Index<Metric, Vec<usize>>,
    /// The places of what is made once for each series.
    each: Vec<usize>,
    /// The composite alarms that look at an alarm, by its name.
    parents: Index<Box<str>, Vec<usize>>,
    queue: Queue,
    home: Home,
    now: Option<Timestamp>,
    /// The first and the last moment that something happened at, data aside.
    span: Option<(Timestamp, Timestamp)>,
    /// The first and the last second that data are of.
    seconds: (i64, i64),
    metrics: usize,
    /// Was an alarm not made, as there are too many?
    full: bool,
    faults: Vec<Fault>,
    /// What is to be written, where that is asked for.
    kept: Option<kept::Kept>,
    /// The alarms before these, while these are made.
    carrying: Option<carried::Carrying>,
}

/// Most alarms, those that are made for each series included.
pub const MOST_ALARMS: usize = 200_000;

/// An alarm that cannot be evaluated as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The alarm.
    pub rule: RuleId,
    /// Why, lower case.
    pub message: String,
}

impl Monitor {
    /// The alarms of a bundle; the first of them has the id `first`. Nothing happens before `start`.
    #[must_use]
    pub fn new(alarms: &[Alarm], first: usize, home: Home) -> Self {
        let made = setup::made(alarms, first);
        let each = made.iter().enumerate().filter(|(_, made)| setup::is_for_each(made));
        Self {
            each: each.map(|(at, _)| at).collect(),
            store: Memory::new(MOST_SERIES),
            room: room::Room::default(),
            made,
            live: Vec::new(),
            names: Index::default(),
            readers: Vec::new(),
            awaiting: Index::default(),
            parents: Index::default(),
            queue: Queue::default(),
            home,
            now: None,
            span: None,
            seconds: (i64::MAX, i64::MIN),
            metrics: 0,
            full: false,
            faults: Vec::new(),
            kept: None,
            carrying: None,
        }
    }

    /// Takes a datum. Data of any time may come before `start`, and later data at any time.
    ///
    /// # Errors
    /// When the store does not take it: there are too many series.
    pub fn take(&mut self, datum: &Datum) -> Result<(), StoreError> {
        let metric = self.store.keep(datum)?;
        let slot = datum.slot();
        let end = slot.saturating_add(i64::from(datum.resolution.seconds()));
        self.seconds = (self.seconds.0.min(slot), self.seconds.1.max(end));
        if self.now.is_some() {
            self.heed(metric, slot);
        }
        Ok(())
    }

    /// Something happened at a moment: time reaches that far at least.
    pub fn touch(&mut self, moment: Timestamp) {
        let (first, last) = self.span.unwrap_or((moment, moment));
        self.span = Some((first.min(moment), last.max(moment)));
    }

    /// The first and the last moment of all data and of what was `touch`ed.
    #[must_use]
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let moment = |second| Timestamp::from_second(second).ok();
        let data = moment(self.seconds.0).zip(moment(self.seconds.1));
        let data = data.filter(|(first, last)| first <= last);
        let both = self.span.zip(data).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
        both.or(self.span).or(data)
    }

    /// Makes all alarms, at a moment. Data from before count too.
    pub fn start(&mut self, at: Timestamp) {
        self.now = Some(at);
        let mut all = Vec::new();
        self.store.each_metric(&mut |metric, _| all.push(metric.clone()));
        self.metrics = all.len();
        self.make_all(&all, at);
    }

    /// Time has come to a moment, and everything until then was stepped through.
    pub fn reach(&mut self, now: Timestamp) {
        self.now = self.now.max(Some(now));
    }

    /// The next moment at which something may happen.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.queue.next()
    }

    /// Steps through the next moment, if it is not after `until`, and appends what happened to
    /// `told`; `false` when there is none.
    pub fn step(&mut self, until: Timestamp, told: &mut Vec<Told>) -> bool {
        let Some(now) = self.queue.next().filter(|at| *at <= until) else { return false };
        self.now = Some(now);
        self.store.settle();
        let before = told.len();
        while let Some(at) = self.queue.pop(now) {
            self.step_one(at, now, told);
        }
        if self.kept.is_some() {
            // The places of alarms change with a restart, what they tell may not.
            let rank = |told: &Told| self.live_of(&told.alarm).map_or(0, |live| live.rank);
            let new = told.get_mut(before..).unwrap_or_default();
            new.sort_by(|a, b| (rank(a), a.rule, &a.alarm).cmp(&(rank(b), b.rule, &b.alarm)));
        }
        true
    }

    fn step_one(&mut self, at: usize, now: Timestamp, told: &mut Vec<Told>) {
        // The states of others are looked up before this one is borrowed.
        let states = self.states_for(at);
        let Some(live) = self.live.get_mut(at) else { return };
        let rest = self.kept.as_ref().map(|_| live.rest());
        let step = live.step(now, &self.store, &mut self.room, &|name| states.get(name).cloned());
        if let Some(message) = live.fault() {
            self.faults.push(Fault { rule: live.rule, message });
        }
        let changed = step.transition.is_some();
        let tells = live.told(step, now);
        if let (Some(kept), Some(rest)) = (&mut self.kept, rest) {
            kept.stepped(at, live, tells.is_some() || rest != live.rest());
        }
        told.extend(tells);
        if let Some(next) = live.next() {
            self.schedule(at, next.max(now));
        }
        if changed {
            self.call_parents(at, now);
        }
    }

    /// Has the composite alarms that look at an alarm be evaluated.
    fn call_parents(&mut self, at: usize, now: Timestamp) {
        let Some(live) = self.live.get(at) else { return };
        let parents = self.parents.get(&*live.identity.name).cloned().unwrap_or_default();
        for parent in parents {
            let rank = self.live.get(parent).map_or(0, |live| live.rank);
            self.queue.call(parent, rank, now);
        }
    }

    fn schedule(&mut self, at: usize, next: Timestamp) {
        let rank = self.live.get(at).map_or(0, |live| live.rank);
        self.queue.push(at, rank, next);
    }

    /// A datum came after the start: alarms that rest are woken, and made where they are of a series.
    fn heed(&mut self, metric: MetricId, slot: i64) {
        let now = self.now.unwrap_or(Timestamp::MIN);
        let count = self.store.metrics();
        if count > self.metrics {
            self.metrics = count;
            self.welcome(metric, now);
        }
        let Some(readers) = self.readers.get_mut(metric.index()).filter(|all| !all.is_empty())
        else {
            return;
        };
        let readers = std::mem::take(readers);
        let moment = Timestamp::from_second(slot).unwrap_or(now).max(now);
        for at in &readers {
            if let Some(next) = self.live.get_mut(*at).and_then(|live| live.wake(moment)) {
                self.schedule(*at, next.max(now));
            }
        }
        *self.readers_of(metric) = readers;
    }

    /// The first datum of a metric came.
    fn welcome(&mut self, metric: MetricId, now: Timestamp) {
        let Some(own) = self.store.metric(metric).cloned() else { return };
        if let Some(waited) = self.awaiting.remove(&own) {
            self.readers_of(metric).extend(waited);
        }
        self.make_each(&own, now);
    }

    fn readers_of(&mut self, metric: MetricId) -> &mut Vec<usize> {
        if self.readers.len() <= metric.index() {
            self.readers.resize_with(metric.index() + 1, Vec::new);
        }
        &mut self.readers[metric.index()]
    }

    /// The states of the alarms that a composite one looks at.
    fn states_for(&self, at: usize) -> Index<String, ChildState> {
        let Some(Kind::Composite(alarm)) = self.live.get(at).map(|live| &live.kind) else {
            return Index::default();
        };
        let settings = alarm.settings();
        let children = settings.rule.children().iter().map(|child| child.name.as_str());
        let suppressor = settings.suppression.iter().map(|s| name_of(&s.alarm));
        let states = children.chain(suppressor);
        states.filter_map(|name| Some((name.to_owned(), self.state_of(name)?))).collect()
    }

    fn state_of(&self, name: &str) -> Option<ChildState> {
        let live = self.live.get(*self.names.get(name)?)?;
        let record = live.record();
        Some(ChildState { arn: live.identity.arn(), value: record.value, at: record.at })
    }

    fn live_of(&self, alarm: &str) -> Option<&Live> {
        self.live.get(*self.names.get(alarm)?)
    }

    /// The state of an alarm.
    #[must_use]
    pub fn state(&self, alarm: &str) -> Option<AlarmState> {
        Some(self.live.get(*self.names.get(alarm)?)?.record().value)
    }

    /// The names of all alarms with the ids of their rules, in the order of the rules.
    pub fn alarms(&self) -> impl Iterator<Item = (RuleId, &str)> {
        self.live.iter().map(|live| (live.rule, live.identity.name.as_str()))
    }

    /// The datapoints.
    #[must_use]
    pub fn store(&self) -> &Memory {
        &self.store
    }

    /// What was found wrong with alarms since the last time, each thing once.
    pub fn faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }
}
