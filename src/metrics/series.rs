//! The datapoints of one metric in one unit, in memory.
//!
//! A slot with one value, the usual thing, takes 16 bytes; other slots keep their aggregate aside.
//! Data that come out of order wait aside too, and are sorted in when they are many: so a file with
//! the newest line first costs no more than one in order, but for a factor.

use super::aggregate::Aggregate;
use super::datum::Sample;
use super::period::{GRAINS, align};
use super::store::Window;
use super::tally::Tally;

/// Marks a slot that holds one value.
const PLAIN: u32 = u32::MAX;
/// Data out of order that are sorted in at once, at least; later a quarter of what is there.
const FEW: usize = 32;
/// Data that are no more slots older than the newest find their place at once.
const NEAR: usize = 64;

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
    aside: Option<Box<Aside>>,
}

/// What few series have.
#[derive(Debug, Clone, Default)]
struct Aside {
    wide: Vec<Aggregate>,
    /// Data older than the newest slot, as they came.
    late: Vec<(u32, Aggregate)>,
}

impl Slots {
    /// Adds samples to the slot that starts at `start`; `true` when they are the first to
    /// wait to be sorted in.
    pub(super) fn add(&mut self, start: u32, sample: &Sample) -> bool {
        if let Sample::Value(value) = sample {
            // Nearly everything comes in order.
            if self.slots.last().is_none_or(|s| s.start < start) {
                self.slots.push(Slot { start, wide: PLAIN, value: *value });
                return false;
            }
            return self.merge(start, Aggregate::of_value(*value));
        }
        Aggregate::of(sample).is_some_and(|aggregate| self.merge(start, aggregate))
    }

    /// Adds an aggregate to the slot that starts at `start`; `true` as in [`Slots::add`].
    pub(super) fn merge(&mut self, start: u32, aggregate: Aggregate) -> bool {
        if self.slots.last().is_none_or(|last| last.start <= start) {
            self.put(start, aggregate);
            return false;
        }
        let back = self.slots.len().saturating_sub(NEAR);
        let near = self.slots.get(back..).unwrap_or_default();
        let at = near.partition_point(|slot| slot.start < start);
        if at > 0 || back == 0 {
            self.put_at(back + at, start, aggregate);
            return false;
        }
        let late = &mut self.aside.get_or_insert_default().late;
        late.push((start, aggregate));
        let first = late.len() == 1;
        if late.len() >= FEW.max(self.slots.len() / 4) {
            self.settle();
        }
        first
    }

    /// Adds to the newest slot, or a newer one.
    fn put(&mut self, start: u32, aggregate: Aggregate) {
        let last = self.slots.len().saturating_sub(1);
        let same = self.slots.get(last).is_some_and(|slot| slot.start == start);
        self.put_at(if same { last } else { self.slots.len() }, start, aggregate);
    }

    /// Adds to the slot at an index, or makes one there.
    fn put_at(&mut self, at: usize, start: u32, aggregate: Aggregate) {
        match self.slots.get(at).copied().filter(|slot| slot.start == start) {
            Some(slot) => {
                let aside = self.aside.as_deref_mut();
                if let Some(own) = aside.and_then(|a| a.wide.get_mut(slot.wide as usize)) {
                    own.merge(&aggregate);
                    return;
                }
                let mut whole = Aggregate::of_value(slot.value);
                whole.merge(&aggregate);
                let wide = self.keep(whole);
                if let Some(slot) = self.slots.get_mut(at) {
                    slot.wide = wide;
                }
            }
            None => {
                let slot = match aggregate.as_value() {
                    Some(value) => Slot { start, wide: PLAIN, value },
                    None => Slot { start, wide: self.keep(aggregate), value: 0.0 },
                };
                self.slots.insert(at, slot);
            }
        }
    }

    fn keep(&mut self, aggregate: Aggregate) -> u32 {
        let wide = &mut self.aside.get_or_insert_default().wide;
        wide.push(aggregate);
        (wide.len() - 1) as u32
    }

    /// Sorts in what came out of order.
    pub(super) fn settle(&mut self) {
        let Some(first) = self.late().iter().map(|(at, _)| i64::from(*at)).min() else { return };
        // Aggregates that lie aside are numbered anew, so that none is left over.
        let plain = self.aside.as_ref().is_none_or(|aside| aside.wide.is_empty());
        let first = if plain { first } else { 0 };
        let sorted = self.sorted(first, i64::MAX);
        self.slots.truncate(self.first_from(first));
        self.aside = None;
        sorted.into_iter().for_each(|(start, aggregate)| self.put(start, aggregate));
    }

