//! Every decision with its reason, for logs and explanations.

use super::destination::Condition;
use super::fault::Fault;
use super::letter::Role;
use super::retry::Exhausted;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// A letter that a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The rule's name.
    pub rule: Arc<str>,
    /// The item's id.
    pub item: Arc<str>,
    /// The event's id, if it has one.
    pub event_id: Option<Arc<str>>,
    /// Why it is under way.
    pub role: Role,
    /// The mark of the letter.
    pub tag: u64,
}

/// How a letter that failed for good got there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The last fault.
    pub fault: Arc<Fault>,
    /// The bound that ended the retries, if one did.
    pub exhausted: Option<Exhausted>,
    /// Calls of the target.
    pub calls: u32,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is delivered.
    Done {
        /// At the first try, the second, ...
        attempt: u32,
    },
    /// It is tried again.
    Again {
        /// Why this try failed.
        fault: Arc<Fault>,
        /// The try that failed.
        attempt: u32,
        /// When.
        at: Timestamp,
    },
    /// It did not fail for good, but is tried again after one before it in its order.
    Behind {
        /// When.
        at: Timestamp,
    },
    /// It goes to the dead-letter target.
    DeadLettered {
        /// The name of that.
        to: Arc<str>,
        /// Why.
        loss: Loss,
    },
    /// It is lost: there is no dead-letter target.
    Dropped {
        /// Why.
        loss: Loss,
    },
    /// It is a dead letter and is lost: dead letters have no dead letters.
    GivenUp {
        /// Why.
        loss: Loss,
    },
    /// The record of its invocation goes to another target.
    Recorded {
        /// The name of that.
        to: Arc<str>,
        /// What the record says.
        condition: Condition,
    },
    /// The record of its invocation goes nowhere: too many invocations followed one from another.
    Recursion {
        /// Where it would have gone.
        to: Arc<str>,
        /// How many.
        hops: u8,
    },
    /// The batch failed as a whole again, and is halved.
    Halved {
        /// Letters in the halves.
        into: (usize, usize),
    },
    /// The target throttles: fewer calls at one time.
    Slowed {
        /// How many.
        concurrency: u32,
        /// And none before.
        until: Option<Timestamp>,
    },
    /// The target broke too often in a row: no calls before `until`.
    Opened {
        /// Until then.
        until: Timestamp,
    },
    /// The target is tried with one call.
    Probing,
    /// The target answers again.
    Closed,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When it was made.
    pub at: Timestamp,
    /// The target's name.
    pub target: Arc<str>,
    /// The letter that it is about; `None` if it is about the target.
    pub subject: Option<Subject>,
    /// What was decided.
    pub step: Step,
}

impl Decision {
    /// Is this the last one about its letter, apart from records? Every letter has exactly one such.
    #[must_use]
    pub fn ends(&self) -> bool {
        matches!(
            self.step,
            Step::Done { .. }
                | Step::DeadLettered { .. }
                | Step::Dropped { .. }
                | Step::GivenUp { .. }
        )
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = &self.target;
        match &self.subject {
            Some(Subject { rule, item, role, .. }) => {
                write!(f, "{} {item} of `{rule}` to `{target}`: {}", role.word(), self.step)
            }
            None => write!(f, "target `{target}`: {}", self.step),
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fault, exhausted, calls } = self;
        match exhausted {
            Some(bound) => write!(f, "{} is reached after {calls} calls; {fault}", bound.word()),
            None => write!(f, "trying again is of no use; {fault}"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done { attempt } => write!(f, "delivered at attempt {attempt}"),
            Self::Again { fault, attempt, at } => {
                write!(f, "attempt {attempt} failed, the next one is at {at}; {fault}")
            }
            Self::Behind { at } => {
                write!(f, "sent again at {at}, after one before it in its order")
            }
            Self::DeadLettered { to, loss } => write!(f, "sent to dead letters `{to}`: {loss}"),
            Self::Dropped { loss } => write!(f, "dropped, there is no dead-letter target: {loss}"),
            Self::GivenUp { loss } => write!(f, "given up, dead letters have no others: {loss}"),
            Self::Recorded { to, condition } => {
                write!(f, "the record, {}, goes to `{to}`", condition.word())
            }
            Self::Recursion { to, hops } => {
                write!(f, "RECURSION: no record goes to `{to}` after {hops} invocations in a row")
            }
            Self::Halved { into: (first, second) } => {
                write!(f, "the batch failed as a whole again, halved into {first} and {second}")
            }
            Self::Slowed { concurrency, until: None } => {
                write!(f, "throttled, slowed to {concurrency} at one time")
            }
            Self::Slowed { concurrency, until: Some(until) } => {
                write!(f, "throttled, slowed to {concurrency} at one time, none before {until}")
            }
            Self::Opened { until } => {
                write!(f, "broke too often in a row, no calls before {until}")
            }
            Self::Probing => f.write_str("tried again with one call"),
            Self::Closed => f.write_str("answers again"),
        }
    }
}
