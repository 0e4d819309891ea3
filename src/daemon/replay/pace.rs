//! How many events may go at a time: so many a second, none faster, and after a halt a second's worth
//! at most at once. Time is a duration since some moment and comes from outside.

use std::num::NonZeroU32;
use std::time::Duration;

/// A second in nanoseconds, which is also what one event costs.
const SECOND: u64 = 1_000_000_000;

/// Events that go at a time, at most.
pub(super) const BATCH: usize = 256;

/// A rate being kept.
#[derive(Debug)]
pub(super) struct Pace {
    rate: Option<NonZeroU32>,
    /// What may be spent.
    credit: u64,
    last: Duration,
}

impl Pace {
    /// So many events a second, or as many as there are.
    pub fn new(rate: Option<NonZeroU32>, now: Duration) -> Self {
        Self { rate, credit: SECOND, last: now }
    }

    /// How many may go now, or how long to wait until some may.
    pub fn allow(&mut self, now: Duration) -> Result<usize, Duration> {
        let Some(rate) = self.rate else { return Ok(BATCH) };
        let rate = u64::from(rate.get());
        let passed = now.saturating_sub(self.last).as_nanos();
        let passed = u64::try_from(passed).unwrap_or(u64::MAX).min(SECOND);
        self.last = self.last.max(now);
        // A second's worth of the highest rate fits: 2^32 events of 2^30.
        self.credit = (self.credit + passed * rate).min(rate * SECOND);
        // Nobody is woken for less than what a hundredth of a second brings.
        let least = (rate / 100).clamp(1, BATCH as u64);
        let whole = self.credit / SECOND;
        if whole >= least {
            return Ok(usize::try_from(whole).unwrap_or(BATCH).min(BATCH));
        }
        Err(Duration::from_nanos((least * SECOND - self.credit).div_ceil(rate)))
    }

    /// So many went.
    pub fn took(&mut self, count: usize) {
        self.credit = self.credit.saturating_sub(count as u64 * SECOND);
    }
}

#[cfg(test)]
mod tests {
    use super::{BATCH, Pace};
    use std::num::NonZeroU32;
    use std::time::Duration;

    /// How many events go within some time, if there are always more.
    fn within(rate: u32, time: Duration) -> u64 {
        let mut now = Duration::from_secs(77);
        let end = now + time;
        let mut pace = Pace::new(NonZeroU32::new(rate), now);
        let mut all = 0;
        while now < end {
            match pace.allow(now) {
                Ok(count) => {
                    pace.took(count);
                    all += count as u64;
                }
                Err(wait) => {
                    assert!(!wait.is_zero());
                    now += wait;
                }
            }
        }
        all
    }

    #[test]
    fn rates_are_kept() {
        for rate in [1, 3, 99, 1_000, 100_000, 1_000_000] {
            let got = within(rate, Duration::from_secs(20));
            let want = u64::from(rate) * 20;
            let least = want - want.min(BATCH as u64 - 1) * u64::from(rate >= 100);
            assert!((least..=want + 1 + want / 1_000).contains(&got), "{got} of {want}");
        }
    }

    #[test]
    fn a_halt_is_caught_up_with_a_second_only() {
        let mut pace = Pace::new(NonZeroU32::new(10), Duration::ZERO);
        let later = Duration::from_secs(600);
        assert_eq!(pace.allow(later), Ok(10));
        pace.took(10);
        assert_eq!(pace.allow(later), Err(Duration::from_millis(100)));
        assert_eq!(Pace::new(None, later).allow(later), Ok(BATCH));
    }
}
