//! Calibration by rank: how rare a measure of oddness is among those of its own past.
//!
//! Measures are counted in cells that are a sixth of a doubling wide, from a size of about 0.01 to
//! 600; older ones count less. The answer is the negative decimal logarithm of the share of
//! measures that were at least so large (a conformal p-value), so that 2 means one in a hundred,
//! whatever was measured.

use serde::{Deserialize, Serialize};

const CELLS: usize = 96;
const FIRST: f64 = 40.0;
const PER_DOUBLING: f64 = 6.0;
/// Measures after which one counts for a third.
const MEMORY: f64 = 10_000.0;
/// Weights are made small again when they reach this.
const HEAVY: f32 = 1e6;

/// The counts of a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Rank {
    cells: Vec<f32>,
    sum: f32,
    /// What the next measure counts; it grows, so that older ones need not shrink.
    weight: f32,
}

impl Rank {
    pub fn new() -> Self {
        Self { cells: vec![0.0; CELLS], sum: 0.0, weight: 1.0 }
    }

    pub fn is_whole(&self) -> bool {
        self.cells.len() == CELLS && self.weight >= 1.0
    }

    /// The rarity of a measure, which is then counted; at most the logarithm of all counted.
    pub fn rarity(&mut self, measure: f64) -> f64 {
        let place = (measure.max(1e-6).log2() * PER_DOUBLING + FIRST).clamp(0.0, 95.0);
        let cell = place as usize;
        let within = (1.0 - (place - cell as f64)) as f32;
        let above: f32 = self.cells[cell + 1..].iter().sum();
        let above = above + self.cells[cell] * within;
        let share = (above + 0.5 * self.weight) / (self.sum + self.weight);
        self.cells[cell] += self.weight;
        self.sum += self.weight;
        self.weight *= 1.0 + (1.0 / MEMORY) as f32;
        if self.weight > HEAVY {
            let by = 1.0 / self.weight;
            self.cells.iter_mut().for_each(|c| *c *= by);
            self.sum *= by;
            self.weight = 1.0;
        }
        -f64::from(share).log10()
    }
}
