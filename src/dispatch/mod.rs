//! Floor 8: from matches to invocations. A `Dispatch` joins what decides (`deliver`) with what
//! performs (`plugins`): planned invocations go in, calls are made, decisions and what plugins did
//! come out. Events that plugins put are matched again (`chain`), so that rules follow rules.
//!
//! `run` drives it by the clock of the system, `simulate` by a clock that jumps to the next thing to
//! do; both give the same decisions for the same outcomes.

mod chain;
mod run;
mod simulate;
#[cfg(test)]
mod tests;

pub use chain::Chain;
pub use run::{Inbox, Running, start};

use crate::deliver::{
    Call, Decision, Delivery, EventKey, Letter, Loss, Route, RouteId, Settings, Step, TargetPolicy,
    Ticket, item_id,
};
use crate::model::{
    Delivered, Fate, Home, Invocation, Invoked, Item, Outcome, Planned, Sent, SideEffect,
};
use crate::plugins::Function;
use crate::rules::{EventRule, Target};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// How many invocations may follow one from another.
const HOPS: u8 = 16;

/// What comes out of a dispatch.
#[derive(Debug)]
pub enum Note {
    /// A call ended, whatever came of it.
    Called(Box<Called>),
    /// A delivery ended; with its number among those offered, if it is one of them and not a dead
    /// letter or a record.
    Ended(Option<u64>, Box<Delivered>),
    /// A decision on the way.
    Decided(Box<Decision>),
    /// A plugin put an event.
    Put(Box<SideEffect>),
}

/// A call that ended.
#[derive(Debug)]
pub struct Called {
    /// The target's name.
    pub target: Arc<str>,
    /// The call.
    pub invocation: Invocation,
    /// What came of it.
    pub invoked: Invoked,
}

/// A call that is under way.
#[derive(Debug)]
struct Started {
    ticket: Ticket,
    hops: u8,
    invocation: Invocation,
    function: Arc<Function>,
}

/// Deliveries under way.
#[derive(Debug)]
pub struct Dispatch {
    delivery: Delivery,
    /// By rule and entry of its `targets`.
    routes: Vec<Vec<RouteId>>,
    rules: Vec<Arc<str>>,
    /// By target.
    functions: Vec<Arc<Function>>,
    chain: Chain,
    notes: Vec<Note>,
    /// The numbers of items that are under way.
    numbers: HashMap<Arc<str>, u64>,
    offered: u64,
}

impl Dispatch {
    /// Delivers what `rules` send to `targets`, each of which is a function.
    #[must_use]
    pub fn new(
        rules: &[EventRule],
        targets: &[Target],
        functions: Vec<Arc<Function>>,
        settings: Settings,
        chain: Chain,
    ) -> Self {
        let home: Home = settings.home.clone();
        let policies = targets.iter().map(|target| TargetPolicy::of(target, &settings)).collect();
        let mut delivery = Delivery::new(policies, settings);
        let names: Vec<Arc<str>> = rules.iter().map(|r| r.header.name.as_str().into()).collect();
        let routes = rules.iter().zip(&names).map(|(rule, name)| {
            let arn: Arc<str> = home.rule(&rule.bus, name).into();
            let routes = rule.targets.iter().filter_map(|routing| {
                // INVARIANT (targets-known): `rules` has refused what names no target.
                delivery.route(Route::of(Arc::clone(name), Arc::clone(&arn), routing)).ok()
            });
            routes.collect()
        });
        let routes = routes.collect();
        Self {
            delivery,
            routes,
            rules: names,
            functions,
            chain,
            notes: Vec::new(),
            numbers: HashMap::new(),
            offered: 0,
        }
    }

    /// Takes an invocation that is to be made. One without its event cannot be.
    pub fn offer(&mut self, now: Timestamp, planned: Planned, hops: u8) {
        let Planned { rule, entry, target, sent, input, .. } = planned;
        let (Some(sent), Some(name)) = (sent, self.rules.get(rule.index())) else { return };
        let Some(&route) = self.routes.get(rule.index()).and_then(|r| r.get(entry)) else { return };
        let Sent { id, index, text, order_key } = *sent;
        let key = match &id {
            Some(id) => EventKey::Id(id),
            None => EventKey::Content(text.as_bytes(), index),
        };
        let item_id = item_id(name, &target, entry, key);
        let (body, failed) = match input {
            Ok(body) => (body.into(), None),
            Err(error) => (Arc::from(""), Some(error)),
        };
        self.numbers.insert(Arc::clone(&item_id), self.offered);
        self.offered += 1;
        let item = Item { id: item_id, body, attributes: Vec::new() };
        let letter = Letter { route, event_id: id, event: text, item, order_key, born: now, hops };
        // INVARIANT (routes-known): the route is one of this delivery's.
        let _taken = match failed {
            None => self.delivery.offer(now, letter),
            Some(error) => self.delivery.offer_failed(now, letter, error.code, &error.message),
        };
        self.hear(None);
    }

