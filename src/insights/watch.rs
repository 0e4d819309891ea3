//! The state machine of one series: minute by minute, in the order of time.
//!
//! The same steps are taken whether all minutes are given at once or as they come. A series without
//! calls for longer than anything looks back is asleep: its minutes are passed over until the next
//! call.

use super::past::{Deviation, Expected, Hour, Past};
use super::settings::{
    CALM, COLD, DROUGHT, LAG, LEAST_EXPECTED, LITTLE, MORE, RARE, RECENT, RECORD, RECORD_NEW,
    RECORD_SPREAD, STEADY, WINDOW,
};
use super::tail::{or_fewer, or_more};
use super::turn::{Open, Rule, Turn};
use crate::base::bytes::{Reader, Writer};

/// Minutes that are looked back at, and a few more: a power of two.
const RING: usize = 128;
/// Minutes without calls after which a series sleeps.
const AWAKE: i64 = LAG + RECENT + 2 * WINDOW;

/// One series as it goes through time.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    /// The next minute.
    next: i64,
    /// Minutes up to here look back at calls.
    awake_until: i64,
    /// Calls of the last minutes, by the minute's last bits; none while asleep.
    ring: Option<Box<[u32; RING]>>,
    /// Calls of the last five minutes, of the five that are learnt, and of the recent past.
    now: u64,
    learnt: u64,
    recent: u64,
    /// Deviations of the last two windows, not learnt yet.
    waiting: [[Deviation; 3]; 2],
    hour: Hour,
    past: Past,
    expected: Expected,
    /// How many times the busiest five minutes of the past are unusual.
    record: f64,
    open: Option<Open>,
}

impl Watch {
    /// A series whose first call comes in a minute.
    pub fn new(minute: i64) -> Self {
        Self {
            next: minute,
            awake_until: minute - 1,
            ring: None,
            now: 0,
            learnt: 0,
            recent: 0,
            waiting: Default::default(),
            hour: Hour::default(),
            past: Past::default(),
            expected: Expected::default(),
            record: RECORD_NEW,
            open: None,
        }
    }

    /// Appends the state, less the hours of the past.
    pub fn write(&self, row: &mut Writer) {
        row.signed(self.next).signed(self.awake_until).flag(self.ring.is_some());
        for calls in self.ring.iter().flat_map(|ring| ring.iter()) {
            row.count(u64::from(*calls));
        }
        row.count(self.now).count(self.learnt).count(self.recent);
        self.waiting.iter().flatten().for_each(|own| own.write(row));
        self.hour.write(row);
        self.expected.write(row);
        row.number(self.record).flag(self.open.is_some());
        self.open.iter().for_each(|open| open.write(row));
    }

    /// Reads what `write` wrote.
    pub fn read(row: &mut Reader<'_>) -> Option<Self> {
        let (next, awake_until) = (row.signed()?, row.signed()?);
        let mut watch = Self { awake_until, ..Self::new(next) };
        if row.flag()? {
            let mut ring = Box::new([0; RING]);
            for calls in ring.iter_mut() {
                *calls = row.small()?;
            }
            watch.ring = Some(ring);
        }
        (watch.now, watch.learnt, watch.recent) = (row.count()?, row.count()?, row.count()?);
        for own in watch.waiting.iter_mut().flatten() {
            *own = Deviation::read(row)?;
        }
        watch.hour = Hour::read(row)?;
        watch.expected = Expected::read(row)?;
        watch.record = row.number()?;
        watch.open = if row.flag()? { Some(Open::read(row)?) } else { None };
        Some(watch)
    }

    /// The hours of the past.
    pub fn past(&mut self) -> &mut Past {
        &mut self.past
    }

    /// Passes over minutes of which nothing is known.
    pub fn skip(&mut self, until: i64) {
        if self.next >= until {
            return;
        }
        self.ring = None;
        self.waiting = Default::default();
        (self.now, self.learnt, self.recent) = (0, 0, 0);
        self.next = until;
    }

    /// The first minute that an insight which is open, or may still begin, needs the calls of.
    pub fn needs_from(&self) -> i64 {
        self.open.map_or(self.next - WINDOW, |o| o.start)
    }

    /// The next minute.
    pub fn next(&self) -> i64 {
        self.next
    }

    /// Can nothing happen until the next call?
    pub fn sleeps(&self) -> bool {
        self.open.is_none() && self.next > self.awake_until
    }

    /// Takes the minutes before `until`; `minutes` are those with calls, in the order of time,
    /// none of them passed already.
    pub fn run(
        &mut self,
        minutes: impl Iterator<Item = (i64, u32)>,
        until: i64,
        rule: Rule,
        turns: &mut Vec<Turn>,
    ) {
        for (minute, calls) in minutes.take_while(|(m, _)| *m < until) {
            self.idle(minute, rule, turns);
            self.awake_until = minute + AWAKE;
            self.step(calls, rule, turns);
        }
        self.idle(until, rule, turns);
    }

    /// Takes minutes without calls, up to `until`.
    fn idle(&mut self, until: i64, rule: Rule, turns: &mut Vec<Turn>) {
        while self.next < until && !self.sleeps() {
            self.step(0, rule, turns);
        }
        if self.next < until {
            self.ring = None;
            self.waiting = Default::default();
            self.next = until;
        }
    }

    fn at(&self, minute: i64) -> u32 {
        self.ring.as_ref().map_or(0, |ring| ring[minute as usize & (RING - 1)])
    }

