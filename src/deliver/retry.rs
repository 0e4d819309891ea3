//! How often and how long something is tried again, and when: exponential back-off with full jitter,
//! and EventBridge's two bounds. The first try is always made; the bounds are on what follows.

use super::fault::Class;
use crate::rules::Retry;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The longest wait between two tries.
const CAP: Duration = Duration::from_secs(900);
/// The shortest wait that a throttling target can ask for, so that none makes us spin.
const FLOOR: Duration = Duration::from_millis(100);

/// Bounds of retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often at most after the first try, 0 to 185.
    pub attempts: u32,
    /// How old an event may get.
    pub age: Duration,
}

impl RetryPolicy {
    /// AWS's own: 185 times and 24 hours.
    pub const AWS: Self = Self { attempts: 185, age: Duration::from_secs(86_400) };
    /// For one run in the foreground: twice and 10 seconds.
    pub const ONE_RUN: Self = Self { attempts: 2, age: Duration::from_secs(10) };

    /// What rules say, with this for what they leave open.
    #[must_use]
    pub fn with(self, retry: Retry) -> Self {
        Self {
            attempts: retry.attempts.map_or(self.attempts, u32::from),
            age: retry.age.unwrap_or(self.age),
        }
    }

    /// May something born at `born` be tried at `at`, after `failures` that count?
    pub(super) fn allows(self, born: Timestamp, at: Timestamp, failures: u32) -> Option<Exhausted> {
        if failures > self.attempts {
            Some(Exhausted::MaximumRetryAttempts)
        } else if self.too_old(born, at) {
            Some(Exhausted::MaximumEventAgeInSeconds)
        } else {
            None
        }
    }

    /// Is something born at `born` too old at `at` to be tried again?
    pub(super) fn too_old(self, born: Timestamp, at: Timestamp) -> bool {
        at > after(born, self.age)
    }
}

/// Which bound ended the retries, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exhausted {
    /// It was tried as often as it may be.
    MaximumRetryAttempts,
    /// The event is as old as it may get, or would be at the next try.
    MaximumEventAgeInSeconds,
}

impl Exhausted {
    /// The value of `EXHAUSTED_RETRY_CONDITION`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MaximumRetryAttempts => "MaximumRetryAttempts",
            Self::MaximumEventAgeInSeconds => "MaximumEventAgeInSeconds",
        }
    }
}

/// The wait before the next try, after `calls` tries: a throttling target's own wish, up
/// to 15 minutes, else a random
/// part of 1 s, 2 s, 4 s and so on, up to 15 minutes.
pub(super) fn wait(rng: &mut fastrand::Rng, class: Class, calls: u32) -> Duration {
    if let Class::Throttled(Some(wish)) = class {
        return wish.clamp(FLOOR, CAP);
    }
    let doubled = Duration::from_secs(1 << calls.saturating_sub(1).min(10));
    let most = u64::try_from(doubled.min(CAP).as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(rng.u64(0..=most))
}

/// The time `wait` after `at`, or the end of time.
pub(super) fn after(at: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait)
        .ok()
        .and_then(|wait| at.checked_add(wait).ok())
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Exhausted, RetryPolicy, after, wait};
    use crate::deliver::fault::Class;
    use crate::rules::Retry;
    use jiff::Timestamp;
    use std::time::Duration;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn rules_over_the_defaults_key_by_key() {
        let retry = Retry { attempts: Some(7), age: None };
        let policy = RetryPolicy::AWS.with(retry);
        assert_eq!(policy, RetryPolicy { attempts: 7, age: Duration::from_secs(86_400) });
        assert_eq!(RetryPolicy::ONE_RUN.with(Retry::default()), RetryPolicy::ONE_RUN);
    }

    #[test]
    fn whichever_bound_comes_first() {
        let policy = RetryPolicy::ONE_RUN;
        let at = |seconds| after(START, Duration::from_secs(seconds));
        assert_eq!(policy.allows(START, at(10), 2), None);
        assert_eq!(policy.allows(START, at(0), 3), Some(Exhausted::MaximumRetryAttempts));
        assert_eq!(policy.allows(START, at(11), 1), Some(Exhausted::MaximumEventAgeInSeconds));
        let none = RetryPolicy { attempts: 0, ..policy };
        assert_eq!(none.allows(START, at(0), 1), Some(Exhausted::MaximumRetryAttempts));
    }

    #[test]
    fn waits_double_are_capped_and_spread() {
        let mut rng = fastrand::Rng::with_seed(1);
        for (calls, most) in [(1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (400, 900)] {
            let waits: Vec<_> = (0..500).map(|_| wait(&mut rng, Class::Passing, calls)).collect();
            let (least, top) =
                (waits.iter().min().expect("it works"), waits.iter().max().expect("it works"));
            let bound = Duration::from_secs(most);
            assert!(*top <= bound && *top > bound * 9 / 10, "{calls}: {top:?}");
            assert!(*least < bound / 10, "{calls}: {least:?}");
        }
    }

    #[test]
    fn a_throttling_target_is_left_alone_as_it_wishes() {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut wish = |ms| wait(&mut rng, Class::Throttled(Some(Duration::from_millis(ms))), 1);
        assert_eq!(wish(3000), Duration::from_secs(3));
        assert_eq!(wish(0), Duration::from_millis(100));
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        assert_eq!(after(Timestamp::MAX, Duration::from_secs(1)), Timestamp::MAX);
        assert_eq!(after(START, Duration::MAX), Timestamp::MAX);
    }
}
