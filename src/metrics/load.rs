//! The store in memory from its rows.

use super::aggregate::Aggregate;
use super::datum::Resolution;
use super::kept::{KEY, VERSION, span_of};
use super::memory::Memory;
use super::metric::Metric;
use super::series::Slots;
use super::unit::{UNITS, Unit};
use crate::base::bytes::Reader;

/// Reads the rows of a store, in the order of their keys.
#[derive(Debug, Default)]
pub struct Loader {
    series: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    key: [u8; KEY],
    order: u64,
    metric: Metric,
    unit: Unit,
    resolution: Resolution,
    slots: Slots,
}

impl Loader {
    /// Takes a row; `None` where it is none of this form, or stands where it cannot.
    pub fn take(&mut self, key: &[u8], row: &[u8]) -> Option<()> {
        let (own, at) = key.split_first_chunk::<KEY>()?;
        if at.is_empty() {
            self.series.push(found(*own, row)?);
            return Some(());
        }
        let (from, _, step) = span_of(u32::from_be_bytes(at.try_into().ok()?));
        let series = self.series.last_mut().filter(|series| series.key == *own)?;
        let mut row = Reader::new(VERSION, row)?;
        while !row.is_empty() {
            let at = row.small()?.checked_mul(step)?.checked_add(from)?;
            let aggregate = Aggregate::get(&mut row)?;
            series.slots.merge(at, aggregate);
        }
        Some(())
    }

    /// The store, tracked, which takes so many series. Series without data are given up.
    #[must_use]
    pub fn done(mut self, most: usize) -> Memory {
        let mut memory = Memory::new(most).tracked();
        self.series.sort_by_key(|series| series.order);
        let mut gone = Vec::new();
        let next = self.series.last().map_or(0, |last| last.order.saturating_add(1));
        for Found { key, order, metric, unit, resolution, mut slots } in self.series {
            if slots.is_empty() {
                gone.push((key.to_vec(), None));
                continue;
            }
            slots.settle();
            memory.restore(&metric, (unit, resolution), order, slots);
        }
        if let Some(kept) = &mut memory.kept {
            (kept.made, kept.next) = (gone, next);
        }
        memory
    }
}

fn found(key: [u8; KEY], row: &[u8]) -> Option<Found> {
    let mut row = Reader::new(VERSION, row)?;
    let order = row.count()?;
    let resolution = if row.flag()? { Resolution::High } else { Resolution::Standard };
    let name = row.text()?;
    let unit = UNITS.iter().copied().find(|unit| unit.name() == name)?;
    let (namespace, name, count) = (row.text()?, row.text()?, row.count()?);
    let mut dimensions = Vec::new();
    for _ in 0..count {
        dimensions.push((row.text()?.to_owned(), row.text()?.to_owned()));
    }
    let metric = Metric::new(namespace, name, dimensions);
    Some(Found { key, order, metric, unit, resolution, slots: Slots::default() })
}