    /// All slots from `start` on and before `end`, with what came out of order.
    pub(super) fn sorted(&self, start: i64, end: i64) -> Vec<(u32, Aggregate)> {
        let within = |at: u32| (start..end).contains(&i64::from(at));
        let own = self.slots.get(self.first_from(start)..).unwrap_or_default();
        let own = own.iter().take_while(|slot| i64::from(slot.start) < end);
        let mut all: Vec<(u32, Aggregate)> = own.map(|s| (s.start, self.aggregate(*s))).collect();
        all.extend(self.late().iter().filter(|(at, _)| within(*at)).cloned());
        // Stable: data of one slot are added up in the order in which they came.
        all.sort_by_key(|(at, _)| *at);
        all.dedup_by(|(at, next), (before, first)| {
            let same = at == before;
            if same {
                first.merge(next);
            }
            same
        });
        all
    }

    fn late(&self) -> &[(u32, Aggregate)] {
        self.aside.as_ref().map(|aside| &*aside.late).unwrap_or_default()
    }

    fn wide(&self, slot: Slot) -> Option<&Aggregate> {
        self.aside.as_ref()?.wide.get(slot.wide as usize)
    }

    fn aggregate(&self, slot: Slot) -> Aggregate {
        match self.wide(slot) {
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
        let mut any = false;
        let mut add = |start: u32, aggregate: Aggregate| {
            let at = (i64::from(start) - window.start) / period;
            let bin = usize::try_from(at).ok().and_then(|at| bins.get_mut(at));
            any |= bin.is_some();
            match bin {
                Some(Some(bin)) => bin.merge(&aggregate),
                Some(bin) => *bin = Some(aggregate),
                None => {}
            }
        };
        let end = window.end();
        if !self.late().is_empty() {
            self.sorted(window.start, end).into_iter().for_each(|(at, whole)| add(at, whole));
            return any;
        }
        let own = self.slots.get(self.first_from(window.start)..).unwrap_or_default();
        for slot in own.iter().take_while(|slot| i64::from(slot.start) < end) {
            add(slot.start, self.aggregate(*slot));
        }
        any
    }

    /// Adds up the periods of the window without what single samples there were; `false`, and nothing
    /// is done, while data out of order wait.
    pub(super) fn tally(&self, window: Window, each: &mut dyn FnMut(Option<Tally>)) -> bool {
        if !self.late().is_empty() {
            return false;
        }
        let mut own = self.slots.get(self.first_from(window.start)..).unwrap_or_default().iter();
        let mut next = own.next();
        let mut end = window.start;
        for _ in 0..window.count {
            end = end.saturating_add(i64::from(window.period));
            let mut whole: Option<Tally> = None;
            while let Some(slot) = next.filter(|slot| i64::from(slot.start) < end) {
                let tally = match self.wide(*slot) {
                    Some(wide) => Tally::of(wide),
                    None => Tally::of_value(slot.value),
                };
                match &mut whole {
                    Some(whole) => whole.merge(tally),
                    None => whole = Some(tally),
                }
                next = own.next();
            }
            each(whole);
        }
        true
    }

    /// Is there a slot within?
    pub(super) fn touches(&self, window: Window) -> bool {
        self.next_from(window.start).is_some_and(|start| start < window.end())
    }

    /// The start of the first slot from a time on.
    pub(super) fn next_from(&self, from: i64) -> Option<i64> {
        let own = self.slots.get(self.first_from(from)).map(|s| i64::from(s.start));
        let late = self.late().iter().map(|(at, _)| i64::from(*at)).filter(|at| *at >= from);
        own.into_iter().chain(late).min()
    }

    /// The start of the newest slot.
    pub(super) fn newest(&self) -> Option<i64> {
        self.slots.last().map(|s| i64::from(s.start))
    }

    /// Merges what is too old for its grain into the next, drops what is too old for all, or older
    /// than `longest` seconds. `moved` gets the starts of slots that are another one now.
    pub(super) fn roll_up(&mut self, now: i64, longest: i64, moved: &mut dyn FnMut(u32)) {
        self.settle();
        let grain = |start: u32| {
            let age = now.saturating_sub(i64::from(start));
            GRAINS.iter().find(|g| age < g.kept.min(longest)).map(|g| g.seconds)
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
            let Some(grain) = grain(slot.start) else {
                moved(slot.start);
                continue;
            };
            let start = u32::try_from(align(slot.start.into(), grain)).unwrap_or(slot.start);
            if start != slot.start {
                moved(slot.start);
                moved(start);
            }
            self.put(start, old.aggregate(*slot));
        }
    }

    /// Is there not one?
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty() && self.late().is_empty()
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        let aside = self.aside.as_deref().map_or(0, |aside| {
            let all = aside.wide.iter().chain(aside.late.iter().map(|(_, aggregate)| aggregate));
            size_of::<Aside>()
                + aside.wide.capacity() * size_of::<Aggregate>()
                + aside.late.capacity() * size_of::<(u32, Aggregate)>()
                + all.map(Aggregate::heap_bytes).sum::<usize>()
        });
        self.slots.capacity() * size_of::<Slot>() + aside
    }
}