    /// What is to be called now, if anything.
    fn next(&mut self, now: Timestamp) -> Option<Started> {
        let call = self.delivery.next(now);
        self.hear(None);
        let Call { ticket, invocation, hops } = call?;
        // INVARIANT (functions-known): there is a function for every target.
        let function = Arc::clone(self.functions.get(invocation.target.index())?);
        Some(Started { ticket, hops, invocation, function })
    }

    /// Takes what came of a call.
    fn ended(&mut self, now: Timestamp, started: Started, mut invoked: Invoked) {
        let Started { ticket, hops, invocation, function } = started;
        let target = &function.facts().target;
        for event in std::mem::take(&mut invoked.puts) {
            let effect = SideEffect::Put { target: Arc::clone(target), event };
            if let SideEffect::Put { event, .. } = &effect {
                for planned in self.follow(hops, event) {
                    self.offer(now, planned, hops + 1);
                }
            }
            self.notes.push(Note::Put(Box::new(effect)));
        }
        let outcome = invoked.outcome.clone();
        let called = Called { target: Arc::clone(target), invocation, invoked };
        // INVARIANT (tickets-once): every call ends once.
        let _known = self.delivery.completed(now, ticket, outcome);
        let at = self.notes.len();
        self.hear(Some(&called));
        self.notes.insert(at, Note::Called(Box::new(called)));
    }

    /// The invocations that an event brings about that a plugin put.
    fn follow(&mut self, hops: u8, event: &crate::model::PutEvent) -> Vec<Planned> {
        if hops >= HOPS { Vec::new() } else { self.chain.planned(event) }
    }

    /// Turns decisions into notes; `called` is the call that led to them.
    fn hear(&mut self, called: Option<&Called>) {
        for decision in self.delivery.decisions() {
            let note = match end(&decision, called, &self.functions) {
                Some(delivered) => {
                    let item = decision.subject.as_ref().map(|subject| &subject.item);
                    let number = item.and_then(|item| self.numbers.remove(item));
                    Note::Ended(number, Box::new(delivered))
                }
                None => Note::Decided(Box::new(decision)),
            };
            self.notes.push(note);
        }
    }

    /// What happened since the last time.
    pub fn notes(&mut self) -> std::vec::Drain<'_, Note> {
        self.notes.drain(..)
    }
}

/// The end of a delivery that a decision is, if it is one.
fn end(
    decision: &Decision,
    called: Option<&Called>,
    functions: &[Arc<Function>],
) -> Option<Delivered> {
    let subject = decision.subject.as_ref()?;
    let lost = |fate, loss: &Loss| Some((fate, loss.calls, Some(loss.to_string())));
    let (fate, attempts, reason) = match &decision.step {
        Step::Done { attempt } => Some((Fate::Delivered, *attempt, None)),
        Step::DeadLettered { loss, .. } => lost(Fate::DeadLettered, loss),
        Step::Dropped { loss } | Step::GivenUp { loss } => lost(Fate::Dropped, loss),
        _ => None,
    }?;
    let called = called.filter(|called| called.target == decision.target);
    let output = called.and_then(|called| match &called.invoked.outcome {
        Outcome::Answered { output, .. } => output.clone(),
        Outcome::Refused(_) | Outcome::Broken { .. } => None,
    });
    let plugin = functions.iter().map(|f| f.facts()).find(|f| f.target == decision.target);
    Some(Delivered {
        rule: Arc::clone(&subject.rule),
        target: Arc::clone(&decision.target),
        plugin: plugin.map(|facts| facts.plugin.clone()).unwrap_or_default(),
        event_id: subject.event_id.clone(),
        role: subject.role.word(),
        fate,
        invocation: called.map(|called| Arc::clone(&called.invocation.id)),
        attempts,
        reason,
        output,
        log: called.map(|called| called.invoked.log.clone()).unwrap_or_default(),
    })
}
