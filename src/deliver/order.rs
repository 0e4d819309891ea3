//! Letters with an order key: one parcel of a key at a time, in the order in which the letters came,
//! whatever rules they come from. While a parcel waits for its next try, its key waits with it; other
//! keys go on.

use super::batch::{BatchPolicy, Open};
use super::letter::{Letter, Parcel};
use super::timers::{Timer, TimerId, Timers};
use crate::base::ids::TargetId;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;

/// The keys of one target that have letters.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    all: HashMap<Arc<str>, Line, RandomState>,
}

/// The letters of one key.
#[derive(Debug, Clone, Default)]
struct Line {
    /// Is a parcel of it ready, running, or waiting for its next try?
    busy: bool,
    /// What is tried again next, before all that came later.
    again: VecDeque<Parcel>,
    /// What was not tried yet; only the last batch takes more.
    batches: VecDeque<Open>,
    /// Closes the first batch.
    timer: Option<TimerId>,
}

/// What a change of a key needs besides.
pub(super) struct Around<'a> {
    pub target: TargetId,
    pub policy: &'a BatchPolicy,
    pub now: Timestamp,
    /// Do batches no longer wait?
    pub flushing: bool,
    pub timers: &'a mut Timers,
}

impl Keys {
    /// A letter comes. Gives the parcel that may run now, if there is one.
    pub fn offer(
        &mut self,
        key: &Arc<str>,
        letter: Letter,
        around: &mut Around<'_>,
    ) -> Option<Parcel> {
        let line = self.all.entry(key.clone()).or_default();
        let left = match line.batches.back_mut() {
            Some(batch) => batch.take(around.policy, letter),
            None => Some(letter),
        };
        if let Some(letter) = left {
            let batch = Open::begin(around.policy, around.now, letter);
            line.batches.push_back(batch);
        }
        line.advance(key, around)
    }

    /// The parcel of a key ended, and these are what is left of it, to be tried first.
    pub fn release(
        &mut self,
        key: &Arc<str>,
        again: Vec<Parcel>,
        around: &mut Around<'_>,
    ) -> Option<Parcel> {
        let line = self.all.get_mut(key)?;
        line.busy = false;
        for parcel in again.into_iter().rev() {
            line.again.push_front(parcel);
        }
        self.advance(key, around)
    }

    /// The timer of a key's batch rang.
    pub fn rang(&mut self, key: &Arc<str>, around: &mut Around<'_>) -> Option<Parcel> {
        let line = self.all.get_mut(key)?;
        line.timer = None;
        if let Some(batch) = line.batches.front_mut() {
            batch.closes = around.now;
        }
        self.advance(key, around)
    }

    fn advance(&mut self, key: &Arc<str>, around: &mut Around<'_>) -> Option<Parcel> {
        let line = self.all.get_mut(key)?;
        let ready = line.advance(key, around);
        if !line.busy && line.again.is_empty() && line.batches.is_empty() {
            self.all.remove(key);
        }
        ready
    }
}

