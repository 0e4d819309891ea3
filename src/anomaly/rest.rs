//! From rarity to alarms: the longer a metric is watched, the rarer a value must be, and after an
//! alarm only what is odder counts as a new one.
//!
//! What happens once in a thousand values happens five times in 5,000. A part of this is taken off,
//! so that one threshold serves short and long series. The highest score is then remembered and
//! fades, the slower the more was seen; what does not exceed it scores nothing.

use serde::{Deserialize, Serialize};

/// What is taken off for each tenfold number of points, from 1,000 on; less before, down to `LEAST`.
const AGE: f64 = 0.75;
const LEAST: f64 = 500.0;
/// Points in which the record fades to a third: a share of those seen, and at least so many.
const FADES: f64 = 0.15;
const AT_LEAST: f64 = 300.0;

/// The score to exceed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rest {
    record: f64,
    seen: f64,
}

impl Rest {
    /// The score of a rarity when it is a record, else 0.
    pub fn score(&mut self, rarity: f64) -> f64 {
        self.seen += 1.0;
        self.record *= 1.0 - 1.0 / AT_LEAST.max(FADES * self.seen);
        let score = rarity - AGE * (self.seen.max(LEAST) / 1000.0).log10();
        if score > self.record {
            self.record = score;
            score
        } else {
            0.0
        }
    }
}
