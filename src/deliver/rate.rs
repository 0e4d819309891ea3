//! Invocations a second: a token bucket in whole numbers, so that no rounding lets one more through.
//!
//! The bucket holds a thousandth of a second's tokens, at least one, and is filled so much more
//! slowly that no second, wherever it begins, sees more invocations than the rate.

use jiff::Timestamp;

const SECOND: i128 = 1_000_000_000;

/// A token bucket. Times are nanoseconds multiplied by the tokens a second, so that a token is one
/// second long, whatever the rate.
#[derive(Debug, Clone)]
pub(super) struct Rate {
    /// Tokens a second.
    fill: i128,
    /// Tokens beyond the first, in scaled time.
    slack: i128,
    /// When the bucket will be full again.
    full_at: i128,
}

impl Rate {
    /// A full bucket.
    pub fn new(per_second: u32) -> Self {
        let per_second = i128::from(per_second.max(1));
        let extra = (per_second / 1000 - 1).max(0);
        Self { fill: per_second - extra, slack: extra * SECOND, full_at: i128::MIN }
    }

    /// When there is a token, if there is none now.
    pub fn wait(&self, now: Timestamp) -> Option<Timestamp> {
        let token_at = self.full_at.saturating_sub(self.slack);
        if token_at <= self.scaled(now) {
            return None;
        }
        let nanosecond = token_at.div_euclid(self.fill) + i128::from(token_at % self.fill != 0);
        Some(Timestamp::from_nanosecond(nanosecond).unwrap_or(Timestamp::MAX))
    }

    /// Takes a token. There must be one.
    pub fn take(&mut self, now: Timestamp) {
        self.full_at = self.full_at.max(self.scaled(now)) + SECOND;
    }

    fn scaled(&self, now: Timestamp) -> i128 {
        now.as_nanosecond() * self.fill
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;
    use jiff::Timestamp;

    /// The times of `count` invocations, each as early as may be.
    fn greedy(per_second: u32, count: usize) -> Vec<i128> {
        let mut rate = Rate::new(per_second);
        let mut now = Timestamp::from_second(1_000_000).expect("it works");
        let mut times = Vec::new();
        while times.len() < count {
            if let Some(later) = rate.wait(now) {
                assert!(later > now, "time goes on");
                now = later;
            }
            assert_eq!(rate.wait(now), None);
            rate.take(now);
            times.push(now.as_nanosecond());
        }
        times
    }

    #[test]
    fn no_second_sees_more() {
        for per_second in [1, 2, 3, 7, 50, 999, 1000, 2000, 3001, 10_000] {
            let n = per_second as usize;
            let times = greedy(per_second, 3 * n + 2);
            for window in times.windows(n + 1) {
                assert!(window[n] - window[0] >= 1_000_000_000, "{per_second} a second");
            }
            let whole = times[3 * n] - times[0];
            assert!(whole <= 3_010_000_000, "{per_second} a second: 3 seconds took {whole} ns");
        }
    }

    #[test]
    fn thirds_of_a_second_are_rounded_up() {
        let times = greedy(3, 4);
        let steps: Vec<_> = times.iter().map(|t| t - times[0]).collect();
        assert_eq!(steps, [0, 333_333_334, 666_666_668, 1_000_000_002]);
    }

    #[test]
    fn ends_of_time() {
        let mut rate = Rate::new(1_000_000);
        for now in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(rate.wait(now), None);
            rate.take(now);
        }
        for _ in 0..5000 {
            rate.take(Timestamp::MAX);
        }
        assert_eq!(rate.wait(Timestamp::MAX), Some(Timestamp::MAX));
    }
}
