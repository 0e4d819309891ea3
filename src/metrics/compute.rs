//! Statistics of an aggregate.
//!
//! Percentiles are by nearest rank: `pX` of n samples is the one at rank ⌈X·n/100⌉, `p0` the
//! smallest. Bounds in percent cut at ranks too, so `TC(:X%)` and `TC(X%:)` together are all samples;
//! a window too narrow to hold a sample holds the one at its upper end. The service publishes no
//! rule of interpolation.

use super::aggregate::{Aggregate, Known};
use super::statistic::{Bounds, Statistic, StatisticKind};
use super::tally::Tally;

impl Aggregate {
    /// The value of a statistic; `None` where the samples do not give it (percentiles of statistic
    /// sets or with negative values among them, means of nothing).
    #[must_use]
    pub fn statistic(&self, statistic: &Statistic) -> Option<f64> {
        if !statistic.is_extended() {
            return Tally::of(self).statistic(statistic);
        }
        let one;
        let samples = match self.samples()? {
            Known::All(samples) => samples.as_slice(),
            Known::Alike(value, count) => {
                one = [(value, count)];
                &one
            }
        };
        self.extended(statistic.kind(), samples).filter(|v| v.is_finite())
    }

    fn extended(&self, kind: StatisticKind, samples: &[(f64, f64)]) -> Option<f64> {
        let total: f64 = samples.iter().map(|(_, count)| count).sum();
        match kind {
            StatisticKind::Percentile(p) => self.at_rank(samples, rank(p, total)),
            StatisticKind::TrimmedMean(bounds) => {
                let (count, sum) = within(samples, bounds, total);
                (count > 0.0).then(|| sum / count)
            }
            StatisticKind::TrimmedCount(bounds) => Some(within(samples, bounds, total).0),
            StatisticKind::TrimmedSum(bounds) => Some(within(samples, bounds, total).1),
            StatisticKind::PercentileRank(bounds) => {
                Some(within(samples, bounds, total).0 / total * 100.0)
            }
            StatisticKind::WinsorizedMean(bounds) => {
                let (low, high) = match bounds {
                    Bounds::Values(low, high) => (low, high),
                    Bounds::Percent(low, high) => (
                        self.at_rank(samples, rank(low, total))?,
                        self.at_rank(samples, rank(high, total))?,
                    ),
                };
                let sum: f64 = samples.iter().map(|(v, c)| v.min(high).max(low) * c).sum();
                Some(sum / total)
            }
            _ => None,
        }
    }

    /// The sample at a rank, within what was seen: rounding leads outside by a percent at most.
    fn at_rank(&self, samples: &[(f64, f64)], rank: f64) -> Option<f64> {
        let mut passed = 0.0;
        let at = samples.iter().find(|(_, count)| {
            passed += count;
            passed >= rank
        });
        at.or(samples.last()).map(|(value, _)| value.max(self.min).min(self.max))
    }
}

/// The rank of a share of so many samples, from 1.
fn rank(percent: f64, total: f64) -> f64 {
    edge(percent, total).max(1.0)
}

/// The last rank within a share; products like 0.07 · 100 do not count as more than 7.
fn edge(percent: f64, total: f64) -> f64 {
    let exact = percent * total / 100.0;
    if (exact - exact.round()).abs() < 1e-9 * exact.max(1.0) { exact.round() } else { exact.ceil() }
}

/// Count and sum of the samples within bounds.
fn within(samples: &[(f64, f64)], bounds: Bounds, total: f64) -> (f64, f64) {
    let (mut count, mut sum) = (0.0, 0.0);
    match bounds {
        Bounds::Values(low, high) => {
            for (value, times) in samples.iter().filter(|(v, _)| *v > low && *v <= high) {
                count += times;
                sum += value * times;
            }
        }
        Bounds::Percent(low, high) => {
            let to = edge(high, total).min(total);
            let from = edge(low, total).min(to - 1.0).max(0.0);
            let mut passed = 0.0;
            for (value, times) in samples {
                let share = (passed + times).min(to) - f64::max(passed, from);
                passed += times;
                if share > 0.0 {
                    count += share;
                    sum += value * share;
                }
            }
        }
    }
    (count, sum)
}
