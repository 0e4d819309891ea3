//! After an alarm, only what is odder counts as a new one.
//!
//! The highest rarity is remembered and fades; what does not exceed it scores nothing.

use serde::{Deserialize, Serialize};

/// Points in which what is remembered fades to a third.
const POINTS: f64 = 600.0;

/// The rarity to exceed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Rest {
    record: f64,
}

impl Rest {
    /// The rarity when it is a record, else 0.
    pub fn score(&mut self, rarity: f64) -> f64 {
        self.record *= 1.0 - 1.0 / POINTS;
        if rarity > self.record {
            self.record = rarity;
            rarity
        } else {
            0.0
        }
    }
}
