//! Floor 9: from matches to invocations. A `Dispatch` joins what decides (`deliver`) with what
//! performs (`plugins`): planned invocations go in, calls are made, decisions and what plugins did
//! come out. Events that plugins put are matched again (`chain`), so that rules follow rules.
//!
//! `run` drives it by the clock of the system, `simulate` by a clock that jumps to the next thing to
//! do; both give the same decisions for the same outcomes.

mod ask;
mod chain;
mod run;
mod simulate;
#[cfg(test)]
mod tests;

pub use ask::Asked;
pub use chain::{Chain, granted, listens};
pub use run::{Inbox, Running, start};

use crate::deliver::{
    Call, Decision, Delivery, EventKey, Letter, Loss, Role, Route, RouteId, Settings, Step,
    TargetPolicy, Ticket, item_id,
};
use crate::model::{
    Delivered, Fate, Home, Invocation, Invoked, Item, LogLine, Outcome, Planned, PutEvent, Sent,
    SideEffect,
};
use crate::plugins::Function;
use crate::rules::{Sender, Target};
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// How many invocations may follow one from another.
const HOPS: u8 = 16;

/// What comes out of a dispatch.
#[derive(Debug)]
pub enum Note {
    /// A call ended, whatever came of it.
    Called(Box<Called>),
    /// A delivery ended.
    Ended(Box<Ended>),
    /// A decision on the way.
    Decided(Box<Decision>),
    /// A plugin put an event.
    Put(Box<SideEffect>),
}

/// A delivery that ended.
#[derive(Debug)]
pub struct Ended {
    /// Its number among those offered, if it is one of them and not a dead letter or a record.
    pub number: Option<u64>,
    /// The id of the item that was delivered, which calls of it bear.
    pub item: Arc<str>,
    /// How it ended.
    pub delivered: Delivered,
}

/// A call that ended.
#[derive(Debug)]
pub struct Called {
    /// The target's name.
    pub target: Arc<str>,
    /// The call.
    pub invocation: Invocation,
    /// What came of it; its log and output are beside it.
    pub invoked: Invoked,
    /// What it logged, shared by the ends of all its items.
    pub log: Arc<[LogLine]>,
    /// What it answered, shared likewise.
    pub output: Option<Arc<str>>,
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
    functions: Vec<Option<Arc<Function>>>,
    /// The plugins by the names of their targets, as the rules file spells them.
    plugins: HashMap<Arc<str>, String>,
    chain: Chain,
    notes: Vec<Note>,
    /// The numbers of items that are under way; several for an event that came more than once.
    numbers: HashMap<Arc<str>, VecDeque<(u64, usize)>>,
    offered: u64,
    /// Bytes of the events and inputs that are under way.
    held: usize,
}

