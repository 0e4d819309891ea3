//! Counters with the names of EventBridge's metrics. All but `calls` count letters: a batch of ten
//! counts ten.

use super::letter::Role;
use std::sync::Arc;

/// What happened on the way from a rule to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Calls of the target, batches once.
    pub calls: u64,
    /// `Invocations`: letters that ended, well or not.
    pub invocations: u64,
    /// `InvocationAttempts`: tries, the first ones among them.
    pub attempts: u64,
    /// `SuccessfulInvocationAttempts`.
    pub successes: u64,
    /// `RetryInvocationAttempts`: tries after the first.
    pub retries: u64,
    /// `ThrottledRules`: tries that the target throttled.
    pub throttled: u64,
    /// `FailedInvocations`: letters that failed for good.
    pub failed: u64,
    /// `InvocationsSentToDlq`: those that the dead-letter target took.
    pub dead_lettered: u64,
    /// `InvocationsFailedToBeSentToDlq`: those that it did not take.
    pub dead_letters_lost: u64,
    /// Those that have no dead-letter target.
    pub dropped: u64,
}

impl Counts {
    /// Metric names and values; `Calls` and `Dropped` are not AWS's.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 10] {
        [
            ("Calls", self.calls),
            ("Invocations", self.invocations),
            ("InvocationAttempts", self.attempts),
            ("SuccessfulInvocationAttempts", self.successes),
            ("RetryInvocationAttempts", self.retries),
            ("ThrottledRules", self.throttled),
            ("FailedInvocations", self.failed),
            ("InvocationsSentToDlq", self.dead_lettered),
            ("InvocationsFailedToBeSentToDlq", self.dead_letters_lost),
            ("Dropped", self.dropped),
        ]
    }

    /// Adds the counters of another route.
    pub fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.invocations += other.invocations;
        self.attempts += other.attempts;
        self.successes += other.successes;
        self.retries += other.retries;
        self.throttled += other.throttled;
        self.failed += other.failed;
        self.dead_lettered += other.dead_lettered;
        self.dead_letters_lost += other.dead_letters_lost;
        self.dropped += other.dropped;
    }
}

/// The counters of a rule and a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsOf {
    /// The rule's name.
    pub rule: Arc<str>,
    /// The target's name.
    pub target: Arc<str>,
    /// What was on the way.
    pub role: Role,
    /// The counters.
    pub counts: Counts,
}
