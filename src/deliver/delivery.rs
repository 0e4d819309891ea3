//! The state machine: letters in, calls out, outcomes in, decisions out. Times come from outside and
//! only go forwards; an earlier one counts as the latest.

use super::counts::CountsOf;
use super::decision::{Decision, Step, Subject};
use super::fault::Fault;
use super::flights::Flights;
use super::lane::{Gate, Lane};
use super::letter::{Call, Last, Letter, Role, Route, RouteId, Unknown};
use super::policy::{Settings, TargetPolicy};
use super::timers::{Timer, Timers};
use super::ways::Ways;
use crate::base::ids::TargetId;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;

/// Delivers letters to targets.
///
/// The caller repeats: [`offer`](Self::offer) what came in, run every call that
/// [`next`](Self::next) gives, tell [`completed`](Self::completed) how it ended, and take the
/// [`decisions`](Self::decisions). When `next` gives nothing, something happens at
/// [`wake_at`](Self::wake_at) at the latest, or when a call ends.
#[derive(Debug)]
pub struct Delivery {
    pub(super) settings: Settings,
    pub(super) lanes: Vec<Lane>,
    pub(super) ways: Ways,
    pub(super) timers: Timers,
    pub(super) flights: Flights,
    pub(super) rng: fastrand::Rng,
    /// Lanes to look at, in turns.
    pub(super) turns: VecDeque<TargetId>,
    now: Timestamp,
    pub(super) flushing: bool,
    pub(super) waiting: usize,
    log: Vec<Decision>,
    /// Dead letters and records, where they are handed out.
    outbox: Option<Vec<Letter>>,
}

impl Delivery {
    /// A delivery to these targets, in the order of their ids. Ids of targets that are not among them
    /// count as none.
    #[must_use]
    pub fn new(mut policies: Vec<TargetPolicy>, settings: Settings) -> Self {
        let known = policies.len();
        for policy in &mut policies {
            for other in [&mut policy.dead_letter, &mut policy.on_success, &mut policy.on_failure] {
                *other = other.filter(|id| id.index() < known);
            }
        }
        Self {
            rng: fastrand::Rng::with_seed(settings.seed),
            settings,
            lanes: policies.into_iter().map(Lane::new).collect(),
            ways: Ways::default(),
            timers: Timers::default(),
            flights: Flights::default(),
            turns: VecDeque::new(),
            now: Timestamp::MIN,
            flushing: false,
            waiting: 0,
            log: Vec::new(),
            outbox: None,
        }
    }

    /// Has dead letters and records be handed out (by [`outbox`](Self::outbox)) instead of being
    /// delivered at once, so that a caller can write them down before it offers them.
    #[must_use]
    pub fn handing_out(self) -> Self {
        Self { outbox: Some(Vec::new()), ..self }
    }