impl Line {
    fn advance(&mut self, key: &Arc<str>, around: &mut Around<'_>) -> Option<Parcel> {
        if self.busy {
            return None;
        }
        if let Some(parcel) = self.again.pop_front() {
            self.busy = true;
            return match parcel.due {
                Some(due) if due > around.now => {
                    around.timers.set(due, Timer::Retry(Box::new(parcel)));
                    None
                }
                _ => Some(parcel),
            };
        }
        let more = self.batches.len() > 1;
        let first = self.batches.front()?;
        let late = around.flushing || first.closes <= around.now;
        let closed = more || late || first.full(around.policy);
        if !closed {
            if self.timer.is_none() {
                let timer = Timer::Key(around.target, key.clone());
                self.timer = Some(around.timers.set(first.closes, timer));
            }
            return None;
        }
        around.timers.cancel(self.timer.take());
        self.busy = true;
        self.batches.pop_front().map(|batch| batch.close(Some(key.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::{Around, Keys};
    use crate::base::ids::TargetId;
    use crate::deliver::batch::BatchPolicy;
    use crate::deliver::letter::Parcel;
    use crate::deliver::testing::{at, letter};
    use crate::deliver::timers::Timers;
    use std::sync::Arc;
    use std::time::Duration;

    struct World {
        keys: Keys,
        timers: Timers,
        policy: BatchPolicy,
    }

    impl World {
        fn new(count: usize) -> Self {
            let policy = BatchPolicy { count, bytes: 100, time: Duration::from_secs(1) };
            Self { keys: Keys::default(), timers: Timers::default(), policy }
        }

        fn act<T>(&mut self, ms: i64, act: impl FnOnce(&mut Keys, &mut Around<'_>) -> T) -> T {
            let (policy, timers) = (&self.policy, &mut self.timers);
            let target = TargetId(0);
            let mut around = Around { target, policy, now: at(ms), flushing: false, timers };
            act(&mut self.keys, &mut around)
        }

        fn offer(&mut self, ms: i64, key: &str, route: u32, id: &str) -> Option<String> {
            let letter = letter(route, id, "x");
            self.act(ms, |keys, around| keys.offer(&key.into(), letter, around)).map(|p| show(&p))
        }

        fn release(&mut self, ms: i64, key: &str, again: Vec<Parcel>) -> Option<String> {
            let key: Arc<str> = key.into();
            self.act(ms, |keys, around| keys.release(&key, again, around)).map(|p| show(&p))
        }
    }

    fn show(parcel: &Parcel) -> String {
        parcel.letters.iter().map(|l| &*l.item.id).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_of_a_key_at_a_time() {
        let mut world = World::new(1);
        assert_eq!(world.offer(0, "k", 0, "a").as_deref(), Some("a"));
        assert_eq!(world.offer(0, "k", 0, "b"), None);
        assert_eq!(world.offer(0, "l", 0, "c").as_deref(), Some("c"), "another key");
        assert_eq!(world.release(1, "k", vec![]).as_deref(), Some("b"));
        assert_eq!(world.release(2, "k", vec![]), None);
        assert_eq!(world.release(2, "l", vec![]), None);
        assert!(world.keys.all.is_empty(), "what has no letters is forgotten");
    }

    #[test]
    fn what_is_tried_again_comes_before_what_came_later() {
        let mut world = World::new(1);
        world.offer(0, "k", 0, "a");
        world.offer(0, "k", 0, "d");
        let parcel = |id, ms| {
            let mut parcel =
                Parcel::new(letter(0, id, "x").route, vec![letter(0, id, "x")], Some("k".into()));
            parcel.due = Some(at(ms));
            parcel
        };
        assert_eq!(world.release(1, "k", vec![parcel("b", 500), parcel("c", 500)]), None);
        assert_eq!(world.timers.next_at(), Some(at(500)), "the key waits");
        assert!(world.timers.due(at(500)).is_some());
        assert_eq!(world.release(501, "k", vec![]).as_deref(), Some("c"));
        assert_eq!(world.release(502, "k", vec![]).as_deref(), Some("d"));
    }

    #[test]
    fn batches_fill_while_the_key_is_busy() {
        let mut world = World::new(3);
        assert_eq!(world.offer(0, "k", 0, "a"), None);
        assert_eq!(world.timers.next_at(), Some(at(1000)));
        let key: Arc<str> = "k".into();
        let rang = world.act(1000, |keys, around| {
            around.timers.due(around.now);
            keys.rang(&key, around)
        });
        assert_eq!(rang.map(|p| show(&p)).as_deref(), Some("a"));
        for id in ["b", "c", "d", "e"] {
            assert_eq!(world.offer(1001, "k", 0, id), None);
        }
        assert_eq!(world.timers.next_at(), None);
        assert_eq!(world.release(1002, "k", vec![]).as_deref(), Some("b c d"));
        assert_eq!(world.offer(1003, "k", 1, "f"), None, "of another rule");
        assert_eq!(world.release(1004, "k", vec![]).as_deref(), Some("e"));
        assert_eq!(world.release(1005, "k", vec![]), None);
        assert_eq!(world.timers.next_at(), Some(at(2003)));
    }
}
