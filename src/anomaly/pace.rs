//! The usual interval between values, to know a gap.

use serde::{Deserialize, Serialize};

/// A pause of so many usual intervals is a gap.
const GAP: f64 = 12.0;
const RATE: f64 = 1.0 / 64.0;

/// The interval between values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Pace {
    last: Option<i64>,
    /// The usual interval in seconds; 0 before the second value.
    usual: f64,
}

impl Pace {
    /// Whether a value at a time comes after a gap. The time is then the last one.
    pub fn is_gap(&mut self, at: i64) -> bool {
        let Some(last) = self.last else {
            self.last = Some(at);
            return false;
        };
        self.last = Some(last.max(at));
        let pause = at.saturating_sub(last).max(0) as f64;
        let gap = self.usual > 0.0 && pause > GAP * self.usual;
        if self.usual > 0.0 {
            self.usual += RATE * (pause.min(GAP * self.usual) - self.usual);
        } else {
            self.usual = pause;
        }
        gap
    }
}