    /// The dead letters and records since the last time, to be offered.
    pub fn outbox(&mut self) -> Vec<Letter> {
        self.outbox.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Sends a dead letter or a record on its way.
    pub(super) fn pass_on(&mut self, now: Timestamp, letter: Letter) {
        match &mut self.outbox {
            Some(outbox) => outbox.push(letter),
            None => self.queue(now, letter),
        }
    }

    /// The rule, the target, and why letters take this route; the route whose dead letters or
    /// records it takes, if it is one of those.
    #[must_use]
    pub fn about(&self, route: RouteId) -> Option<(Arc<str>, TargetId, Role, Option<RouteId>)> {
        let way = self.ways.get(route)?;
        Some((Arc::clone(&way.rule), way.target, way.role, way.from))
    }

    /// The route of dead letters or records of another route.
    ///
    /// # Errors
    /// A route or a target that is not there.
    pub fn derived(&mut self, from: RouteId, role: Role, to: TargetId) -> Result<RouteId, Unknown> {
        let policy = &self.lanes.get(to.index()).ok_or(Unknown("target"))?.policy;
        self.ways.derive(from, role, to, policy, self.settings.retry)
    }

    /// Adds a route, before letters take it.
    ///
    /// # Errors
    /// A target that is not there.
    pub fn route(&mut self, route: Route) -> Result<RouteId, Unknown> {
        let known = self.lanes.len();
        if route.dead_letter.is_some_and(|id| id.index() >= known) {
            return Err(Unknown("target"));
        }
        let lane = self.lanes.get(route.target.index()).ok_or(Unknown("target"))?;
        self.ways.add(route, &lane.policy, self.settings.retry)
    }

    /// Takes a letter to deliver.
    ///
    /// # Errors
    /// A route that is not one of this delivery's.
    pub fn offer(&mut self, now: Timestamp, letter: Letter) -> Result<(), Unknown> {
        let now = self.tick(now);
        self.ways.get(letter.route).ok_or(Unknown("route"))?;
        self.queue(now, letter);
        Ok(())
    }

    /// Takes a letter that could not be made, say because its template gave no JSON: it goes to the
    /// dead letters at once. `code` is for `ERROR_CODE`.
    ///
    /// # Errors
    /// A route that is not one of this delivery's.
    pub fn offer_failed(
        &mut self,
        now: Timestamp,
        letter: Letter,
        code: &str,
        message: &str,
    ) -> Result<(), Unknown> {
        let now = self.tick(now);
        self.ways.get(letter.route).ok_or(Unknown("route"))?;
        let fault = Fault::before(code.to_owned(), message);
        self.lose(now, letter, None, &Last::uncalled(&Arc::new(fault)));
        Ok(())
    }

    /// What is to be called now, if anything.
    pub fn next(&mut self, now: Timestamp) -> Option<Call> {
        let now = self.tick(now);
        while let Some(timer) = self.timers.due(now) {
            self.ring(now, timer);
        }
        let most = self.settings.concurrency.max(1) as usize;
        while self.flights.len() < most {
            let target = self.turns.pop_front()?;
            let Some(lane) = self.lanes.get_mut(target.index()) else { continue };
            lane.listed = false;
            if lane.ready.is_empty() {
                continue;
            }
            match lane.gate(now) {
                Gate::Shut => {}
                Gate::At(at) => {
                    if lane.sleeps.is_none() {
                        lane.sleeps = Some(at);
                        self.timers.set(at, Timer::Lane(target));
                    }
                    if let Some(parcel) = self.take(now, at, target) {
                        self.put_back(target, parcel);
                    }
                }
                Gate::Open { probe } => {
                    let call = self.take(now, now, target);
                    let call = call.and_then(|parcel| self.begin(now, parcel, probe));
                    self.list(target);
                    if call.is_some() {
                        return call;
                    }
                }
            }
        }
        None
    }

    /// When `next` may give or decide something though no call ends and nothing is offered.
    #[must_use]
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.timers.next_at().filter(|_| self.waiting > 0)
    }

    /// The input has ended: batches do not wait for more any longer.
    pub fn flush(&mut self) {
        self.flushing = true;
        for timer in self.timers.batches() {
            self.ring(self.now, timer);
        }
    }

    /// Is everything delivered or given up?
    #[must_use]
    pub fn idle(&self) -> bool {
        self.waiting == 0 && self.flights.len() == 0
    }

    /// Letters that wait, those in calls not among them. They are in memory: a caller that offers
    /// faster than targets take should stop at some number.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// Stops calling a target, or goes on with it. What waits for it grows older meanwhile; its next
    /// try is made all the same.
    pub fn stop(&mut self, target: TargetId, stopped: bool) {
        if let Some(lane) = self.lanes.get_mut(target.index()) {
            lane.stopped = stopped;
        }
        self.list(target);
    }

    /// Letters that wait for one target.
    #[must_use]
    pub fn waiting_for(&self, target: TargetId) -> usize {
        self.lanes.get(target.index()).map_or(0, |lane| lane.waiting)
    }

    /// Calls that are under way.
    #[must_use]
    pub fn running(&self) -> usize {
        self.flights.len()
    }

    /// The decisions since the last time, in order. They gather until they are taken.
    pub fn decisions(&mut self) -> std::vec::Drain<'_, Decision> {
        self.log.drain(..)
    }

    /// The counters by rule, target and role.
    #[must_use]
    pub fn counts(&self) -> Vec<CountsOf> {
        self.ways.counts(&self.lanes)
    }

    pub(super) fn tick(&mut self, now: Timestamp) -> Timestamp {
        self.now = self.now.max(now);
        self.now
    }

    /// Writes down a decision about a letter.
    pub(super) fn note(&mut self, at: Timestamp, letter: &Letter, step: Step) {
        let Some(way) = self.ways.get(letter.route) else { return };
        let Some(lane) = self.lanes.get(way.target.index()) else { return };
        let subject = Some(Subject {
            rule: way.rule.clone(),
            item: letter.item.id.clone(),
            event_id: letter.event_id.clone(),
            role: way.role,
            tag: letter.tag,
        });
        self.log.push(Decision { at, target: lane.policy.name.clone(), subject, step });
    }

    /// Writes down a decision about a target.
    pub(super) fn note_target(&mut self, at: Timestamp, target: TargetId, step: Step) {
        if let Some(lane) = self.lanes.get(target.index()) {
            let target = lane.policy.name.clone();
            self.log.push(Decision { at, target, subject: None, step });
        }
    }
}
