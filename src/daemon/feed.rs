//! The last matches, for whoever looks on: the newest few in memory, with the beginning of their
//! events. Of a flood only so many a second are kept; the rest are counted. Nothing waits for a
//! reader, and one that is slow misses what is gone.

use super::log::{Seen, Seq};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Matches that are kept.
pub const KEPT: usize = 500;
/// Of one second, so many are kept.
const A_SECOND: u32 = 200;
/// Bytes of an event that are kept.
const BYTES: usize = 2048;

/// A match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Its number in the feed, from 1.
    pub number: u64,
    /// When its event was accepted, in milliseconds since 1970.
    pub at: i64,
    /// The rule.
    pub rule: Arc<str>,
    /// The bus.
    pub bus: Arc<str>,
    /// The event's number in the log.
    pub seq: Seq,
    /// The event, or its beginning.
    pub event: Arc<str>,
    /// Is there more of the event than is kept?
    pub cut: bool,
    /// Matches before this one that were not kept, since there were too many.
    pub skipped: u64,
}

/// The last matches.
#[derive(Debug, Default)]
pub struct Feed {
    ring: Mutex<Ring>,
    came: Notify,
}

#[derive(Debug, Default)]
struct Ring {
    kept: VecDeque<Arc<Matched>>,
    last: u64,
    second: i64,
    in_second: u32,
    skipped: u64,
}

impl Feed {
    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A rule matched an entry of the log.
    pub fn matched(&self, rule: &str, entry: &Seen<'_>, seq: Seq) {
        let mut ring = self.lock();
        let second = entry.received.div_euclid(1000);
        if second != ring.second {
            (ring.second, ring.in_second) = (second, 0);
        }
        ring.in_second += 1;
        if ring.in_second > A_SECOND {
            ring.in_second = A_SECOND;
            ring.skipped += 1;
            return;
        }
        let (event, cut) = beginning(entry.body);
        ring.last += 1;
        let matched = Matched {
            number: ring.last,
            at: entry.received,
            rule: rule.into(),
            bus: entry.bus.into(),
            seq,
            event,
            cut,
            skipped: std::mem::take(&mut ring.skipped),
        };
        ring.kept.push_back(Arc::new(matched));
        if ring.kept.len() > KEPT {
            ring.kept.pop_front();
        }
        drop(ring);
        self.came.notify_waiters();
    }

    /// The matches behind a number that are still there, in order.
    #[must_use]
    pub fn since(&self, number: u64) -> Vec<Arc<Matched>> {
        let ring = self.lock();
        let start = ring.kept.partition_point(|matched| matched.number <= number);
        ring.kept.range(start..).cloned().collect()
    }

    /// The number of the newest match; 0 without any.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.lock().last
    }

    /// Waits until there are matches behind a number.
    pub async fn next(&self, number: u64) -> Vec<Arc<Matched>> {
        loop {
            let mut came = std::pin::pin!(self.came.notified());
            // From here on no match is missed.
            came.as_mut().enable();
            let new = self.since(number);
            if !new.is_empty() {
                return new;
            }
            came.await;
        }
    }
}

/// The beginning of an event, whole characters of it, and whether there is more.
fn beginning(body: &[u8]) -> (Arc<str>, bool) {
    let cut = body.len() > BYTES;
    let mut end = body.len().min(BYTES);
    while cut && end > 0 && body[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    (String::from_utf8_lossy(&body[..end]).into(), cut)
}

#[cfg(test)]
mod tests {
    use super::{A_SECOND, BYTES, Feed, KEPT, beginning};
    use crate::daemon::log::{Entry, decode};

    fn with(feed: &Feed, received: i64, times: u32) {
        let mut block = Vec::new();
        Entry::event("b".into(), received, b"{\"a\":1}".to_vec()).encode(&mut block);
        let entries = decode(&block).expect("an entry");
        for _ in 0..times {
            feed.matched("r", &entries[0], 7);
        }
    }

    #[test]
    fn the_newest_are_kept() {
        let feed = Feed::default();
        for second in 0..10 {
            with(&feed, second * 1000, 100);
        }
        let all = feed.since(0);
        assert_eq!((all.len(), all[0].number, feed.last()), (KEPT, 501, 1000));
        assert_eq!(feed.since(999).len(), 1);
        assert!(feed.since(1000).is_empty());
    }

    #[test]
    fn a_flood_is_counted() {
        let feed = Feed::default();
        with(&feed, 1, A_SECOND + 5);
        with(&feed, 1000, 1);
        let all = feed.since(0);
        assert_eq!(all.len(), A_SECOND as usize + 1);
        assert_eq!(all.last().map(|m| m.skipped), Some(5));
    }

    #[test]
    fn events_are_cut_between_characters() {
        let text = format!("{}é", "x".repeat(BYTES - 1));
        let (event, cut) = beginning(text.as_bytes());
        assert_eq!((event.len(), cut), (BYTES - 1, true));
        assert_eq!(beginning(b"{}"), ("{}".into(), false));
    }

    #[tokio::test]
    async fn readers_wait() {
        let feed = std::sync::Arc::new(Feed::default());
        let reader = std::sync::Arc::clone(&feed);
        let reader = tokio::spawn(async move { reader.next(0).await.len() });
        tokio::task::yield_now().await;
        with(&feed, 1, 1);
        assert_eq!(reader.await.expect("it ends"), 1);
    }
}
