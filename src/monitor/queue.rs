//! What is to be stepped when: by time, then alarms on metrics, then composite ones in their order.

use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// The moments at which alarms are stepped.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Timestamp, u32, usize)>>,
    /// The moment for which an alarm waits; earlier entries of it are outdated and passed over.
    waiting: HashMap<usize, Timestamp, foldhash::fast::FixedState>,
    /// Alarms to be stepped now, whatever they wait for: by rank.
    called: BinaryHeap<Reverse<(u32, usize)>>,
    called_at: Option<Timestamp>,
}

impl Queue {
    /// An alarm waits for a moment, and for no other any more.
    pub fn push(&mut self, alarm: usize, rank: u32, at: Timestamp) {
        if self.waiting.insert(alarm, at) != Some(at) {
            self.heap.push(Reverse((at, rank, alarm)));
        }
    }

    /// An alarm is to be stepped in this moment too.
    pub fn call(&mut self, alarm: usize, rank: u32, now: Timestamp) {
        self.called.push(Reverse((rank, alarm)));
        self.called_at = Some(now);
    }

    /// The next moment.
    pub fn next(&self) -> Option<Timestamp> {
        self.called_at.or_else(|| self.heap.peek().map(|Reverse((at, ..))| *at))
    }

    /// The next alarm of a moment, each once unless it is called again.
    pub fn pop(&mut self, now: Timestamp) -> Option<usize> {
        loop {
            let due = self.heap.peek().filter(|Reverse((at, ..))| *at <= now);
            let due = due.map(|Reverse((at, rank, alarm))| (*rank, *alarm, *at));
            let called = self.called.peek().map(|Reverse(entry)| *entry);
            let (alarm, at) = match (due, called) {
                (Some((rank, alarm, at)), called) if called.is_none_or(|c| (rank, alarm) < c) => {
                    self.heap.pop();
                    (alarm, Some(at))
                }
                (_, Some((_, alarm))) => {
                    while self.called.peek().is_some_and(|Reverse(c)| c.1 == alarm) {
                        self.called.pop();
                    }
                    (alarm, None)
                }
                (Some(_) | None, None) => {
                    self.called_at = None;
                    return None;
                }
            };
            match at {
                None => return Some(alarm),
                Some(at) if self.waiting.get(&alarm) == Some(&at) => {
                    self.waiting.remove(&alarm);
                    return Some(alarm);
                }
                Some(_) => {}
            }
        }
    }
}
