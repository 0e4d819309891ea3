//! An invocation of a target and what came of it. The words are Lambda's where Lambda has one.

use crate::base::ids::TargetId;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// One event of a batch, as the target gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Unique in a batch, and the same when the item is tried again.
    pub id: Arc<str>,
    /// JSON text, or what a string template made.
    pub body: Arc<str>,
    /// As SQS's message attributes; a dead letter has AWS's, an event that of its trace, if it has one.
    pub attributes: Vec<(String, String)>,
}

/// A call of a target with a batch of one or more items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The same for the same rule, target and items, whatever the attempt.
    pub id: Arc<str>,
    /// What is called, an index into `Bundle::targets`.
    pub target: TargetId,
    /// The rule whose match it is.
    pub rule: Arc<str>,
    /// 1 for the first try.
    pub attempt: u32,
    /// What it is called with; never empty.
    pub items: Vec<Item>,
}

/// An error that a plugin answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It may work later.
    Retryable(String),
    /// It may work later, and the target is to be called more slowly.
    Throttled {
        /// What happened.
        message: String,
        /// How long to wait.
        retry_after: Option<Duration>,
    },
    /// It will never work.
    Permanent(String),
}

impl Refusal {
    /// What happened, in the plugin's words.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Retryable(message)
            | Self::Throttled { message, .. }
            | Self::Permanent(message) => message,
        }
    }
}

/// An item of a batch that failed while others did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFailure {
    /// The item's id, as the plugin gave it.
    pub id: String,
    /// Why.
    pub reason: Refusal,
}

/// How an invocation ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreakKind {
    /// The plugin trapped: a panic, `unreachable`, a bad access.
    Trap,
    /// It took longer than its `timeout`.
    Timeout,
    /// It asked for more memory than its `memory`.
    OutOfMemory,
    /// It recursed too deep.
    StackOverflow,
    /// Its answer is over the limit.
    OutputTooLarge,
    /// It called what it has no grant for.
    MissingGrant,
    /// There is no instance to call: the component cannot be loaded or instantiated.
    Unavailable,
}

impl BreakKind {
    /// The name that reports and `ERROR_CODE` use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Trap => "TRAP",
            Self::Timeout => "TIMEOUT",
            Self::OutOfMemory => "OUT_OF_MEMORY",
            Self::StackOverflow => "STACK_OVERFLOW",
            Self::OutputTooLarge => "OUTPUT_TOO_LARGE",
            Self::MissingGrant => "NO_PERMISSIONS",
            Self::Unavailable => "NO_RESOURCE",
        }
    }

    /// Can the same call end otherwise another time? What no grant or no component stopped cannot.
    #[must_use]
    pub fn may_pass(self) -> bool {
        match self {
            Self::Trap
            | Self::Timeout
            | Self::OutOfMemory
            | Self::StackOverflow
            | Self::OutputTooLarge => true,
            Self::MissingGrant | Self::Unavailable => false,
        }
    }
}

/// What came of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The plugin answered; items that are not in `failures` are done.
    Answered {
        /// JSON text for the `on-success` destination.
        output: Option<String>,
        /// The items that failed.
        failures: Vec<ItemFailure>,
    },
    /// The plugin answered with an error: every item failed.
    Refused(Refusal),
    /// There is no answer: every item failed, and the instance is gone.
    Broken {
        /// How.
        kind: BreakKind,
        /// In words, with the plugin's own message where it gave one.
        message: String,
    },
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { failures, .. } if failures.is_empty() => f.write_str("answered"),
            Self::Answered { failures, .. } => {
                write!(f, "answered, {} of its items failed", failures.len())
            }
            Self::Refused(refusal) => write!(f, "refused: {}", refusal.message()),
            Self::Broken { kind, message } => write!(f, "{}: {message}", kind.code()),
        }
    }
}

/// How much a line of a plugin's log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For whoever writes the plugin.
    Debug,
    /// For the record.
    Info,
    /// Something to look at.
    Warn,
    /// Something that failed.
    Error,
}

/// A line of a plugin's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// The line.
    pub message: String,
}

/// An event that a plugin put on a bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutEvent {
    /// The bus.
    pub bus: String,
    /// The event's id.
    pub id: String,
    /// The whole event as JSON text, in AWS's envelope.
    pub event: String,
}

/// What the host saw of one invocation.
#[derive(Debug, Clone)]
pub struct Invoked {
    /// What came of it.
    pub outcome: Outcome,
    /// The plugin's log.
    pub log: Vec<LogLine>,
    /// Events it put, if it ended without a fault.
    pub puts: Vec<PutEvent>,
    /// How long it took.
    pub took: Duration,
    /// The most memory that the instance had, in bytes.
    pub memory: u64,
    /// Was a warm instance used?
    pub warm: bool,
    /// When it began.
    pub began: Timestamp,
}
