//! Judging what looks at other items, and what time has brought about.

use super::Live;
use super::ties::{Mark, Pair};
use super::web::Look;
use super::weigh::spot;
use crate::audit::judge::{Around, Judged};
use crate::audit::late::absent;
use crate::compliance::Turns;
use jiff::Timestamp;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Judgements that a thread takes at once; fewer than this start no thread.
const BLOCK: usize = 64;

/// A judgement, with what it hangs on.
#[derive(Debug)]
struct Settled {
    pair: Pair,
    judged: Judged,
    marks: Box<[Mark]>,
    until: Option<Timestamp>,
}

impl Live {
    /// Judges what has not been judged yet, and what may have come out otherwise since: because of
    /// other items, or of the time. Costs nothing when there is nothing of that.
    pub fn settle(&mut self) {
        let open = self.ties.take(self.auditor.now);
        for settled in self.judge_all(&open) {
            let (number, rule) = settled.pair;
            let Some(entry) = self.entries.get_mut(&number) else { continue };
            entry.set(rule, settled.judged);
            self.moved.insert(number);
            self.ties.set(settled.pair, settled.marks, settled.until);
        }
    }

    /// When a result changes next, if nothing else happens.
    #[must_use]
    pub fn next_turn(&self) -> Option<Timestamp> {
        self.ties.next()
    }

    fn judge_all(&self, open: &[Pair]) -> Vec<Settled> {
        let blocks: Vec<_> = open.chunks(BLOCK).collect();
        let threads = self.auditor.threads.min(blocks.len());
        if threads <= 1 {
            return open.iter().filter_map(|pair| self.judge_one(*pair)).collect();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.extend(block.iter().filter_map(|pair| self.judge_one(*pair)));
            }
            done
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let ended = all.into_iter().map(std::thread::ScopedJoinHandle::join);
            ended.flat_map(|end| end.unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
        })
    }

    fn judge_one(&self, pair: Pair) -> Option<Settled> {
        let (number, rule) = pair;
        // INVARIANT (open-items-are-kept): `Auditor::weigh` keeps items that are judged again.
        let item = self.entries.get(&number)?.item.as_deref()?;
        let (look, turns) = (Look::new(&self.web), Turns::default());
        let around = Around { others: &look, turns: Some(&turns) };
        let at = rule as usize;
        let auditor = &self.auditor;
        auditor.inputs(at).iter().for_each(|input| look.need(*input));
        let judged = match absent(auditor, &self.extra, at, &item.head) {
            Some(words) => auditor.judge_without(at, item, &words, around),
            None => auditor.judge(at, item, &spot(number), around),
        };
        Some(Settled { pair, judged, marks: look.marks(), until: turns.first() })
    }
}
