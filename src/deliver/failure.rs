//! What comes of a call that failed, in whole or in part: which letters are done, which are tried
//! again and when, which are lost.

use super::bisect;
use super::decision::Step;
use super::delivery::Delivery;
use super::fault::{Class, Fault};
use super::letter::{Last, Letter, Parcel};
use super::partial::{Fate, Faults, in_order};
use super::retry::{RetryPolicy, after, wait};
use super::timers::Timer;
use crate::base::ids::TargetId;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// A call that failed.
pub(super) struct Failed {
    pub parcel: Parcel,
    /// The invocation's id.
    pub id: Arc<str>,
    pub target: TargetId,
    pub retry: RetryPolicy,
    /// For the record of the letters that are done.
    pub output: Option<String>,
}

/// When letters are tried again.
#[derive(Clone, Copy)]
struct Plan {
    /// Those that failed.
    passing: Timestamp,
    /// Those that were throttled.
    throttled: Timestamp,
    /// Is the batch halved, and does this try therefore not count?
    halved: bool,
}

impl Plan {
    fn due(&self, fault: &Fault) -> Timestamp {
        if counts(fault) { self.passing } else { self.throttled }
    }
}

/// Does a try that ended so count as an attempt?
fn counts(fault: &Fault) -> bool {
    !matches!(fault.class, Class::Throttled(_))
}

impl Failed {
    /// What becomes of a letter with this fault, looked at alone.
    fn fate(&self, letter: &Letter, fault: Option<&Arc<Fault>>, plan: &Plan) -> Fate {
        let Some(fault) = fault else { return Fate::Done };
        let failures = match fault.class {
            Class::Permanent => return Fate::Lost(None),
            Class::Passing if !plan.halved => self.parcel.attempts + 1,
            Class::Passing | Class::Throttled(_) => 0,
        };
        match self.retry.allows(letter.born, plan.due(fault), failures) {
            None => Fate::Again,
            bound => Fate::Lost(bound),
        }
    }

    /// What becomes of all letters.
    fn fates(&self, faults: &[Option<Arc<Fault>>], plan: &Plan) -> Vec<Fate> {
        let letters = &self.parcel.letters;
        let each = letters.iter().zip(faults);
        let mut fates: Vec<_> = each.map(|(l, f)| self.fate(l, f.as_ref(), plan)).collect();
        if self.parcel.key.is_some() {
            let due = first(&fates, faults).map_or(plan.passing, |fault| plan.due(fault));
            let may = |i: usize| letters.get(i).is_some_and(|l| !self.retry.too_old(l.born, due));
            in_order(&mut fates, may);
        }
        fates
    }
}

/// The fault of the first letter that is tried again.
fn first<'a>(fates: &[Fate], faults: &'a [Option<Arc<Fault>>]) -> Option<&'a Arc<Fault>> {
    let again = fates.iter().zip(faults).find(|(fate, _)| **fate == Fate::Again);
    again.and_then(|(_, fault)| fault.as_ref())
}

impl Delivery {
    /// A call failed.
    pub(super) fn failed(&mut self, now: Timestamp, mut call: Failed, found: Faults) {
        let parcel = &mut call.parcel;
        let mut halved = false;
        let faults: Vec<Option<Arc<Fault>>> = match found {
            Faults::All(fault) => {
                if fault.class == Class::Passing {
                    parcel.whole += 1;
                    halved = bisect::halves(parcel.letters.len(), parcel.whole);
                }
                vec![Some(Arc::new(fault)); parcel.letters.len()]
            }
            Faults::Each(each) => {
                parcel.whole = 0;
                each.into_iter().map(|fault| fault.map(Arc::new)).collect()
            }
        };
        let throttled = self.throttle(now, &call, &faults).unwrap_or(now);
        let passing = faults.iter().flatten().any(|fault| fault.class == Class::Passing);
        let wait = if passing {
            wait(&mut self.rng, Class::Passing, call.parcel.calls)
        } else {
            Duration::ZERO
        };
        let plan = Plan { passing: after(now, wait), throttled, halved };
        let fates = call.fates(&faults, &plan);
        self.sort_out(now, call, &faults, &fates, &plan);
    }

