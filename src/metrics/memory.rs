//! The store in memory.
//!
//! Series are found by metric and unit; [`Memory::series`] gives an id once, and with it appending
//! costs neither a hash nor a copy of names. The number of series is bounded.

use super::datum::{Datum, Resolution, Sample};
use super::index::Index;
use super::kept::Kept;
use super::metric::Metric;
use super::period::GRAINS;
use super::series::Slots;
use super::store::{Reading, Store, StoreError, Window};
use super::tally::Tally;
use super::unit::{UNITS, Unit};

/// A metric in one unit, of one [`Memory`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(u32);

/// A metric of one [`Memory`]: numbers by first arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricId(u32);

impl MetricId {
    /// The number, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Series that a store takes when it is not told otherwise.
pub const MOST_SERIES: usize = 1_000_000;

/// Keeps datapoints in memory.
#[derive(Debug, Clone)]
pub struct Memory {
    index: Index,
    /// Metrics by first arrival, with the series of each unit.
    metrics: Vec<Held>,
    series: Vec<Slots>,
    /// The metric and the unit of each series.
    owners: Vec<(u32, Unit)>,
    /// Series with data out of order.
    late: Vec<SeriesId>,
    most: usize,
    refused: u64,
    /// When data were last rolled up, in seconds since 1970.
    rolled: Option<i64>,
    /// What is to be written, where that is asked for.
    pub(super) kept: Option<Box<Kept>>,
}

#[derive(Debug, Clone)]
struct Held {
    resolution: Resolution,
    first: (Unit, SeriesId),
    /// Nearly always none.
    others: Vec<(Unit, SeriesId)>,
}

impl Held {
    fn units(&self) -> impl Iterator<Item = (Unit, SeriesId)> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
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
            index: Index::default(),
            metrics: Vec::new(),
            series: Vec::new(),
            owners: Vec::new(),
            late: Vec::new(),
            most: most.min(u32::MAX as usize - 1),
            refused: 0,
            rolled: None,
            kept: None,
        }
    }

    /// Has it remember what changes, for [`rows`](Memory::rows).
    #[must_use]
    pub fn tracked(self) -> Self {
        Self { kept: Some(Box::default()), ..self }
    }

    /// An empty one with the same settings.
    pub(super) fn like(&self) -> Self {
        let kept = self.kept.as_ref().map(|_| Box::default());
        Self { refused: self.refused, rolled: self.rolled, kept, ..Self::new(self.most) }
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
        self.place(metric, unit, resolution).map(|(_, series)| series)
    }

    /// Adds a datum, and says whose it was.
    ///
    /// # Errors
    /// When it was not kept.
    pub fn keep(&mut self, datum: &Datum) -> Result<MetricId, StoreError> {
        let (metric, series) = self.place(&datum.metric, datum.unit, datum.resolution)?;
        self.add(series, datum.slot(), &datum.sample)?;
        Ok(metric)
    }

    fn place(
        &mut self,
        metric: &Metric,
        unit: Unit,
        resolution: Resolution,
    ) -> Result<(MetricId, SeriesId), StoreError> {
        let found = self.index.find(metric);
        if let Ok(number) = found
            && let Some(held) = self.metrics.get_mut(number as usize)
        {
            let finer = resolution < held.resolution;
            held.resolution = held.resolution.min(resolution);
            if let Some((_, id)) = held.units().find(|(own, _)| *own == unit) {
                if finer && let Some(kept) = &mut self.kept {
                    kept.name(id.0);
                }
                return Ok((MetricId(number), id));
            }
        }
        if self.series.len() >= self.most {
            self.refused += 1;
            return Err(StoreError::Full { most: self.most });
        }
        let id = SeriesId(self.series.len() as u32);
        self.series.push(Slots::default());
        if let Some(kept) = &mut self.kept {
            kept.add(id.0);
        }
        let number = match found {
            Ok(number) => {
                if let Some(held) = self.metrics.get_mut(number as usize) {
                    held.others.push((unit, id));
                }
                number
            }
            Err(new) => {
                self.metrics.push(Held { resolution, first: (unit, id), others: Vec::new() });
                self.index.add(new, metric)
            }
        };
        self.owners.push((number, unit));
        Ok((MetricId(number), id))
    }

    /// Adds samples to a series. `slot` is the start of their second or minute, in seconds since
    /// 1970 ([`Datum::slot`]).
    ///
    /// # Errors
    /// When the time cannot be kept, or the series is not of this store.
    pub fn add(&mut self, id: SeriesId, slot: i64, sample: &Sample) -> Result<(), StoreError> {
        let start = u32::try_from(slot).map_err(|_| StoreError::Time)?;
        let slots = self.series.get_mut(id.0 as usize).ok_or(StoreError::Broken)?;
        if slots.add(start, sample) {
            self.late.push(id);
        }
        if let Some(kept) = &mut self.kept {
            kept.mark(id.0, start);
        }
        Ok(())
    }

    /// A series that was kept: its names, when it first came, its data.
    pub(super) fn restore(
        &mut self,
        metric: &Metric,
        (unit, resolution): (Unit, Resolution),
        order: u64,
        slots: Slots,
    ) {
        let kept = self.kept.take();
        let placed = self.place(metric, unit, resolution);
        self.kept = kept;
        let Ok((_, id)) = placed else { return };
        if let Some(own) = self.series.get_mut(id.0 as usize) {
            *own = slots;
        }
        if let Some(kept) = &mut self.kept {
            kept.orders.push(order);
        }
    }

    /// The names of a series.
    pub(super) fn names_of(&self, series: u32) -> Option<(&Metric, Unit, Resolution)> {
        let (metric, unit) = self.owners.get(series as usize)?;
        let held = self.metrics.get(*metric as usize)?;
        Some((self.index.metric(*metric)?, *unit, held.resolution))
    }

    /// The data of a series.
    pub(super) fn slots_of(&self, series: u32) -> Option<&Slots> {
        self.series.get(series as usize)
    }

    /// Rolls up what is too old for its grain, and drops what is older than `longest` seconds or too
    /// old for any.
    pub fn roll_up_within(&mut self, now: i64, longest: i64) {
        self.late.clear();
        self.rolled = Some(self.rolled.map_or(now, |before| before.max(now)));
        let Self { series, kept, .. } = self;
        for (number, slots) in (0u32..).zip(series) {
            slots.roll_up(now, longest, &mut |start| {
                if let Some(kept) = kept {
                    kept.mark(number, start);
                }
            });
        }
    }

    /// When data were last rolled up, in seconds since 1970.
    #[must_use]
    pub fn rolled(&self) -> Option<i64> {
        self.rolled
    }

    /// Data were rolled up at this time, in seconds since 1970, before they were read back.
    pub fn was_rolled(&mut self, at: Option<i64>) {
        self.rolled = self.rolled.max(at);
    }

    /// The time from which on no data were rolled up into more than a period, in seconds since 1970.
    #[must_use]
    pub fn fine_from(&self, period: u32) -> i64 {
        let kept = GRAINS.iter().filter(|grain| grain.seconds <= period).map(|grain| grain.kept);
        self.rolled.map_or(i64::MIN, |now| now.saturating_sub(kept.max().unwrap_or(0)))
    }

    /// Sorts in all data that came out of order. Reading gives the same before and after, but slower
    /// before.
    pub fn settle(&mut self) {
        for id in std::mem::take(&mut self.late) {
            if let Some(slots) = self.series.get_mut(id.0 as usize) {
                slots.settle();
            }
        }
    }

    /// The number of a metric.
    #[must_use]
    pub fn find(&self, metric: &Metric) -> Option<MetricId> {
        self.index.look(metric).map(MetricId)
    }

    /// A metric by its number.
    #[must_use]
    pub fn metric(&self, id: MetricId) -> Option<&Metric> {
        self.index.metric(id.0)
    }

    /// All metrics by number, those without data too.
    #[must_use]
    pub fn all_metrics(&self) -> Vec<Metric> {
        let numbers = 0..self.metrics.len() as u32;
        numbers.filter_map(|number| self.index.metric(number).cloned()).collect()
    }

    /// Calls for each period of a window, in order, with its sums: what [`Store::read`] gives, less
    /// the single samples, without a copy. `false`, and there was no call, where the metric has
    /// data of several units, or some wait to be sorted in.
    pub fn tally(
        &self,
        id: MetricId,
        unit: Option<Unit>,
        window: Window,
        each: &mut dyn FnMut(Option<Tally>),
    ) -> bool {
        let Some(held) = self.metrics.get(id.index()).filter(|held| held.others.is_empty()) else {
            return false;
        };
        if unit.is_some_and(|unit| unit != held.first.0) {
            (0..window.count).for_each(|_| each(None));
            return true;
        }
        self.slots(held.first.1).is_some_and(|slots| slots.tally(window, each))
    }

    /// [`Store::next_from`] of a metric by its number.
    #[must_use]
    pub fn next_of(&self, id: MetricId, unit: Option<Unit>, from: i64) -> Option<i64> {
        let units = self.metrics.get(id.index())?.units();
        let wanted = units.filter(|(own, _)| unit.is_none_or(|asked| asked == *own));
        wanted.filter_map(|(_, series)| self.slots(series)?.next_from(from)).min()
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
        self.metrics.get(self.index.look(metric)? as usize)
    }

    fn slots(&self, id: SeriesId) -> Option<&Slots> {
        self.series.get(id.0 as usize)
    }
}

