//! The measure of new values: how far a value is from any seen before.
//!
//! Places are cells of the value on an evened scale (`detector` evens it), so that the many small
//! values and the few large ones both have cells of their own.

use serde::{Deserialize, Serialize};

const CELLS: usize = 512;
/// Cells for each unit of the evened scale.
const FINE: f64 = 40.0;

/// The cells that values were seen in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Values {
    seen: Vec<u32>,
    any: bool,
}

impl Values {
    pub fn new() -> Self {
        Self { seen: vec![0; CELLS], any: false }
    }

    pub fn is_whole(&self) -> bool {
        self.seen.len() == CELLS
    }

    /// How new a value is, which is then counted: above 1, one more than the cells to the next seen
    /// one; up to 1, the rarity of its own cell.
    pub fn measure(&mut self, evened: f64) -> f64 {
        let half = CELLS as f64 / 2.0;
        let cell = (evened * FINE + half).clamp(0.0, CELLS as f64 - 1.0) as usize;
        let measure = match (self.seen[cell], self.any) {
            (_, false) => 0.0,
            (0, _) => 1.0 + self.distance(cell) as f64,
            (count, _) => 1.0 / (1.0 + f64::from(count)),
        };
        self.any = true;
        self.seen[cell] = self.seen[cell].saturating_add(1);
        measure
    }

    /// Cells to the nearest one that was seen.
    fn distance(&self, cell: usize) -> usize {
        let below = self.seen[..cell].iter().rev().position(|c| *c > 0);
        let above = self.seen[cell..].iter().position(|c| *c > 0);
        match (below, above) {
            (Some(b), Some(a)) => a.min(b + 1),
            (Some(b), None) => b + 1,
            (None, Some(a)) => a,
            (None, None) => CELLS,
        }
    }
}
