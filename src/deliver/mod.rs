//! Floor 7: delivery. Letters wait for their targets, become calls, and end: delivered, as dead
//! letters, or dropped. No input or output, no clock, no threads: times, outcomes and the seed come
//! from outside, so one story gives the same decisions in a run, in a test and in a daemon.
//!
//! `delivery` is the state machine's face. A letter's way: `queue` (with `batch` and `order`), `lane`
//! (with `concurrency`, `rate`, `circuit`), `call`, `settle`, and, where something failed, `failure`
//! (with `partial`, `retry`, `bisect`) and `loss` (with `dead_letter` and `destination`). What it all
//! means to users is in `docs/delivery.md`.

mod batch;
mod bisect;
mod call;
mod circuit;
mod concurrency;
mod counts;
mod dead_letter;
mod decision;
mod delivery;
mod destination;
mod failure;
mod fault;
mod flights;
mod identity;
mod lane;
mod letter;
mod loss;
mod order;
mod partial;
mod policy;
mod queue;
mod rate;
mod retry;
mod settle;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timers;
mod ways;

pub use batch::BatchPolicy;
pub use counts::{Counts, CountsOf};
pub use decision::{Decision, Loss, Step, Subject};
pub use delivery::Delivery;
pub use destination::Condition;
pub use fault::{Class, Fault};
pub use identity::{EventKey, invocation_id, item_id};
pub use letter::{Call, Letter, Role, Route, RouteId, Ticket, Unknown};
pub use policy::{Settings, TargetPolicy};
pub use retry::{Exhausted, RetryPolicy};
