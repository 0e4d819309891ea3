//! What is delivered: letters, the routes they take, and the calls they become. Plain data, so that
//! a queue on disk can keep it.

use super::fault::Fault;
use crate::base::ids::TargetId;
use crate::model::{Invocation, Item};
use crate::rules::{Retry, Routing};
use jiff::Timestamp;
use std::sync::Arc;

/// What `Delivery` knows nothing of: an id that another `Delivery` gave, a target that is not there,
/// a call that ended before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown {0}")]
pub struct Unknown(pub &'static str);

/// A way from a rule to a target: an entry of the rule's `targets`.
#[derive(Debug, Clone)]
pub struct Route {
    /// The rule's name.
    pub rule: Arc<str>,
    /// The rule's ARN, for dead letters.
    pub rule_arn: Arc<str>,
    /// Where it leads.
    pub target: TargetId,
    /// Retries as the rule wants them, over the target's own.
    pub retry: Retry,
    /// The target of dead letters, over the target's own.
    pub dead_letter: Option<TargetId>,
}

impl Route {
    /// The route of an entry of a rule's `targets`.
    #[must_use]
    pub fn of(rule: Arc<str>, rule_arn: Arc<str>, routing: &Routing) -> Self {
        let Routing { target, retry, dead_letter, .. } = *routing;
        Self { rule, rule_arn, target, retry, dead_letter }
    }
}

/// A route of a `Delivery`, in the order in which they were added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteId(pub(super) u32);

impl RouteId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Why a letter is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A rule matched an event.
    Event,
    /// An event could not be delivered, and goes to the dead-letter target.
    DeadLetter,
    /// An invocation ended, and its record goes to the `on-success` or `on-failure` target.
    Record,
}

impl Role {
    /// The name that reports use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::DeadLetter => "dead letter",
            Self::Record => "record",
        }
    }
}

/// One thing to deliver to one target.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The way it takes.
    pub route: RouteId,
    /// The event's id, for the log; it plays no part in what happens.
    pub event_id: Option<Arc<str>>,
    /// The event itself as JSON text, before `input` and its like: what a dead letter holds.
    pub event: Arc<str>,
    /// What the target gets. Its id should come from [`item_id`](super::item_id).
    pub item: Item,
    /// The value at the target's `ordered-by`. Letters without one overtake and are overtaken.
    pub order_key: Option<Arc<str>>,
    /// When the event came in: its age is counted from here.
    pub born: Timestamp,
    /// How many invocations led to this one; 0 for what came from outside.
    pub hops: u8,
    /// Tries that failed and counted before the letter came here: those of an earlier process.
    pub attempts: u32,
    /// The caller's own mark: decisions about the letter bear it. What the delivery makes itself,
    /// dead letters and records, has 0.
    pub tag: u64,
}

impl Letter {
    /// What counts against `bytes` of a batch: the body and its attributes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let attributes = self.item.attributes.iter().map(|(k, v)| k.len() + v.len());
        (self.item.body.len() + attributes.sum::<usize>()) as u64
    }
}

/// A call that is under way; given back with its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    pub(super) slot: u32,
    pub(super) turn: u32,
}

/// What is to be called now.
#[derive(Debug, Clone)]
pub struct Call {
    /// Tells this call from all others; `Invocation::id` is the same when it is tried again, and
    /// also when one event came twice.
    pub ticket: Ticket,
    /// The call.
    pub invocation: Invocation,
    /// How many invocations led to this one.
    pub hops: u8,
    /// When the oldest of its letters was born.
    pub born: Timestamp,
}

/// Letters that are tried together, with what became of earlier tries.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    pub route: RouteId,
    /// Never empty while it is under way.
    pub letters: Vec<Letter>,
    /// The order key that the parcel blocks.
    pub key: Option<Arc<str>>,
    /// Calls so far.
    pub calls: u32,
    /// Calls that count as attempts.
    pub attempts: u32,
    /// How often the whole parcel failed.
    pub whole: u32,
    /// Not to be tried before; `None` before the first failure.
    pub due: Option<Timestamp>,
    /// The last failure.
    pub last: Option<Last>,
}

/// A call that failed.
#[derive(Debug, Clone)]
pub(super) struct Last {
    pub fault: Arc<Fault>,
    /// The invocation's id.
    pub id: Arc<str>,
    /// Calls up to this one.
    pub calls: u32,
}

impl Last {
    /// For what was never called.
    pub fn uncalled(fault: &Arc<Fault>) -> Self {
        Self { fault: fault.clone(), id: "".into(), calls: 0 }
    }
}

impl Parcel {
    pub fn new(route: RouteId, letters: Vec<Letter>, key: Option<Arc<str>>) -> Self {
        let attempts = letters.iter().map(|letter| letter.attempts).max().unwrap_or(0);
        Self { route, letters, key, calls: attempts, attempts, whole: 0, due: None, last: None }
    }
}
