//! The store in memory as rows, for a daemon that must find it again.
//!
//! A series has a row with its names, under a key of 16 bytes, and behind it one for each block of
//! time with data: an hour of slots at whole minutes, five minutes of others. So a datum of the
//! minute rewrites an hour at most, one of the second five minutes. What is read back is the same to
//! the bit. Only [`Memory::tracked`] remembers what changed.

use super::datum::Resolution;
use super::memory::Memory;
use super::metric::Metric;
use super::series::Slots;
use super::unit::Unit;
use crate::base::bytes::{Row, Writer};
use hashbrown::HashSet;
use uuid::Uuid;

/// The form of the rows.
pub(super) const VERSION: u8 = 1;
/// The namespace of the keys of series.
const NAMES: Uuid = Uuid::from_u128(0x7c1e_0a54_38b2_5b0f_9d26_e3f1_5a8c_4471);
/// Lengths of blocks, in seconds: of slots at whole minutes, and of others.
const HOUR: u32 = 3600;
const FIVE: u32 = 300;
/// Bytes of the key of a series.
pub(super) const KEY: usize = 16;

/// What has changed since rows were last asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// Series and block.
    dirty: HashSet<(u32, u32), foldhash::fast::FixedState>,
    /// Series whose names are to be written.
    named: Vec<u32>,
    /// When each series first came, as a number that rises.
    pub orders: Vec<u64>,
    pub next: u64,
    /// Rows that are made already.
    pub made: Vec<Row>,
}

impl Kept {
    /// A series is new.
    pub fn add(&mut self, series: u32) {
        self.orders.push(self.next);
        self.next += 1;
        self.named.push(series);
    }

    /// The names of a series, or its resolution, are to be written.
    pub fn name(&mut self, series: u32) {
        self.named.push(series);
    }

    /// The slot of a series that starts at `start` has changed.
    pub fn mark(&mut self, series: u32, start: u32) {
        self.dirty.insert((series, block_of(start)));
    }
}

/// The block of a slot: its first second, and one more where it is of slots within minutes.
fn block_of(start: u32) -> u32 {
    if start.is_multiple_of(60) { start - start % HOUR } else { (start - start % FIVE) | 1 }
}

/// The seconds of a block, and how far its slots are apart at least.
pub(super) fn span_of(block: u32) -> (u32, u32, u32) {
    if block & 1 == 0 { (block, HOUR, 60) } else { (block - 1, FIVE, 1) }
}

/// The key of a series.
pub(super) fn key_of(metric: &Metric, unit: Unit) -> [u8; KEY] {
    let dimensions = metric.dimensions().iter().flat_map(|(name, value)| [&**name, &**value]);
    let parts = [metric.namespace(), metric.name(), unit.name()].into_iter().chain(dimensions);
    let mut text = Vec::new();
    for part in parts {
        text.extend_from_slice(part.as_bytes());
        text.push(0xff);
    }
    Uuid::new_v5(&NAMES, &text).into_bytes()
}

/// The row of a block; `None` where nothing is in it.
fn block(slots: &Slots, block: u32) -> Option<Vec<u8>> {
    let (from, length, step) = span_of(block);
    let within = slots.sorted(from.into(), i64::from(from) + i64::from(length));
    let mut own = within.iter().filter(|(at, _)| block_of(*at) == block).peekable();
    own.peek()?;
    let mut row = Writer::new(VERSION);
    for (at, aggregate) in own {
        row.count(u64::from((at - from) / step));
        aggregate.put(&mut row);
    }
    Some(row.done())
}

/// The row of a series' names.
fn names(metric: &Metric, unit: Unit, resolution: Resolution, order: u64) -> Vec<u8> {
    let mut row = Writer::new(VERSION);
    row.count(order).flag(resolution == Resolution::High).text(unit.name());
    row.text(metric.namespace()).text(metric.name()).count(metric.dimensions().len() as u64);
    for (name, value) in metric.dimensions() {
        row.text(name).text(value);
    }
    row.done()
}

impl Memory {
    /// The rows that have changed since the last time; none of a store that is not
    /// [tracked](Memory::tracked).
    pub fn rows(&mut self) -> Vec<Row> {
        self.settle();
        let Some(mut kept) = self.kept.take() else { return Vec::new() };
        let mut rows = std::mem::take(&mut kept.made);
        kept.named.sort_unstable();
        kept.named.dedup();
        for series in kept.named.drain(..) {
            let Some((metric, unit, resolution)) = self.names_of(series) else { continue };
            let order = kept.orders.get(series as usize).copied().unwrap_or_default();
            let row = names(metric, unit, resolution, order);
            rows.push((key_of(metric, unit).to_vec(), Some(row)));
        }
        let mut dirty: Vec<(u32, u32)> = kept.dirty.drain().collect();
        dirty.sort_unstable();
        let mut known: Option<(u32, [u8; KEY])> = None;
        for (series, at) in dirty {
            let Some((metric, unit, _)) = self.names_of(series) else { continue };
            let key = known.filter(|own| own.0 == series).map(|own| own.1);
            let key = key.unwrap_or_else(|| key_of(metric, unit));
            known = Some((series, key));
            let row = self.slots_of(series).and_then(|slots| block(slots, at));
            rows.push(([&key[..], &at.to_be_bytes()].concat(), row));
        }
        self.kept = Some(kept);
        rows
    }

    /// Gives up the series without data, if they are many; then the numbers of all others are new.
    pub fn compact(&mut self) -> bool {
        let all = self.len();
        let series = 0..all as u32;
        let is_empty = |series: &u32| self.slots_of(*series).is_none_or(Slots::is_empty);
        let empty: Vec<u32> = series.filter(is_empty).collect();
        if empty.len() <= all / 4 + 64 {
            return false;
        }
        let mut made = self.rows();
        for series in &empty {
            if let Some((metric, unit, _)) = self.names_of(*series) {
                made.push((key_of(metric, unit).to_vec(), None));
            }
        }
        let old = std::mem::replace(self, self.like());
        let orders = old.kept.as_ref().map(|kept| kept.orders.clone()).unwrap_or_default();
        for series in 0..all as u32 {
            let Some(slots) = old.slots_of(series).filter(|slots| !slots.is_empty()) else {
                continue;
            };
            let order = orders.get(series as usize).copied().unwrap_or_default();
            if let Some((metric, unit, resolution)) = old.names_of(series) {
                self.restore(metric, (unit, resolution), order, slots.clone());
            }
        }
        if let (Some(kept), Some(before)) = (&mut self.kept, old.kept) {
            (kept.made, kept.next) = (made, before.next);
        }
        true
    }
}
