//! The plain measure: the distance from a slow mean, in standard deviations.

use serde::{Deserialize, Serialize};

/// Points after which one counts for a third.
const RATE: f64 = 1.0 / 6400.0;

/// A slow mean and variance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Level {
    mean: f64,
    variance: f64,
    seen: f64,
}

impl Level {
    /// How far out a value is, which is then learnt.
    pub fn measure(&mut self, value: f64) -> f64 {
        self.seen += 1.0;
        if self.seen < 2.0 {
            self.mean = value;
            return 0.0;
        }
        let off = value - self.mean;
        let measure = off.abs() / self.variance.sqrt().max(1e-9 * (1.0 + value.abs()));
        let rate = RATE.max(1.0 / self.seen);
        self.mean += rate * off;
        self.variance = (1.0 - rate) * (self.variance + rate * off * off);
        if self.seen < 10.0 { 0.0 } else { measure }
    }
}
