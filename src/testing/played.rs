//! What happened when the targets of a case were invoked, as plain data.

use crate::base::ids::{RuleId, TargetId};
use crate::model::{Fate, PutEvent};

/// What happened.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// How the invocations of the case's own matches ended, in the order in which they are planned.
    pub first: Vec<Option<End>>,
    /// How those ended that followed from them, in the order of their ends.
    pub then: Vec<Followed>,
    /// The requests, in order.
    pub requests: Vec<Sent>,
    /// The files, by path; folders as grants spell them.
    pub files: Vec<(String, Vec<u8>)>,
    /// The events that were put, and by which target, in order.
    pub puts: Vec<(TargetId, PutEvent)>,
}

/// How an invocation ended.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// How.
    pub fate: Fate,
    /// How often the target was called.
    pub attempts: u32,
    /// Why it was not delivered.
    pub reason: Option<String>,
    /// What the plugin answered; JSON text.
    pub output: Option<String>,
    /// What it logged in all calls.
    pub log: Vec<String>,
}

/// An invocation that followed from another: a dead letter, a record, or an event that was put.
#[derive(Debug)]
pub(super) struct Followed {
    /// The target.
    pub target: TargetId,
    /// The rule whose match it is, or led to it.
    pub rule: RuleId,
    /// What it is, such as `a dead letter`.
    pub what: &'static str,
    /// What the target got; `None` if it was not called.
    pub input: Option<String>,
    /// How it ended.
    pub end: End,
}

/// A request that was sent.
#[derive(Debug)]
pub(super) struct Sent {
    /// By this target.
    pub target: TargetId,
    /// Such as `POST`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What follows the headers.
    pub body: Vec<u8>,
}
