//! Time goes on: default values, insights and alarms, moment by moment.
//!
//! Every moment is told of once, at its own time, however late the clock is looked at. Where time
//! stood still for longer than `Bounds::catch_up` (the daemon was down, the machine slept), all that
//! was due before is done once, at the beginning of the last so many minutes, and these minutes are
//! gone through one by one. A clock that goes back has nothing happen until it is where it was.

use super::{Heard, Senses};
use crate::eval::{Sensed, default_datum};
use crate::metrics::Datum;
use jiff::{SignedDuration, Timestamp};

impl Senses {
    /// When `advance` has something to do, at the latest: sooner than this, only what comes in changes
    /// anything.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        if !self.waiting.is_empty() {
            return Some(self.clock);
        }
        let all = [self.monitor.next(), self.minutes.next(), self.rates.next()];
        all.into_iter().flatten().min().map(|next| next.max(self.clock))
    }

    /// Tells all that is due until `now`, in order of time, each thing once. To be asked before what
    /// comes in at `now` is taken.
    pub fn advance(&mut self, now: Timestamp) -> Vec<Heard> {
        let mut all = Vec::new();
        self.advance_with(now, &mut |heard| {
            all.push(heard);
            Sensed::default()
        });
        all
    }

    /// The same; `hear` says what the events of what is told mean to alarms, which know it in the next
    /// moment already.
    pub fn advance_with(&mut self, now: Timestamp, hear: &mut dyn FnMut(Heard) -> Sensed) {
        let now = now.max(self.clock);
        self.pass_over(now);
        let due = |senses: &Self| {
            let all = [senses.monitor.next(), senses.minutes.next(), senses.rates.next()];
            all.into_iter().flatten().min().filter(|at| *at <= now)
        };
        let mut told = Vec::new();
        while let Some(moment) = due(self) {
            self.tell_waiting(moment.max(self.clock), hear);
            self.clock = self.clock.max(moment);
            if self.minutes.next().is_some_and(|at| at <= moment) {
                self.stand_in(self.clock);
            }
            if self.rates.next().is_some_and(|at| at <= moment) {
                for (rule, insight) in self.rates.advance(moment) {
                    self.tell(Heard::Insight(rule, Box::new(insight)), hear);
                }
            }
            while self.monitor.next().is_some_and(|at| at <= moment) {
                self.monitor.step(moment, &mut told);
                for one in told.drain(..) {
                    self.tell(Heard::Alarm(one), hear);
                }
            }
        }
        self.clock = now;
        self.monitor.reach(now);
        self.tell_waiting(Timestamp::MAX, hear);
    }

    fn tell_waiting(&mut self, until: Timestamp, hear: &mut dyn FnMut(Heard) -> Sensed) {
        while let Some(heard) = self.waiting.pop_front_if(|heard| heard.at() <= until) {
            self.tell(heard, hear);
        }
    }

    /// Does what was due while time stood still, once.
    fn pass_over(&mut self, now: Timestamp) {
        let minute = SignedDuration::from_mins(1);
        let Ok(from) = now.checked_sub(self.bounds.catch_up) else { return };
        if self.clock.checked_add(minute).is_ok_and(|clock| clock >= from) {
            return;
        }
        let whole = from.as_second().div_euclid(60) * 60;
        let Ok(from) = Timestamp::from_second(whole) else { return };
        self.monitor.skip_to(from);
        self.rates.skip_to(now);
        self.clock = from;
    }

    fn tell(&mut self, heard: Heard, hear: &mut dyn FnMut(Heard) -> Sensed) {
        match &heard {
            Heard::Alarm(told) => {
                for item in told.history(&|_| Vec::new()) {
                    self.note(&told.alarm, &item);
                }
            }
            Heard::Configured(changed) => self.note(&changed.alarm, &changed.item),
            Heard::Insight(..) => {}
        }
        let sensed = hear(heard);
        self.take(sensed, self.clock);
    }

    /// Takes the default values that stand now.
    fn stand_in(&mut self, now: Timestamp) {
        for (name, minute, late) in self.minutes.pop(now) {
            let filters = self.listening.filters();
            let found = (0u32..).zip(filters).find(|(_, filter)| *filter.name == *name);
            let Some((number, filter)) = found else { continue };
            let Some(value) = filter.default_value else { continue };
            match default_datum(filter, value, minute.saturating_mul(60_000)) {
                Ok(datum) if late && self.has(&datum) => {}
                // A store that is full has said so with the data themselves.
                Ok(datum) => drop(self.monitor.take(&datum)),
                Err(refusal) => self.drop_match(number, refusal.message),
            }
        }
    }

    /// Are there data in the minute of a datum?
    fn has(&self, datum: &Datum) -> bool {
        let (store, slot) = (self.monitor.store(), datum.slot());
        let found = store.find(&datum.metric);
        found.and_then(|id| store.next_of(id, Some(datum.unit), slot)) == Some(slot)
    }
}
