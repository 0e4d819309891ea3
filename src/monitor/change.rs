//! Other rules while time goes on: alarms of the same name keep their states, and what was changed is
//! told as CloudWatch tells it. The same when a daemon comes back.

use super::carried::{Carried, Carrying, configuration_of};
use super::live::Kind;
use super::{Index, Monitor, Told, setup};
use crate::alarms::{
    AlarmEvent, HistoryItem, Identity, Operation, StateRecord, configuration_changed,
    configuration_item,
};
use crate::metrics::Memory;
use crate::rules::Alarm;
use jiff::Timestamp;
use std::sync::Arc;

/// An alarm was made, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its name.
    pub alarm: Arc<str>,
    /// What was done.
    pub operation: Operation,
    /// When.
    pub at: Timestamp,
    /// The event of it.
    pub event: AlarmEvent,
    /// The item of its history.
    pub item: HistoryItem,
}

impl Monitor {
    /// Has it remember what changes, for [`rows`](Monitor::rows), and look at these data.
    #[must_use]
    pub fn tracked(self, store: Memory) -> Self {
        Self { store, kept: Some(super::kept::Kept::default()), ..self }
    }

    /// Exchanges the rules; the first alarm has the id `first`. Alarms of the same name and content
    /// go on, changed ones keep their states, new ones begin without one. Data stay. Alarms of single
    /// series come and go untold.
    pub fn reload(
        &mut self,
        alarms: &[Alarm],
        first: usize,
        now: Timestamp,
    ) -> (Vec<Changed>, Vec<Told>) {
        let before = self.carry();
        self.made = setup::made(alarms, first);
        let each = self.made.iter().enumerate().filter(|(_, made)| setup::is_for_each(made));
        self.each = each.map(|(at, _)| at).collect();
        self.rebuild(before, now, now)
    }

    /// Makes all alarms, those of these rows with the states that they have there. Everything up to
    /// `clock` was told then; what the rules say otherwise is so since `now`. `None` where a row cannot
    /// be read.
    pub fn restore(
        &mut self,
        rows: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
        clock: Timestamp,
        now: Timestamp,
    ) -> Option<(Vec<Changed>, Vec<Told>)> {
        let mut all: Index<Box<str>, Carried> = Index::default();
        for (key, row) in rows {
            let (kind, name) = key.split_first()?;
            let name = std::str::from_utf8(name).ok()?;
            match kind {
                b'a' => drop(all.insert(name.into(), Carried::read(&row)?)),
                // What is left of an alarm that is gone is none of an alarm.
                b'b' => {
                    all.get_mut(name).into_iter().for_each(|own| own.learnt = Some(row.clone()))
                }
                _ => return None,
            }
        }
        Some(self.rebuild(all, clock, now))
    }

    /// Rolls up and drops old data, and gives up series without any and the alarms made for them.
    /// Everything up to `clock` was told.
    pub fn forget(&mut self, longest: i64, now: Timestamp, clock: Timestamp) {
        self.store.roll_up_within(now.as_second(), longest);
        if self.store.compact() {
            let before = self.carry();
            self.rebuild(before, clock, clock);
        }
    }

    fn carry(&mut self) -> Index<Box<str>, Carried> {
        let Self { live, made, .. } = self;
        let mut all: Index<Box<str>, Carried> = Index::default();
        for live in live {
            if let Some(made) = made.get(live.made) {
                let carried = Carried::of(live, made.content, setup::is_for_each(made));
                all.insert(live.identity.name.as_str().into(), carried);
            }
        }
        all
    }

    fn rebuild(
        &mut self,
        all: Index<Box<str>, Carried>,
        clock: Timestamp,
        now: Timestamp,
    ) -> (Vec<Changed>, Vec<Told>) {
        self.live.clear();
        self.names.clear();
        self.readers.clear();
        self.awaiting.clear();
        self.parents.clear();
        self.queue = super::queue::Queue::default();
        self.full = false;
        self.now = Some(clock);
        let (created, updated) = (Vec::new(), Vec::new());
        self.carrying = Some(Carrying { all, clock, created, updated });
        let metrics = self.store.all_metrics();
        self.metrics = metrics.len();
        self.make_all(&metrics, now);
        let mut told = Vec::new();
        let changes = self.changes(now, &mut told);
        (changes, told)
    }

    /// What the making of all alarms came to.
    fn changes(&mut self, now: Timestamp, told: &mut Vec<Told>) -> Vec<Changed> {
        let Some(carrying) = self.carrying.take() else { return Vec::new() };
        let mut all = Vec::new();
        let mut gone: Vec<(Box<str>, Carried)> = carrying.all.into_iter().collect();
        gone.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, carried) in gone {
            if let Some(kept) = &mut self.kept {
                kept.gone(&name);
            }
            self.call_parents_of(&name, now);
            if !carried.each {
                let home = self.home.clone();
                let who = Identity { name: name.into(), description: None, home };
                let old = &carried.configuration;
                all.push(changed(&who, Operation::Delete, &carried.record, old, None, now));
            }
        }
        for number in carrying.created {
            let Some(live) = self.live.get(number) else { continue };
            let name = live.identity.name.clone();
            if !self.is_each(number) {
                let new = configuration_of(live);
                let create = Operation::Create;
                all.push(changed(&live.identity, create, live.record(), &new, None, now));
            }
            self.call_parents_of(&name, now);
        }
        for (number, old, other) in carrying.updated {
            let states = self.states_for(number);
            let is_each = self.is_each(number);
            let Some(live) = self.live.get_mut(number) else { continue };
            if !is_each {
                let (new, old) = (configuration_of(live), Some(old.as_str()));
                let update = Operation::Update;
                all.push(changed(&live.identity, update, live.record(), &new, old, now));
            }
            if let Kind::Composite(alarm) = &mut live.kind {
                let step = alarm.changed(other, now, &|name| states.get(name).cloned());
                told.extend(live.told(step, now));
            }
        }
        all
    }

    fn is_each(&self, number: usize) -> bool {
        let made = self.live.get(number).and_then(|live| self.made.get(live.made));
        made.is_some_and(setup::is_for_each)
    }

    /// Has the composite alarms that look at an alarm of this name be evaluated.
    fn call_parents_of(&mut self, name: &str, now: Timestamp) {
        for parent in self.parents.get(name).cloned().unwrap_or_default() {
            let rank = self.live.get(parent).map_or(0, |live| live.rank);
            self.queue.call(parent, rank, now);
        }
    }
}

fn changed(
    who: &Identity,
    operation: Operation,
    state: &StateRecord,
    new: &str,
    old: Option<&str>,
    at: Timestamp,
) -> Changed {
    Changed {
        alarm: who.name.as_str().into(),
        operation,
        at,
        event: configuration_changed(who, operation, state, new, old, at),
        item: configuration_item(who, operation, at),
    }
}
