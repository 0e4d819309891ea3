//! Faults of a call: what the engine says, told in the words of an outcome.

use crate::base::units::show_size;
use crate::model::{BreakKind, Outcome};
use std::time::Duration;
use wasmtime::Trap;

/// A fault that the host itself raises while a plugin runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum HostFault {
    /// The deadline is over.
    #[error("it took longer than {}", show(.limit))]
    Timeout {
        /// The target's limit.
        limit: Duration,
    },
    /// It asked for too much memory.
    #[error("it asked for more than {} of memory", show_size(*.limit))]
    OutOfMemory {
        /// The target's limit in bytes.
        limit: u64,
    },
    /// It called what it has no grant for.
    #[error("it called `{call}`, for which the target has no grant (add `grants: {{{grant}}}`)")]
    MissingGrant {
        /// Interface and function.
        call: &'static str,
        /// What would grant it.
        grant: &'static str,
    },
}

fn show(limit: &Duration) -> String {
    crate::base::units::show_duration(*limit)
}

/// The outcome of a call that ended in an error of the engine.
pub(super) fn outcome(error: &wasmtime::Error, last_words: Option<&str>) -> Outcome {
    let (kind, mut message) = match error.downcast_ref::<HostFault>() {
        Some(fault) => (kind_of(fault), fault.to_string()),
        None => match error.downcast_ref::<Trap>() {
            Some(Trap::StackOverflow) => {
                (BreakKind::StackOverflow, "it recursed too deep".to_owned())
            }
            Some(Trap::OutOfFuel) => {
                (BreakKind::Timeout, "it took more instructions than its `fuel`".to_owned())
            }
            Some(Trap::UnreachableCodeReached) => {
                (BreakKind::Trap, "it panicked or aborted (`unreachable`)".to_owned())
            }
            Some(trap) => (BreakKind::Trap, format!("it trapped: {trap}")),
            None => other(&chain(error)),
        },
    };
    if let (BreakKind::Trap, Some(words)) = (kind, last_words) {
        message.extend(["; its last words: ", words]);
    }
    Outcome::Broken { kind, message }
}

/// Errors that the engine tells in words only.
fn other(words: &str) -> (BreakKind, String) {
    if words.contains("fuel allocated for hostcalls") {
        let most = show_size(super::limits::CROSSING as u64);
        let words = format!("it handed over more than {most} in one call");
        return (BreakKind::OutputTooLarge, words);
    }
    (BreakKind::Trap, format!("it trapped: {words}"))
}

fn kind_of(fault: &HostFault) -> BreakKind {
    match fault {
        HostFault::Timeout { .. } => BreakKind::Timeout,
        HostFault::OutOfMemory { .. } => BreakKind::OutOfMemory,
        HostFault::MissingGrant { .. } => BreakKind::MissingGrant,
    }
}

/// The causes of an error, outermost first, in one line.
pub(super) fn chain(error: &wasmtime::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = cause.to_string();
        let line = text.lines().next().unwrap_or_default().trim().to_owned();
        if !line.is_empty() && !words.iter().any(|w| w.contains(&line)) {
            words.push(line);
        }
    }
    words.join(": ")
}