    /// Slows a target down if it throttled something; gives when to try that again.
    fn throttle(
        &mut self,
        now: Timestamp,
        call: &Failed,
        faults: &[Option<Arc<Fault>>],
    ) -> Option<Timestamp> {
        let throttled = faults.iter().flatten().filter_map(|fault| match fault.class {
            Class::Throttled(wish) => Some(wish),
            Class::Passing | Class::Permanent => None,
        });
        let (letters, wish) = throttled.fold((0, None), |(n, most), wish| (n + 1, wish.max(most)));
        let lane = self.lanes.get_mut(call.target.index())?;
        if letters == 0 {
            if !faults.iter().flatten().any(|fault| fault.broken) {
                lane.answered(now);
            }
            return None;
        }
        let wait = wait(&mut self.rng, Class::Throttled(wish), call.parcel.calls);
        let due = after(now, wait);
        let until = wish.map(|_| due);
        let slow = faults.iter().flatten().find(|fault| !counts(fault));
        lane.throttled(until, slow);
        let concurrency = lane.slots.allowed();
        self.note_target(now, call.target, Step::Slowed { concurrency, until });
        if let Some(way) = self.ways.get_mut(call.parcel.route) {
            way.counts.throttled += letters;
        }
        Some(due)
    }

    /// Does with each letter what was found.
    fn sort_out(
        &mut self,
        now: Timestamp,
        call: Failed,
        faults: &[Option<Arc<Fault>>],
        fates: &[Fate],
        plan: &Plan,
    ) {
        let Failed { mut parcel, id, target, output, .. } = call;
        let calls = parcel.calls;
        let leading = first(fates, faults).cloned();
        let key = parcel.key.take();
        let (mut done, mut passing, mut throttled) = (Vec::new(), Vec::new(), Vec::new());
        let mut lost = Vec::new();
        let letters = std::mem::take(&mut parcel.letters);
        for ((letter, fault), fate) in letters.into_iter().zip(faults).zip(fates) {
            // In order, all go on together, as the first of them does.
            let group = if key.is_some() { &leading } else { fault };
            match (fate, fault, group) {
                (Fate::Lost(bound), Some(fault), _) => lost.push((letter, fault.clone(), *bound)),
                (Fate::Again, _, Some(group)) => {
                    let at = plan.due(group);
                    let step = match fault {
                        Some(fault) => Step::Again { fault: fault.clone(), attempt: calls, at },
                        None => Step::Behind { at },
                    };
                    self.note(now, &letter, step);
                    if counts(group) { passing.push(letter) } else { throttled.push(letter) }
                }
                _ => done.push(letter),
            }
        }
        self.done(now, &done, calls, &id, output.as_deref());
        for (letter, fault, bound) in lost {
            self.lose(now, letter, bound, &Last { fault, id: id.clone(), calls });
        }
        self.now_waiting(target, (passing.len() + throttled.len()) as isize);
        let mut again = Vec::new();
        if let Some(fault) = leading {
            let (due, last) = (Some(plan.passing), Some(Last { fault, id, calls }));
            let next = Parcel { key: key.clone(), due, last, ..parcel };
            let attempts = next.attempts + u32::from(!plan.halved);
            if plan.halved && passing.len() > 1 {
                let (first, second) = bisect::split(passing);
                let into = (first.len(), second.len());
                self.note_target(now, target, Step::Halved { into });
                again.push(Parcel { letters: first, attempts, ..next.clone() });
                again.push(Parcel { letters: second, attempts, ..next.clone() });
            } else if !passing.is_empty() {
                again.push(Parcel { letters: passing, attempts, ..next.clone() });
            }
            if !throttled.is_empty() {
                let due = Some(plan.throttled);
                again.push(Parcel { letters: throttled, due, ..next });
            }
        }
        if let Some(key) = key {
            self.with_keys(now, target, |keys, around| keys.release(&key, again, around));
        } else {
            for parcel in again {
                let due = parcel.due.unwrap_or(now);
                self.timers.set(due, Timer::Retry(Box::new(parcel)));
            }
        }
    }
}