    fn step(&mut self, calls: u32, rule: Rule, turns: &mut Vec<Turn>) {
        let now = self.next;
        self.next += 1;
        let ring = self.ring.get_or_insert_with(|| Box::new([0; RING]));
        ring[now as usize & (RING - 1)] = calls;
        let [gone, entered, left, old] =
            [WINDOW, LAG, LAG + WINDOW, LAG + RECENT].map(|ago| u64::from(self.at(now - ago)));
        self.now = self.now + u64::from(calls) - gone;
        self.recent = self.recent + entered - old;
        self.learnt = self.learnt + entered - left;
        self.learn(now - LAG, entered as u32, rule);
        if (now + 1) % WINDOW == 0 {
            self.deviate(now);
        }
        match self.open {
            Some(open) => self.close(open, now, calls, turns),
            None if now >= rule.first + COLD => self.test(now, calls, turns),
            None => {}
        }
    }

    /// Learns a minute, `LAG` minutes after it.
    fn learn(&mut self, at: i64, calls: u32, rule: Rule) {
        let hour = at.div_euclid(60);
        if hour != i64::from(self.hour.hour) {
            self.past.push(self.hour);
            let fewest = u32::MAX;
            self.hour = Hour { hour: hour.max(0) as u32, fewest, ..Hour::default() };
            self.expected = self.past.expect(hour, rule.first.div_euclid(60), rule.days);
            let wander = (self.expected.wander - STEADY).max(0.0).sqrt();
            let known = rule.knows(hour * 60);
            let record = RECORD + RECORD_SPREAD * wander;
            self.record = if known { record.min(RECORD_NEW) } else { RECORD_NEW };
        }
        let learnt = u32::try_from(self.learnt).unwrap_or(u32::MAX);
        self.hour.calls = self.hour.calls.saturating_add(calls);
        self.hour.most = self.hour.most.max(learnt);
        self.hour.fewest = self.hour.fewest.min(learnt);
    }

    /// Calls that the recent past has in five minutes.
    fn recent(&self) -> f64 {
        self.recent as f64 * (WINDOW as f64 / RECENT as f64)
    }

    /// Most calls in five minutes that are expected; never none.
    fn highest(&self) -> f64 {
        self.expected.mean.max(self.expected.same_most).max(self.recent()) + LITTLE
    }

    /// Fewest calls in five minutes that are expected.
    fn lowest(&self) -> f64 {
        self.expected.same_least.min(self.recent())
    }

    /// How far the last five minutes are from what was expected: learnt two windows later.
    fn deviate(&mut self, now: i64) {
        let (count, high, low) = (self.now as f64, self.highest() - LITTLE, self.lowest());
        let middle = self.recent();
        let new = [
            Deviation::of((count - high).max(0.0), high),
            Deviation::of((low - count).max(0.0), low),
            Deviation::of((count - middle).max(0.0), middle),
        ];
        let slot = (now / WINDOW) as usize % 2;
        let [above, below, wander] = std::mem::replace(&mut self.waiting[slot], new);
        self.hour.above.add(above);
        self.hour.below.add(below);
        self.hour.wander.add(wander);
    }

    fn test(&mut self, now: i64, calls: u32, turns: &mut Vec<Turn>) {
        let open = if calls > 0 && self.is_burst() {
            self.burst(now)
        } else if self.is_drought() {
            self.drought(now)
        } else {
            return;
        };
        self.open = Some(open);
        turns.push(Turn::Start { start: open.start, known: now });
    }

    fn is_burst(&self) -> bool {
        let most = self.expected.most.max(self.hour.most);
        let (count, high) = (self.now, self.highest());
        count as f64 > self.record * f64::from(most) + MORE
            && count as f64 > high
            && or_more(count, high, self.expected.spread_above) < RARE
    }

    fn is_drought(&self) -> bool {
        let low = self.lowest();
        if low < LEAST_EXPECTED {
            return false;
        }
        let fewest = self.expected.fewest.min(self.hour.fewest);
        self.now as f64 <= DROUGHT * f64::from(fewest)
            && or_fewer(self.now, low, self.expected.spread_below) < RARE
    }

    fn burst(&self, now: i64) -> Open {
        let (expected, spread) = (self.highest(), self.expected.spread_above);
        let open = Open { start: now, last: now, many: true, expected, spread };
        let window = now - WINDOW + 1..=now;
        let unusual = |m: &i64| open.unusual(self.at(*m), expected);
        let busiest = || window.clone().rev().max_by_key(|m| self.at(*m));
        let start = window.clone().find(unusual).or_else(busiest).unwrap_or(now);
        let last = window.clone().rev().find(unusual).unwrap_or(start);
        Open { start, last, ..open }
    }

    fn drought(&self, now: i64) -> Open {
        let (expected, spread) = (self.lowest(), self.expected.spread_below);
        let open = Open { start: now, last: now, many: false, expected, spread };
        let start = (now - WINDOW + 1..=now)
            .rev()
            .take_while(|m| open.unusual(self.at(*m), expected))
            .last();
        Open { start: start.unwrap_or(now), ..open }
    }

    fn close(&mut self, mut open: Open, now: i64, calls: u32, turns: &mut Vec<Turn>) {
        // What was recent when it began stays the measure; the same hours of earlier days go on.
        let expected = if open.many {
            open.expected.max(self.expected.same_most)
        } else {
            open.expected.min(self.expected.same_least)
        };
        if open.unusual(calls, expected) {
            open.last = now;
        }
        if now - open.last >= CALM {
            self.open = None;
            turns.push(Turn::End { start: open.start, end: open.last + 1, known: now });
        } else {
            self.open = Some(open);
        }
    }
}
