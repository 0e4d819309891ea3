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
            // A target that keeps a state runs one at a time anyway: others shall not wait with it.
            concurrency: if target.grants.state {
                1
            } else {
                target.limits.concurrency.unwrap_or(settings.target_concurrency)
            },
            on_success: target.on_success,
            on_failure: target.on_failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, TargetPolicy};
    use crate::base::limits::Limits;
    use crate::deliver::{BatchPolicy, Delivery, Route};
    use crate::rules::{bundle, load_texts};

    #[test]
    fn from_the_rules() {
        let text = "targets:\n  a:\n    plugin: webhook\n    retry: {maximum-retry-attempts: 3}\n    \
                    dead-letter: b\n    batch: {count: 7}\n    rate: 9\n    ordered-by: $.detail.id\n    \
                    limits: {concurrency: 2}\n    on-success: b\n  b: {plugin: queue}\n\
                    rules: {r: {pattern: {a: [1]}, targets: [{target: a, retry: {maximum-event-age: 1h}}]}}\n";
        let loaded = load_texts(&[("r.yaml", text)], &Limits::default());
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (bundle, _) = bundle(&loaded, &[], &none, &Limits::default());
        let settings = Settings::default();
        let policies: Vec<_> =
            bundle.targets.iter().map(|t| TargetPolicy::of(t, &settings)).collect();
        let [a, b] = &policies[..] else { unreachable!("{policies:?}") };
        assert_eq!((&*a.name, a.batch.count, a.rate, a.concurrency), ("a", 7, Some(9), 2));
        assert_eq!((a.ordered, a.dead_letter.map(|t| t.0)), (true, Some(1)));
        assert_eq!((a.on_success, a.on_failure), (a.dead_letter, None));
        assert_eq!((b.batch, b.concurrency, b.ordered), (BatchPolicy::SINGLE, 4, false));
        let routing = bundle.rules[0].targets[0].clone();
        let mut delivery = Delivery::new(policies, settings);
        let route = delivery.route(Route::of("r".into(), "arn".into(), &routing));
        let way = route.ok().and_then(|route| delivery.ways.get(route));
        let retry = way.map(|way| (way.retry.attempts, way.retry.age.as_secs(), way.dead_letter));
        assert_eq!(retry, Some((3, 3600, Some(crate::base::ids::TargetId(1)))));
    }

    #[test]
    fn targets_that_are_not_there() {
        let mut policy = crate::deliver::testing::plain("t");
        policy.dead_letter = Some(crate::base::ids::TargetId(5));
        let mut delivery = Delivery::new(vec![policy], Settings::default());
        let route = |target, dead_letter: Option<u32>| Route {
            rule: "r".into(),
            rule_arn: "arn".into(),
            target: crate::base::ids::TargetId(target),
            retry: crate::rules::Retry::default(),
            dead_letter: dead_letter.map(crate::base::ids::TargetId),
        };
        assert!(delivery.route(route(1, None)).is_err());
        let words = delivery.route(route(0, Some(1))).map_err(|e| e.to_string());
        assert_eq!(words, Err("unknown target".to_owned()));
        let known = delivery.route(route(0, None)).ok().and_then(|id| delivery.ways.get(id));
        assert!(known.is_some_and(|way| way.dead_letter.is_none()));
        let stray = crate::deliver::testing::letter(7, "a", "5");
        assert!(delivery.offer(jiff::Timestamp::UNIX_EPOCH, stray).is_err() && delivery.idle());
    }
}
