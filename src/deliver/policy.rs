//! What a delivery is told: settings for all, and a policy for every target.

use super::batch::BatchPolicy;
use super::retry::RetryPolicy;
use crate::base::ids::TargetId;
use crate::model::Home;
use crate::rules::{Retry, Target};
use std::sync::Arc;

/// Settings for all targets.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The seed of the jitter: the same seed and the same story give the same decisions.
    pub seed: u64,
    /// For ARNs.
    pub home: Home,
    /// Retries of targets and rules that say nothing else.
    pub retry: RetryPolicy,
    /// Invocations at one time over all targets; at least 1.
    pub concurrency: u32,
    /// Invocations at one time of a target that says nothing else; at least 1.
    pub target_concurrency: u32,
    /// How many invocations may follow one from another through `on-success` and `on-failure`.
    pub hops: u8,
}

impl Default for Settings {
    /// For a daemon; a single run has `retry: RetryPolicy::ONE_RUN`.
    fn default() -> Self {
        Self {
            seed: 0,
            home: Home::default(),
            retry: RetryPolicy::AWS,
            concurrency: 64,
            target_concurrency: 4,
            hops: 16,
        }
    }
}

/// How one target is delivered to.
#[derive(Debug, Clone)]
pub struct TargetPolicy {
    /// Its name.
    pub name: Arc<str>,
    /// Retries, where rules say nothing else.
    pub retry: Retry,
    /// The target of dead letters, where rules say nothing else.
    pub dead_letter: Option<TargetId>,
    /// How letters are put together.
    pub batch: BatchPolicy,
    /// Invocations a second at most.
    pub rate: Option<u32>,
    /// Do letters with one order key keep their order?
    pub ordered: bool,
    /// Invocations at one time; at least 1.
    pub concurrency: u32,
    /// The target of records of what succeeded.
    pub on_success: Option<TargetId>,
    /// The target of records of what failed for good.
    pub on_failure: Option<TargetId>,
}

impl TargetPolicy {
    /// The policy of a target in the rules.
    #[must_use]
    pub fn of(target: &Target, settings: &Settings) -> Self {
        Self {
            name: target.name.as_str().into(),
            retry: target.retry,
            dead_letter: target.dead_letter,
            batch: target.batch.map_or(BatchPolicy::SINGLE, BatchPolicy::of),
            rate: target.rate,
            ordered: target.ordered_by.is_some(),
            concurrency: target.limits.concurrency.unwrap_or(settings.target_concurrency),
            on_success: target.on_success,
            on_failure: target.on_failure,
        }
    }
}