impl Dispatch {
    /// Delivers what `senders` send to `targets`, each of which that can be reached is a function.
    #[must_use]
    pub fn new(
        senders: &[Sender<'_>],
        targets: &[Target],
        functions: Vec<Option<Arc<Function>>>,
        settings: Settings,
        chain: Chain,
    ) -> Self {
        let home: Home = settings.home.clone();
        let policies = targets.iter().map(|target| TargetPolicy::of(target, &settings)).collect();
        let mut delivery = Delivery::new(policies, settings);
        let names: Vec<Arc<str>> = senders.iter().map(|sender| sender.name.into()).collect();
        let routes = senders.iter().zip(&names).map(|(sender, name)| {
            let arn: Arc<str> = sender.arn(&home).into();
            let routes = sender.routings.iter().filter_map(|routing| {
                // INVARIANT (targets-known): `rules` has refused what names no target.
                delivery.route(Route::of(Arc::clone(name), Arc::clone(&arn), routing)).ok()
            });
            routes.collect()
        });
        let routes = routes.collect();
        let plugin = |target: &Target| (target.name.as_str().into(), target.plugin.value.clone());
        Self {
            plugins: targets.iter().map(plugin).collect(),
            delivery,
            routes,
            rules: names,
            functions,
            chain,
            notes: Vec::new(),
            numbers: HashMap::new(),
            offered: 0,
            held: 0,
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
            Ok(body) => (Arc::<str>::from(body), None),
            Err(error) => (Arc::from(""), Some(error)),
        };
        let bytes = text.len() + body.len();
        self.numbers.entry(Arc::clone(&item_id)).or_default().push_back((self.offered, bytes));
        self.offered += 1;
        self.held += bytes;
        let item = Item { id: item_id, body, attributes: Vec::new() };
        let letter = Letter {
            route,
            event_id: id,
            event: text,
            item,
            order_key,
            born: now,
            hops,
            attempts: 0,
            tag: 0,
        };
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
        let Call { ticket, invocation, hops, .. } = call?;
        // INVARIANT (functions-known): there is a function for every target that can be reached.
        let function = self.functions.get(invocation.target.index())?.as_ref().map(Arc::clone)?;
        Some(Started { ticket, hops, invocation, function })
    }

    /// Takes what came of a call.
    fn ended(&mut self, now: Timestamp, started: Started, mut invoked: Invoked) {
        let Started { ticket, hops, invocation, function } = started;
        let target = &function.facts().target;
        for event in std::mem::take(&mut invoked.puts) {
            let effect = SideEffect::Put { target: Arc::clone(target), event };
            if let SideEffect::Put { event, .. } = &effect {
                for planned in self.chain.planned(event) {
                    if hops < HOPS {
                        self.offer(now, planned, hops + 1);
                    } else {
                        self.lost_in_a_circle(&planned, event, hops);
                    }
                }
            }
            self.notes.push(Note::Put(Box::new(effect)));
        }
        let outcome = invoked.outcome.clone();
        let log = std::mem::take(&mut invoked.log).into();
        let output = match &mut invoked.outcome {
            Outcome::Answered { output, .. } => output.take().map(Arc::from),
            Outcome::Refused(_) | Outcome::Broken { .. } => None,
        };
        let target = Arc::clone(target);
        let called = Called { target, invocation, invoked, log, output };
        // INVARIANT (tickets-once): every call ends once.
        let _known = self.delivery.completed(now, ticket, outcome);
        let at = self.notes.len();
        self.hear(Some(&called));
        self.notes.insert(at, Note::Called(Box::new(called)));
    }

    /// Too many invocations followed one from another: this one is not made, and that is said.
    fn lost_in_a_circle(&mut self, planned: &Planned, event: &PutEvent, hops: u8) {
        let rule = self.rules.get(planned.rule.index()).map(Arc::clone).unwrap_or_default();
        let delivered = Delivered {
            rule,
            target: Arc::clone(&planned.target),
            plugin: self.plugins.get(&planned.target).cloned().unwrap_or_default(),
            event_id: Some(event.id.as_str().into()),
            role: Role::Event.word(),
            fate: Fate::Dropped,
            invocation: None,
            attempts: 0,
            reason: Some(format!("RECURSION: {hops} invocations followed one from another")),
            output: None,
            log: Arc::default(),
        };
        let item = event.id.as_str().into();
        self.notes.push(Note::Ended(Box::new(Ended { number: None, item, delivered })));
    }

    /// Turns decisions into notes; `called` is the call that led to them.
    fn hear(&mut self, called: Option<&Called>) {
        for decision in self.delivery.decisions() {
            let note = match end(&decision, called, &self.plugins) {
                Some((item, delivered)) => {
                    // A dead letter bears the id of the item that it was.
                    let offered = delivered.role == Role::Event.word();
                    let known = if offered { number_of(&mut self.numbers, &item) } else { None };
                    self.held -= known.map_or(0, |(_, bytes)| bytes);
                    let number = known.map(|(number, _)| number);
                    Note::Ended(Box::new(Ended { number, item, delivered }))
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

/// The number and the bytes of an item that ended.
fn number_of(
    numbers: &mut HashMap<Arc<str>, VecDeque<(u64, usize)>>,
    item: &Arc<str>,
) -> Option<(u64, usize)> {
    let waiting = numbers.get_mut(item)?;
    let number = waiting.pop_front();
    if waiting.is_empty() {
        numbers.remove(item);
    }
    number
}

/// The end of a delivery that a decision is, if it is one, with the id of its item.
fn end(
    decision: &Decision,
    called: Option<&Called>,
    plugins: &HashMap<Arc<str>, String>,
) -> Option<(Arc<str>, Delivered)> {
    let subject = decision.subject.as_ref()?;
    let lost = |fate, loss: &Loss| Some((fate, loss.calls, Some(loss.to_string())));
    let (fate, attempts, reason) = match &decision.step {
        Step::Done { attempt } => Some((Fate::Delivered, *attempt, None)),
        Step::DeadLettered { loss, .. } => lost(Fate::DeadLettered, loss),
        Step::Dropped { loss } | Step::GivenUp { loss } => lost(Fate::Dropped, loss),
        _ => None,
    }?;
    let called = called.filter(|called| called.target == decision.target);
    let delivered = Delivered {
        rule: Arc::clone(&subject.rule),
        target: Arc::clone(&decision.target),
        plugin: plugins.get(&decision.target).cloned().unwrap_or_default(),
        event_id: subject.event_id.clone(),
        role: subject.role.word(),
        fate,
        invocation: called.map(|called| Arc::clone(&called.invocation.id)),
        attempts,
        reason,
        output: called.and_then(|called| called.output.clone()),
        log: called.map(|called| Arc::clone(&called.log)).unwrap_or_default(),
    };
    Some((Arc::clone(&subject.item), delivered))
}
