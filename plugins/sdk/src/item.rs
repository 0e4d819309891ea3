//! What an invocation is given and what it answers.

use crate::error::Error;
use serde_json::Value;

/// One event of a batch, in the form that the rule chose for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Unique among the items of a batch, and the same when the item is tried again.
    pub id: String,
    /// JSON text, or the text of a string template.
    pub body: String,
    /// What is known about the body: of a dead letter `ERROR_CODE` and so on; empty for an event.
    pub attributes: Vec<(String, String)>,
}

impl Item {
    /// An item without attributes.
    pub fn new(id: impl Into<String>, body: impl Into<String>) -> Self {
        Self { id: id.into(), body: body.into(), attributes: Vec::new() }
    }

    /// The body as JSON; a body that is not JSON is a string.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| Value::String(self.body.clone()))
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What an invocation is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// The same for the same rule, target and events, however often they are tried.
    pub invocation_id: String,
    /// The target's name.
    pub target: String,
    /// The name of the rule that matched.
    pub rule: String,
    /// 1 for the first try.
    pub attempt: u32,
    /// When the invocation is stopped, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// How long an invocation may take, in milliseconds.
    pub timeout_ms: u32,
}

impl Context {
    /// When the invocation began, in milliseconds since 1970; needs no `clock` grant.
    #[must_use]
    pub fn began_ms(&self) -> u64 {
        self.deadline_ms.saturating_sub(u64::from(self.timeout_ms))
    }
}

/// An item of a batch that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The item's id.
    pub id: String,
    /// Why.
    pub reason: Error,
}

/// What came of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// What the function answers: JSON text.
    pub output: Option<String>,
    /// The items that failed; all others are done.
    pub failures: Vec<Failure>,
}

impl Response {
    /// All items are done, with an answer.
    #[must_use]
    pub fn answer(output: &Value) -> Self {
        Self { output: Some(output.to_string()), failures: Vec::new() }
    }

    /// Notes that an item failed.
    pub fn fail(&mut self, id: &str, reason: Error) {
        self.failures.push(Failure { id: id.to_string(), reason });
    }
}
