//! One target: what waits for it, and whether it may be called now. Targets share nothing, so that a
//! slow one does not hold up the others.

use super::circuit::{Circuit, Pass};
use super::concurrency::Slots;
use super::fault::Fault;
use super::letter::Parcel;
use super::order::Keys;
use super::policy::TargetPolicy;
use super::rate::Rate;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;

/// A target with what waits for it.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub policy: TargetPolicy,
    /// Parcels that wait for nothing but their turn.
    pub ready: VecDeque<Parcel>,
    /// Letters with order keys.
    pub keys: Keys,
    /// Invocations at one time.
    pub slots: Slots,
    pub circuit: Circuit,
    /// Letters that are not in a call.
    pub waiting: usize,
    /// Is it in the list of lanes to look at?
    pub listed: bool,
    /// When a timer will list it.
    pub sleeps: Option<Timestamp>,
    /// Why it is paused or was lately: until it answers again, what waits for it grows too old.
    pub trouble: Option<Arc<Fault>>,
    rate: Option<Rate>,
    /// As a throttling target wished.
    paused: Option<Timestamp>,
    /// Is it not to be called until someone says so?
    pub stopped: bool,
}

/// May the target be called?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// Yes; is it the probe of a circuit?
    Open { probe: bool },
    /// Not before.
    At(Timestamp),
    /// Not before a call ended.
    Shut,
}

impl Lane {
    pub fn new(policy: TargetPolicy) -> Self {
        Self {
            ready: VecDeque::new(),
            keys: Keys::default(),
            slots: Slots::new(policy.concurrency),
            circuit: Circuit::new(),
            waiting: 0,
            listed: false,
            sleeps: None,
            trouble: None,
            rate: policy.rate.map(Rate::new),
            paused: None,
            stopped: false,
            policy,
        }
    }

    /// May the target be called now?
    pub fn gate(&self, now: Timestamp) -> Gate {
        if self.stopped || !self.slots.free() {
            return Gate::Shut;
        }
        if let Some(until) = self.paused.filter(|until| *until > now) {
            return Gate::At(until);
        }
        let probe = match self.circuit.pass(now) {
            Pass::Never => return Gate::Shut,
            Pass::At(at) => return Gate::At(at),
            Pass::Probe => true,
            Pass::Call => false,
        };
        match self.rate.as_ref().and_then(|rate| rate.wait(now)) {
            Some(at) => Gate::At(at),
            None => Gate::Open { probe },
        }
    }

    /// A call begins.
    pub fn begin(&mut self, now: Timestamp, probe: bool) {
        self.slots.begin();
        if let Some(rate) = &mut self.rate {
            rate.take(now);
        }
        if probe {
            self.circuit.probe();
        }
    }

    /// The target throttled, and wishes to be left alone until then.
    pub fn throttled(&mut self, until: Option<Timestamp>, fault: Option<&Arc<Fault>>) {
        self.slots.throttled();
        self.paused = self.paused.max(until);
        self.trouble = fault.cloned();
    }

    /// The target answered, and not that it is throttled. What was called before it throttled or
    /// broke says nothing of how it is now.
    pub fn answered(&mut self, now: Timestamp) {
        self.slots.answered();
        let paused = self.paused.is_some_and(|until| until > now);
        if !paused && self.circuit.is_closed() {
            self.trouble = None;
        }
    }

    /// Should it be looked at? In trouble also when it may not be called: something may be too old.
    pub fn wants_turn(&self) -> bool {
        let awake = self.sleeps.is_none() || self.trouble.is_some();
        !self.stopped && !self.listed && awake && !self.ready.is_empty() && self.slots.free()
    }
}
