//! Where letters wait, and what happens when a time comes.

use super::batch::Open;
use super::delivery::Delivery;
use super::letter::{Letter, Parcel};
use super::order::{Around, Keys};
use super::timers::Timer;
use crate::base::ids::TargetId;
use jiff::Timestamp;

impl Delivery {
    /// Puts a letter where it waits. Its route is known.
    pub(super) fn queue(&mut self, now: Timestamp, letter: Letter) {
        let route = letter.route;
        let Some(way) = self.ways.get_mut(route) else { return };
        let target = way.target;
        let Some(lane) = self.lanes.get_mut(target.index()) else { return };
        let policy = &lane.policy.batch;
        self.waiting += 1;
        lane.waiting += 1;
        if let Some(key) = letter.order_key.clone().filter(|_| lane.policy.ordered) {
            let (timers, flushing) = (&mut self.timers, self.flushing);
            let mut around = Around { target, policy, now, flushing, timers };
            lane.ready.extend(lane.keys.offer(&key, letter, &mut around));
        } else if policy.count <= 1 {
            lane.ready.push_back(Parcel::new(route, vec![letter], None));
        } else {
            let (full, letter) = match way.open.take() {
                Some(mut open) => match open.take(policy, letter) {
                    None => (Some(open), None),
                    Some(letter) => {
                        self.timers.cancel(open.timer);
                        lane.ready.push_back(open.close(None));
                        (None, Some(letter))
                    }
                },
                None => (None, Some(letter)),
            };
            let batch = full.or_else(|| letter.map(|letter| Open::begin(policy, now, letter)));
            if let Some(mut open) = batch {
                if open.full(policy) {
                    self.timers.cancel(open.timer);
                    lane.ready.push_back(open.close(None));
                } else {
                    let at = if self.flushing { now } else { open.closes };
                    let timers = &mut self.timers;
                    open.timer.get_or_insert_with(|| timers.set(at, Timer::Batch(route)));
                    way.open = Some(open);
                }
            }
        }
        self.list(target);
    }

    /// Something's time has come.
    pub(super) fn ring(&mut self, now: Timestamp, timer: Timer) {
        match timer {
            Timer::Retry(parcel) => {
                let Some(way) = self.ways.get(parcel.route) else { return };
                let target = way.target;
                let Some(lane) = self.lanes.get_mut(target.index()) else { return };
                lane.ready.push_back(*parcel);
                self.list(target);
            }
            Timer::Batch(route) => {
                let Some(way) = self.ways.get_mut(route) else { return };
                let (target, open) = (way.target, way.open.take());
                let Some(lane) = self.lanes.get_mut(target.index()) else { return };
                lane.ready.extend(open.map(|open| open.close(None)));
                self.list(target);
            }
            Timer::Key(target, key) => {
                self.with_keys(now, target, |keys, around| keys.rang(&key, around));
            }
            Timer::Lane(target) => {
                let Some(lane) = self.lanes.get_mut(target.index()) else { return };
                lane.sleeps = None;
                self.list(target);
            }
        }
    }

    /// Changes the keys of a target, and lets run what comes of it.
    pub(super) fn with_keys(
        &mut self,
        now: Timestamp,
        target: TargetId,
        change: impl FnOnce(&mut Keys, &mut Around<'_>) -> Option<Parcel>,
    ) {
        let Some(lane) = self.lanes.get_mut(target.index()) else { return };
        let (policy, timers, flushing) = (&lane.policy.batch, &mut self.timers, self.flushing);
        let mut around = Around { target, policy, now, flushing, timers };
        lane.ready.extend(change(&mut lane.keys, &mut around));
        self.list(target);
    }

    /// Lists a lane if it has something to run.
    pub(super) fn list(&mut self, target: TargetId) {
        if let Some(lane) = self.lanes.get_mut(target.index())
            && lane.wants_turn()
        {
            lane.listed = true;
            self.turns.push_back(target);
        }
    }

    pub(super) fn now_waiting(&mut self, target: TargetId, change: isize) {
        self.waiting = self.waiting.saturating_add_signed(change);
        if let Some(lane) = self.lanes.get_mut(target.index()) {
            lane.waiting = lane.waiting.saturating_add_signed(change);
        }
    }
}
