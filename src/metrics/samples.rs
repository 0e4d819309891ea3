//! Samples kept for percentiles: exact while they are few, within one percent when they are many.
//!
//! Values and counts in rising order. Past [`EXACT`] different values each is rounded to the middle
//! of a bucket whose width is a fixed share of it, so that the memory is bounded by the span of the
//! values, not by their number, and two roll up into one without further loss.

use crate::base::bytes::{Reader, Writer};

/// Different values that are kept as they came.
pub const EXACT: usize = 512;

/// One bucket ends where the next begins, this many times as high: one percent to either side.
const GROWTH: f64 = 1.02;

/// Samples, none negative.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// Value and count, by value.
    all: Vec<(f64, f64)>,
    count: f64,
    rounded: bool,
}

impl Samples {
    /// Adds a value that came `count` times.
    pub fn add(&mut self, value: f64, count: f64) {
        if count <= 0.0 {
            return;
        }
        self.count += count;
        self.put(if self.rounded { middle(value) } else { value }, count);
        if !self.rounded && self.all.len() > EXACT {
            self.round();
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Self) {
        if other.rounded && !self.rounded {
            self.round();
        }
        for (value, count) in &other.all {
            self.add(*value, *count);
        }
    }

    fn put(&mut self, value: f64, count: f64) {
        let at = self.all.partition_point(|(v, _)| *v < value);
        match self.all.get_mut(at) {
            Some((v, c)) if v.total_cmp(&value).is_eq() => *c += count,
            _ => self.all.insert(at, (value, count)),
        }
    }

    fn round(&mut self) {
        self.rounded = true;
        for (value, count) in std::mem::take(&mut self.all) {
            let value = middle(value);
            match self.all.last_mut() {
                Some((last, c)) if last.total_cmp(&value).is_eq() => *c += count,
                _ => self.all.push((value, count)),
            }
        }
    }

    /// Appends all of them.
    pub(super) fn write(&self, row: &mut Writer) {
        row.flag(self.rounded).number(self.count).count(self.all.len() as u64);
        for (value, count) in &self.all {
            row.number(*value).number(*count);
        }
    }

    /// Reads what `write` wrote.
    pub(super) fn read(row: &mut Reader<'_>) -> Option<Self> {
        let (rounded, count, length) = (row.flag()?, row.number()?, row.count()?);
        let all = (0..length).map(|_| Some((row.number()?, row.number()?)));
        Some(Self { all: all.collect::<Option<_>>()?, count, rounded })
    }

    /// How many samples.
    #[must_use]
    pub fn count(&self) -> f64 {
        self.count
    }

    /// Values and counts, the smallest first.
    #[must_use]
    pub fn as_slice(&self) -> &[(f64, f64)] {
        &self.all
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.all.capacity() * size_of::<(f64, f64)>()
    }
}

/// The middle of the bucket that holds a value.
fn middle(value: f64) -> f64 {
    if value < f64::MIN_POSITIVE {
        return 0.0;
    }
    let bucket = (value.ln() / GROWTH.ln()).ceil();
    (GROWTH.ln() * bucket).exp() * 2.0 / (1.0 + GROWTH)
}
