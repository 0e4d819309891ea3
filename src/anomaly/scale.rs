//! The evened scale of a metric: usual values lie within a few units of 0, far ones are drawn in.

use serde::{Deserialize, Serialize};

const RATE: f64 = 1.0 / 2000.0;
/// Distances beyond so many spreads are cut before they are learnt.
const LIMIT: f64 = 4.5;
/// Distances beyond this are all the same.
const FARTHEST: f64 = 1000.0;
/// Half a median distance of a normal distribution, in mean distances.
const UNIT: f64 = 1.0 / 2.97;

/// A slow centre and spread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Scale {
    centre: f64,
    size: f64,
    seen: f64,
}

impl Scale {
    /// A value's place, as an inverse hyperbolic sine: even near 0, logarithmic far away. The value
    /// is then learnt.
    pub fn place(&mut self, value: f64) -> f64 {
        if self.seen < 1.0 {
            (self.centre, self.seen) = (value, 1.0);
            return 0.0;
        }
        self.seen += 1.0;
        let off = value - self.centre;
        let floor = 1e-9 * (1.0 + value.abs());
        let place = (off / self.size.max(floor) * UNIT).clamp(-FARTHEST, FARTHEST).asinh();
        let limit = if self.seen > 20.0 { LIMIT * self.size.max(floor) } else { f64::INFINITY };
        let rate = RATE.max(1.0 / self.seen);
        self.centre += rate * off.clamp(-limit, limit);
        self.size += rate * (off.abs().min(limit) - self.size);
        place
    }
}
