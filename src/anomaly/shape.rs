//! The measure of new shapes: the distance of the last 12 values from the nearest 12 in a row among
//! the last 256.
//!
//! Values are kept twice, half a buffer apart, so that any 256 in a row lie in a row in memory too.

use serde::{Deserialize, Serialize};

/// Values of a shape.
const LENGTH: usize = 12;
/// Shapes to compare with.
const SHAPES: usize = 256;
/// Values that these shapes and the newest need.
const RING: usize = SHAPES + LENGTH;

/// The last values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Shape {
    /// Each value at two places; the oldest of the ring is at `next`.
    ring: Vec<f32>,
    next: usize,
    /// How many are there, up to the ring's size.
    filled: usize,
    /// Values since the last pause.
    whole: usize,
}

impl Shape {
    pub fn new() -> Self {
        Self { ring: vec![0.0; 2 * RING], next: 0, filled: 0, whole: 0 }
    }

    pub fn is_whole(&self) -> bool {
        self.ring.len() == 2 * RING && self.next < RING && self.filled <= RING
    }

    /// What comes next does not follow what came before.
    pub fn pause(&mut self) {
        self.whole = 0;
    }

    /// How new the shape is that ends with a value (on the evened scale), which is then kept.
    pub fn measure(&mut self, evened: f64) -> f64 {
        let value = evened as f32;
        self.ring[self.next] = value;
        self.ring[self.next + RING] = value;
        self.next = (self.next + 1) % RING;
        self.filled = (self.filled + 1).min(RING);
        self.whole = (self.whole + 1).min(LENGTH);
        if self.whole < LENGTH || self.filled <= LENGTH {
            return 0.0;
        }
        let values = &self.ring[self.next..self.next + RING];
        let (past, newest) = values.split_at(RING - LENGTH);
        let mut sums = [0f32; SHAPES];
        for (lag, new) in newest.iter().enumerate() {
            // The shape that ends one before the newest overlaps it in all but one value.
            for (sum, old) in sums.iter_mut().zip(&values[lag..lag + SHAPES]) {
                *sum += (old - new) * (old - new);
            }
        }
        debug_assert_eq!(past.len(), SHAPES);
        let empty = RING - self.filled;
        let nearest = sums[empty..].iter().copied().fold(f32::INFINITY, f32::min);
        f64::from(nearest.sqrt())
    }
}
