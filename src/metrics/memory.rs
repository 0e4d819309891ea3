//! The store in memory.
//!
//! Series are found by metric and unit; [`Memory::series`] gives an id once, and with it appending
//! costs neither a hash nor a copy of names. The number of series is bounded.

use super::datum::{Datum, Resolution, Sample};
use super::metric::Metric;
use super::series::Slots;
use super::store::{Reading, Store, StoreError, Window};
use super::unit::{UNITS, Unit};
use hashbrown::HashMap;

/// A metric in one unit, of one [`Memory`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(u32);

/// Series that a store takes when it is not told otherwise.
pub const MOST_SERIES: usize = 1_000_000;

/// Keeps datapoints in memory.
#[derive(Debug, Clone)]
pub struct Memory {
    /// Metrics by first arrival, with the series of each unit.
    metrics: Vec<Held>,
    index: HashMap<Metric, u32, foldhash::fast::FixedState>,
    series: Vec<Slots>,
    most: usize,
    refused: u64,
}

#[derive(Debug, Clone)]
struct Held {
    metric: Metric,
    resolution: Resolution,
    /// Nearly always one.
    units: Vec<(Unit, SeriesId)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new(MOST_SERIES)
    }
}

impl Memory {
    /// An empty store that takes so many series.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            metrics: Vec::new(),
            index: HashMap::default(),
            series: Vec::new(),
            most: most.min(u32::MAX as usize - 1),
            refused: 0,
        }
    }

    /// The series of a metric in a unit, made if need be.
    ///
    /// # Errors
    /// When it would be one too many; that is counted.
    pub fn series(
        &mut self,
        metric: &Metric,
        unit: Unit,
        resolution: Resolution,
    ) -> Result<SeriesId, StoreError> {
        let known = self.index.get(metric).and_then(|at| self.metrics.get_mut(*at as usize));
        if let Some(held) = known {
            held.resolution = held.resolution.min(resolution);
            if let Some((_, id)) = held.units.iter().find(|(u, _)| *u == unit) {
                return Ok(*id);
            }
        }
        if self.series.len() >= self.most {
            self.refused += 1;
            return Err(StoreError::Full { most: self.most });
        }
        let id = SeriesId(self.series.len() as u32);
        self.series.push(Slots::default());
        let at = *self.index.entry_ref(metric).or_insert_with(|| {
            let units = Vec::with_capacity(1);
            self.metrics.push(Held { metric: metric.clone(), resolution, units });
            self.metrics.len() as u32 - 1
        });
        if let Some(held) = self.metrics.get_mut(at as usize) {
            held.units.push((unit, id));
        }
        Ok(id)
    }

    /// Adds samples to a series. `slot` is the start of their second or minute, in seconds since
    /// 1970 ([`Datum::slot`]).
    ///
    /// # Errors
    /// When the time cannot be kept, or the series is not of this store.
    pub fn add(&mut self, id: SeriesId, slot: i64, sample: &Sample) -> Result<(), StoreError> {
        let start = u32::try_from(slot).map_err(|_| StoreError::Time)?;
        self.series.get_mut(id.0 as usize).ok_or(StoreError::Broken)?.add(start, sample);
        Ok(())
    }

    /// How many series there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// How many metrics there are, each with one series or more.
    #[must_use]
    pub fn metrics(&self) -> usize {
        self.metrics.len()
    }

    /// Is there not one?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// How many data were refused since there were too many series.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Bytes that the datapoints take on the heap, names left out.
    #[must_use]
    pub fn data_bytes(&self) -> usize {
        self.series.iter().map(|s| size_of::<Slots>() + s.heap_bytes()).sum()
    }

    fn held(&self, metric: &Metric) -> Option<&Held> {
        self.metrics.get(*self.index.get(metric)? as usize)
    }

    fn slots(&self, id: SeriesId) -> Option<&Slots> {
        self.series.get(id.0 as usize)
    }
}

impl Store for Memory {
    fn append(&mut self, datum: &Datum) -> Result<(), StoreError> {
        let id = self.series(&datum.metric, datum.unit, datum.resolution)?;
        self.add(id, datum.slot(), &datum.sample)
    }

    fn read(
        &self,
        metric: &Metric,
        unit: Option<Unit>,
        window: Window,
    ) -> Result<Reading, StoreError> {
        let mut reading = Reading::default();
        let units = self.held(metric).map(|h| h.units.as_slice()).unwrap_or_default();
        let mut found: Vec<(Unit, SeriesId)> = units
            .iter()
            .filter(|(u, _)| unit.is_none_or(|asked| asked == *u))
            .filter(|(_, id)| self.slots(*id).is_some_and(|s| s.touches(window)))
            .copied()
            .collect();
        found.sort_by_key(|(unit, _)| UNITS.iter().position(|u| u == unit));
        reading.units = found.iter().map(|(unit, _)| *unit).collect();
        reading.unit = reading.units.first().copied();
        match found.first().and_then(|(_, id)| self.slots(*id)) {
            Some(slots) => {
                slots.read(window, &mut reading.bins);
            }
            None => reading.bins.resize(window.count, None),
        }
        Ok(reading)
    }

    fn each_metric(&self, visit: &mut dyn FnMut(&Metric, i64)) {
        for held in &self.metrics {
            let newest = held.units.iter().filter_map(|(_, id)| self.slots(*id)?.newest()).max();
            if let Some(newest) = newest {
                visit(&held.metric, newest);
            }
        }
    }

    fn resolution(&self, metric: &Metric) -> Option<Resolution> {
        self.held(metric).map(|h| h.resolution)
    }

    fn next_from(&self, metric: &Metric, unit: Option<Unit>, from: i64) -> Option<i64> {
        let units = self.held(metric).map(|h| h.units.as_slice()).unwrap_or_default();
        let wanted = units.iter().filter(|(u, _)| unit.is_none_or(|asked| asked == *u));
        wanted.filter_map(|(_, id)| self.slots(*id)?.next_from(from)).min()
    }

    fn roll_up(&mut self, now: i64) {
        for slots in &mut self.series {
            slots.roll_up(now);
        }
    }
}
