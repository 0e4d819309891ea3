//! The datapoints of one metric in one unit, in memory.
//!
//! A slot with one value, the usual thing, takes 16 bytes; other slots keep their aggregate aside.

use super::aggregate::Aggregate;
use super::datum::Sample;
use super::period::{GRAINS, align};
use super::store::Window;

/// Marks a slot that holds one value.
const PLAIN: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// Seconds since 1970.
    start: u32,
    /// Index into `wide`, or `PLAIN`.
    wide: u32,
    /// The value of a plain slot.
    value: f64,
}

/// Slots by time.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    wide: Vec<Aggregate>,
}

impl Slots {
    /// Adds samples to the slot that starts at `start`.
    pub(super) fn add(&mut self, start: u32, sample: &Sample) {
        if let Sample::Value(value) = sample {
            // Nearly everything comes in order.
            if self.slots.last().is_none_or(|s| s.start < start) {
                self.slots.push(Slot { start, wide: PLAIN, value: *value });
                return;
            }
            return self.merge(start, &Aggregate::of_value(*value));
        }
        if let Some(aggregate) = Aggregate::of(sample) {
            self.merge(start, &aggregate);
        }
    }

    fn merge(&mut self, start: u32, aggregate: &Aggregate) {
        let at = match self.slots.last() {
            Some(last) if last.start == start => self.slots.len() - 1,
            _ => self.slots.partition_point(|s| s.start < start),
        };
        match self.slots.get(at).copied() {
            Some(slot) if slot.start == start => {
                if let Some(wide) = self.wide.get_mut(slot.wide as usize) {
                    wide.merge(aggregate);
                    return;
                }
                let mut whole = Aggregate::of_value(slot.value);
                whole.merge(aggregate);
                let wide = self.aside(whole);
                if let Some(slot) = self.slots.get_mut(at) {
                    slot.wide = wide;
                }
            }
            _ => {
                let slot = match aggregate.as_value() {
                    Some(value) => Slot { start, wide: PLAIN, value },
                    None => Slot { start, wide: self.aside(aggregate.clone()), value: 0.0 },
                };
                self.slots.insert(at, slot);
            }
        }
    }

    fn aside(&mut self, aggregate: Aggregate) -> u32 {
        self.wide.push(aggregate);
        (self.wide.len() - 1) as u32
    }

    fn aggregate(&self, slot: Slot) -> Aggregate {
        match self.wide.get(slot.wide as usize) {
            Some(wide) => wide.clone(),
            None => Aggregate::of_value(slot.value),
        }
    }

    /// Index of the first slot that does not start before a time, looked for from the newest on: that
    /// is where nearly every read begins.
    fn first_from(&self, start: i64) -> usize {
        let before = |s: &Slot| i64::from(s.start) < start;
        let mut back = 8;
        loop {
            let from = self.slots.len().saturating_sub(back);
            let tail = self.slots.get(from..).unwrap_or_default();
            if from == 0 || tail.first().is_some_and(before) {
                return from + tail.partition_point(before);
            }
            back *= 4;
        }
    }

    /// Fills one bin for each period of the window; says whether there is anything.
    pub(super) fn read(&self, window: Window, bins: &mut Vec<Option<Aggregate>>) -> bool {
        bins.clear();
        bins.resize(window.count, None);
        let period = i64::from(window.period.max(1));
        let from = self.first_from(window.start);
        let mut any = false;
        for slot in self.slots.get(from..).unwrap_or_default() {
            let at = (i64::from(slot.start) - window.start) / period;
            let Some(bin) = usize::try_from(at).ok().and_then(|at| bins.get_mut(at)) else { break };
            any = true;
            match (bin.as_mut(), self.wide.get(slot.wide as usize)) {
                (None, _) => *bin = Some(self.aggregate(*slot)),
                (Some(bin), Some(wide)) => bin.merge(wide),
                (Some(bin), None) => bin.merge(&Aggregate::of_value(slot.value)),
            }
        }
        any
    }

    /// Is there a slot within?
    pub(super) fn touches(&self, window: Window) -> bool {
        let from = self.first_from(window.start);
        self.slots.get(from).is_some_and(|s| i64::from(s.start) < window.end())
    }

    /// The start of the first slot from a time on.
    pub(super) fn next_from(&self, from: i64) -> Option<i64> {
        self.slots.get(self.first_from(from)).map(|s| i64::from(s.start))
    }

    /// The start of the newest slot.
    pub(super) fn newest(&self) -> Option<i64> {
        self.slots.last().map(|s| i64::from(s.start))
    }

    /// Merges what is too old for its grain into the next, drops what is too old for all.
    pub(super) fn roll_up(&mut self, now: i64) {
        let grain = |start: u32| {
            let age = now.saturating_sub(i64::from(start));
            GRAINS.iter().find(|g| age < g.kept).map(|g| g.seconds)
        };
        let fits = |s: &Slot| {
            let start = i64::from(s.start);
            grain(s.start).is_some_and(|g| align(start, g) == start)
        };
        if self.slots.iter().all(fits) {
            return;
        }
        let old = std::mem::take(self);
        for slot in &old.slots {
            if let Some(grain) = grain(slot.start) {
                let start = u32::try_from(align(slot.start.into(), grain)).unwrap_or(slot.start);
                self.merge(start, &old.aggregate(*slot));
            }
        }
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
            + self.wide.capacity() * size_of::<Aggregate>()
            + self.wide.iter().map(Aggregate::heap_bytes).sum::<usize>()
    }
}
