//! What is known of the samples of one period.

use super::datum::{Sample, StatisticSet};
use super::samples::Samples;
use crate::base::bytes::{Reader, Writer};

/// The samples of a period, added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// How many samples, never zero.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    detail: Detail,
}

/// What is left of the single samples.
#[derive(Debug, Clone, PartialEq)]
enum Detail {
    /// All are the same: `min` is every one of them.
    Alike,
    /// As they came.
    Kept(Box<Samples>),
    /// A statistic set of different values was among them, or a negative value.
    Lost,
}

impl Aggregate {
    /// One value, once.
    #[must_use]
    pub fn of_value(value: f64) -> Self {
        Self::of_set(&StatisticSet { count: 1.0, sum: value, min: value, max: value })
    }

    /// A statistic set.
    #[must_use]
    pub fn of_set(set: &StatisticSet) -> Self {
        let detail = if set.is_raw() && set.min >= 0.0 { Detail::Alike } else { Detail::Lost };
        Self { count: set.count, sum: set.sum, min: set.min, max: set.max, detail }
    }

    /// The samples of a datum; `None` when there is not one of them.
    #[must_use]
    pub fn of(sample: &Sample) -> Option<Self> {
        match sample {
            Sample::Value(value) => Some(Self::of_value(*value)),
            Sample::Set(set) => (set.count > 0.0).then(|| Self::of_set(set)),
            Sample::Values(values) => {
                let mut whole: Option<Self> = None;
                for (value, count) in values.iter().filter(|(_, count)| *count > 0.0) {
                    let one = Self::of_set(&StatisticSet {
                        count: *count,
                        sum: value * count,
                        min: *value,
                        max: *value,
                    });
                    match &mut whole {
                        Some(whole) => whole.merge(&one),
                        None => whole = Some(one),
                    }
                }
                whole
            }
        }
    }

    /// Appends all that is known.
    pub(super) fn put(&self, row: &mut Writer) {
        if self.as_value().is_some_and(|value| value.to_bits() == self.min.to_bits()) {
            row.byte(0).number(self.sum);
            return;
        }
        row.byte(match &self.detail {
            Detail::Alike => 1,
            Detail::Kept(_) => 2,
            Detail::Lost => 3,
        });
        row.number(self.count).number(self.sum).number(self.min).number(self.max);
        if let Detail::Kept(samples) = &self.detail {
            samples.write(row);
        }
    }

    /// Reads what `put` wrote.
    pub(super) fn get(row: &mut Reader<'_>) -> Option<Self> {
        let kind = row.byte()?;
        if kind == 0 {
            return row.number().map(Self::of_value);
        }
        let [count, sum, min, max] = [row.number()?, row.number()?, row.number()?, row.number()?];
        let detail = match kind {
            1 => Detail::Alike,
            2 => Detail::Kept(Box::new(Samples::read(row)?)),
            3 => Detail::Lost,
            _ => return None,
        };
        Some(Self { count, sum, min, max, detail })
    }

    /// Adds the samples of another.
    pub fn merge(&mut self, other: &Self) {
        match (&mut self.detail, other.samples()) {
            (Detail::Lost, _) | (_, None) => self.detail = Detail::Lost,
            (Detail::Kept(own), Some(theirs)) => own.take_in(theirs),
            (Detail::Alike, Some(Known::Alike(value, _))) if value.total_cmp(&self.min).is_eq() => {
            }
            (Detail::Alike, Some(theirs)) => {
                let mut own = Samples::default();
                own.add(self.min, self.count);
                own.take_in(theirs);
                self.detail = Detail::Kept(Box::new(own));
            }
        }
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// The single samples, when they are still known: percentiles need them.
    #[must_use]
    pub fn samples(&self) -> Option<Known<'_>> {
        match &self.detail {
            Detail::Alike => Some(Known::Alike(self.min, self.count)),
            Detail::Kept(samples) => Some(Known::All(samples)),
            Detail::Lost => None,
        }
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        match &self.detail {
            Detail::Kept(samples) => size_of::<Samples>() + samples.heap_bytes(),
            Detail::Alike | Detail::Lost => 0,
        }
    }

    /// Is it one value, once, and nothing else?
    #[must_use]
    pub fn as_value(&self) -> Option<f64> {
        let one = self.count.total_cmp(&1.0).is_eq() && self.min.total_cmp(&self.max).is_eq();
        one.then_some(self.sum)
    }
}

/// The samples of an aggregate.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// One value and how often it came.
    Alike(f64, f64),
    /// Different ones.
    All(&'a Samples),
}

impl Samples {
    fn take_in(&mut self, known: Known<'_>) {
        match known {
            Known::All(samples) => self.merge(samples),
            Known::Alike(value, count) => self.add(value, count),
        }
    }
}
