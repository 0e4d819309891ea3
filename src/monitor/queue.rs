//! What is to be stepped when: by time, then alarms on metrics, then composite ones in their order.
//!
//! Nearly all alarms are due at the same few moments, so those of a moment lie together and are
//! ordered once, when it comes.

use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// The moments at which alarms are stepped.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Rank and alarm by moment, in no order.
    later: BTreeMap<Timestamp, Vec<(u32, usize)>>,
    /// Those of the moment that has come, the first at the end.
    due: Vec<(u32, usize)>,
    due_at: Timestamp,
    /// The moment for which each alarm waits; earlier entries of it are outdated and passed over.
    waiting: Vec<Option<Timestamp>>,
    /// Alarms to be stepped now, whatever they wait for: by rank.
    called: BinaryHeap<Reverse<(u32, usize)>>,
    called_at: Option<Timestamp>,
    /// A list for the next moment.
    spare: Vec<(u32, usize)>,
}

impl Queue {
    /// An alarm waits for a moment, and for no other any more.
    pub fn push(&mut self, alarm: usize, rank: u32, at: Timestamp) {
        if self.waiting.len() <= alarm {
            self.waiting.resize(alarm + 1, None);
        }
        let Some(waiting) = self.waiting.get_mut(alarm).filter(|w| **w != Some(at)) else { return };
        *waiting = Some(at);
        if at == self.due_at && !self.due.is_empty() {
            let place = self.due.partition_point(|entry| *entry > (rank, alarm));
            self.due.insert(place, (rank, alarm));
            return;
        }
        self.later.entry(at).or_insert_with(|| std::mem::take(&mut self.spare)).push((rank, alarm));
    }

    /// An alarm is to be stepped in this moment too.
    pub fn call(&mut self, alarm: usize, rank: u32, now: Timestamp) {
        self.called.push(Reverse((rank, alarm)));
        self.called_at = Some(now);
    }

    /// The next moment.
    pub fn next(&self) -> Option<Timestamp> {
        let due = (!self.due.is_empty()).then_some(self.due_at);
        let later = self.later.first_key_value().map(|(at, _)| *at);
        self.called_at.or(due.into_iter().chain(later).min())
    }

    /// The next alarm of a moment, each once unless it is called again.
    pub fn pop(&mut self, now: Timestamp) -> Option<usize> {
        loop {
            self.fetch(now);
            let due = self.due.last().copied().filter(|_| self.due_at <= now);
            let called = self.called.peek().map(|Reverse(entry)| *entry);
            match (due, called) {
                (Some(entry), called) if called.is_none_or(|called| entry < called) => {
                    self.due.pop();
                    let at = self.due_at;
                    let waiting = self.waiting.get_mut(entry.1).filter(|w| **w == Some(at));
                    if let Some(waiting) = waiting {
                        *waiting = None;
                        return Some(entry.1);
                    }
                }
                (_, Some((_, alarm))) => {
                    while self.called.peek().is_some_and(|Reverse(c)| c.1 == alarm) {
                        self.called.pop();
                    }
                    return Some(alarm);
                }
                (Some(_) | None, None) => {
                    self.called_at = None;
                    return None;
                }
            }
        }
    }

    /// Takes up the first moment that has come.
    fn fetch(&mut self, now: Timestamp) {
        let first = self.later.first_key_value().map(|(at, _)| *at);
        let Some(first) = first.filter(|at| *at <= now) else { return };
        if !self.due.is_empty() && self.due_at <= first {
            return;
        }
        let Some(mut due) = self.later.remove(&first) else { return };
        due.sort_unstable_by(|a, b| b.cmp(a));
        let rest = std::mem::replace(&mut self.due, due);
        if rest.is_empty() {
            self.spare = rest;
        } else {
            self.later.insert(self.due_at, rest);
        }
        self.due_at = first;
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;
    use jiff::Timestamp;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn all(queue: &mut Queue, now: i64) -> Vec<usize> {
        std::iter::from_fn(|| queue.pop(at(now))).collect()
    }

    #[test]
    fn by_time_then_rank() {
        let mut queue = Queue::default();
        for (alarm, rank, second) in [(0, 1, 60), (3, 0, 60), (2, 0, 60), (1, 0, 120), (4, 0, 30)] {
            queue.push(alarm, rank, at(second));
        }
        assert_eq!(queue.next(), Some(at(30)));
        assert_eq!(all(&mut queue, 30), [4]);
        queue.push(1, 0, at(60));
        assert_eq!(queue.next(), Some(at(60)));
        assert_eq!(queue.pop(at(60)), Some(1));
        queue.call(0, 1, at(60));
        queue.push(3, 0, at(180));
        queue.push(5, 0, at(60));
        assert_eq!(all(&mut queue, 60), [2, 5, 0, 0], "called, and due");
        // What was moved away is passed over.
        assert_eq!(queue.next(), Some(at(120)));
        assert_eq!(all(&mut queue, 120), Vec::<usize>::new());
        assert_eq!(all(&mut queue, 180), [3]);
        assert_eq!(queue.next(), None);
    }
}
