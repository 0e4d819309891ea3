//! Percentiles of too few samples say little: AWS lets an alarm ignore them.

/// What happens when a percentile comes of too few samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LowSample {
    /// The point counts like any other.
    #[default]
    Evaluate,
    /// The alarm keeps its state while the newest point has too few.
    Ignore,
}

impl LowSample {
    /// Reads AWS's word, which is ours too.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "evaluate" => Some(Self::Evaluate),
            "ignore" => Some(Self::Ignore),
            _ => None,
        }
    }
}

/// The smallest number of samples that makes a percentile meaningful: 10/(1-p) from the median up,
/// 10/p below it. `percentile` is in percent, over 0 and under 100; others have no limit.
#[must_use]
pub fn fewest_samples(percentile: f64) -> Option<f64> {
    if !(percentile > 0.0 && percentile < 100.0) {
        return None;
    }
    let rest = if percentile >= 50.0 { 100.0 - percentile } else { percentile };
    // 100 - 99.9 is a little over 0.1: whole numbers are meant.
    let exact = 1000.0 / rest;
    let whole = exact.round();
    Some(if (exact - whole).abs() < 1e-6 * whole { whole } else { exact })
}

/// The percentile that a statistic such as `p99.9` names, in percent.
#[must_use]
pub fn percentile_of(statistic: &str) -> Option<f64> {
    let digits = statistic.strip_prefix('p')?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits.parse().ok().filter(|p| plain && (0.0..=100.0).contains(p))
}
