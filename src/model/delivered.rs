//! What became of a delivery, for reports.

use super::{LogLine, PutEvent};
use std::sync::Arc;

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The target has it.
    Delivered,
    /// The dead-letter target gets it.
    DeadLettered,
    /// It is lost: there is no dead-letter target, or that failed too.
    Dropped,
}

impl Fate {
    /// The name that reports use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::DeadLettered => "dead-lettered",
            Self::Dropped => "dropped",
        }
    }
}

/// The end of one delivery: of an event, of a dead letter or of the record of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The rule's name.
    pub rule: Arc<str>,
    /// The target's name.
    pub target: Arc<str>,
    /// The plugin, as the rules file spells it.
    pub plugin: String,
    /// The event's id, if it has one.
    pub event_id: Option<Arc<str>>,
    /// What was delivered: `event`, `dead letter` or `record`.
    pub role: &'static str,
    /// How it ended.
    pub fate: Fate,
    /// The invocation that ended it; none if there was nothing to invoke it with.
    pub invocation: Option<Arc<str>>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was not delivered.
    pub reason: Option<String>,
    /// What the plugin answered.
    pub output: Option<Arc<str>>,
    /// What the plugin logged in the invocation that ended it.
    pub log: Arc<[LogLine]>,
}

/// What a plugin did to the world outside, or would have done in a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideEffect {
    /// A request over HTTP.
    Request {
        /// The target that sends it.
        target: Arc<str>,
        /// Such as `POST`.
        method: String,
        /// The whole address.
        url: String,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// What follows the headers.
        body: Option<Vec<u8>>,
    },
    /// A file, with all that was written into it.
    File {
        /// Where.
        path: String,
        /// What.
        content: Vec<u8>,
    },
    /// An event on a bus.
    Put {
        /// The target that puts it.
        target: Arc<str>,
        /// The event.
        event: PutEvent,
    },
}
