//! What detectors are to the benchmark, and the simple ones to compare with.

use std::collections::VecDeque;

/// Gives each value of a series a score, seeing no later ones.
pub trait Scorer {
    /// The score of the next value, the higher the odder.
    fn score(&mut self, at: i64, value: f64) -> f64;
}

impl Scorer for crate::anomaly::Detector {
    fn score(&mut self, at: i64, value: f64) -> f64 {
        self.update(at, value).map_or(0.0, |reading| reading.score)
    }
}

/// Always the same score.
#[derive(Debug, Clone, Copy, Default)]
pub struct Constant;

impl Scorer for Constant {
    fn score(&mut self, _at: i64, _value: f64) -> f64 {
        0.5
    }
}

/// The distance from the mean of the last values, in standard deviations.
#[derive(Debug, Clone)]
pub struct MovingZ {
    last: VecDeque<f64>,
    length: usize,
    sum: f64,
    squares: f64,
    origin: f64,
}

impl MovingZ {
    /// Over so many values.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let last = VecDeque::with_capacity(length + 1);
        Self { last, length, sum: 0.0, squares: 0.0, origin: 0.0 }
    }
}

impl Scorer for MovingZ {
    fn score(&mut self, _at: i64, value: f64) -> f64 {
        if self.last.is_empty() {
            self.origin = value;
        }
        // Sums are kept relative to the first value, so that large levels keep their digits.
        let x = value - self.origin;
        let n = self.last.len() as f64;
        let mean = if n > 0.0 { self.sum / n } else { x };
        let variance = if n > 1.0 { (self.squares / n - mean * mean).max(0.0) } else { 0.0 };
        let score = (x - mean).abs() / variance.sqrt().max(1e-9 * (1.0 + value.abs()));
        self.last.push_back(x);
        self.sum += x;
        self.squares += x * x;
        if self.last.len() > self.length
            && let Some(old) = self.last.pop_front()
        {
            self.sum -= old;
            self.squares -= old * old;
        }
        if n < 10.0 { 0.0 } else { score }
    }
}