impl Store for Memory {
    fn append(&mut self, datum: &Datum) -> Result<(), StoreError> {
        self.keep(datum).map(|_| ())
    }

    fn read(
        &self,
        metric: &Metric,
        unit: Option<Unit>,
        window: Window,
    ) -> Result<Reading, StoreError> {
        let mut reading = Reading::default();
        let units = self.held(metric).into_iter().flat_map(Held::units);
        let mut found: Vec<(Unit, SeriesId)> = units
            .filter(|(u, _)| unit.is_none_or(|asked| asked == *u))
            .filter(|(_, id)| self.slots(*id).is_some_and(|s| s.touches(window)))
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
        for (number, held) in self.metrics.iter().enumerate() {
            let newest = held.units().filter_map(|(_, id)| self.slots(id)?.newest()).max();
            if let (Some(newest), Some(metric)) = (newest, self.index.metric(number as u32)) {
                visit(metric, newest);
            }
        }
    }

    fn resolution(&self, metric: &Metric) -> Option<Resolution> {
        self.held(metric).map(|h| h.resolution)
    }

    fn next_from(&self, metric: &Metric, unit: Option<Unit>, from: i64) -> Option<i64> {
        self.next_of(self.find(metric)?, unit, from)
    }

    fn roll_up(&mut self, now: i64) {
        self.roll_up_within(now, i64::MAX);
    }
}
