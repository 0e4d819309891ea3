//! The one thread that works the log off: entries in order through the rules of their bus, to the
//! courier. Rules are exchanged between two blocks.

use super::archive::Archiver;
use super::courier::{Courier, Letters, Order, Step};
use super::finding;
use super::log::{Block, EventLog, Kind, Seen, Seq, decode};
use super::ruleset::RuleSet;
use super::tally::Tally;
use crate::eval::{Verdict, Worker};
use crate::model::{Effect, Place};
use crate::sources::{Chunk, Form, Record};
use crate::store::fail::point;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Bytes of entries that are taken at once, about.
const BITE: usize = 512 << 10;
/// How long the thread waits for entries before it looks at the clock.
const PAUSE: Duration = Duration::from_millis(250);

/// What the thread is told from outside.
#[derive(Debug, Default)]
pub struct Controls {
    /// Rules to go on with.
    rules: Mutex<Option<Arc<RuleSet>>>,
    stop: AtomicBool,
}

impl Controls {
    /// Has the thread go on with other rules, after the block it is at.
    pub fn exchange(&self, rules: Arc<RuleSet>) {
        *self.rules.lock().unwrap_or_else(PoisonError::into_inner) = Some(rules);
    }

    /// Has the thread end after the block it is at.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
    }
}

/// The thread's own.
#[derive(Debug)]
pub struct Core {
    log: Arc<dyn EventLog>,
    courier: Courier,
    controls: Arc<Controls>,
    tally: Arc<Tally>,
    rules: Arc<RuleSet>,
    workers: HashMap<Arc<str>, Worker>,
    archiver: Archiver,
    next: Seq,
}

impl Core {
    /// Goes on where the log's position is.
    #[must_use]
    pub fn new(
        log: Arc<dyn EventLog>,
        courier: Courier,
        controls: Arc<Controls>,
        tally: Arc<Tally>,
        rules: Arc<RuleSet>,
        archiver: Archiver,
    ) -> Self {
        let next = log.position(0);
        let workers = workers(&rules);
        Self { log, courier, controls, tally, rules, workers, archiver, next }
    }

    /// Works until it is told to stop, or the courier is gone.
    pub fn run(mut self) {
        while !self.controls.stop.load(Ordering::Acquire) {
            let waits = self.log.wait(0, self.next, PAUSE);
            // After the wait: who was told that rules are in force, and then puts an event, has it
            // matched by them.
            let other = self.controls.rules.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(rules) = other {
                self.workers = workers(&rules);
                self.rules = Arc::clone(&rules);
                if !self.courier.order_blocking(Order::Rules(rules)) {
                    return;
                }
            }
            if !waits {
                continue;
            }
            let blocks = match self.log.read(0, self.next, BITE) {
                Ok(blocks) => blocks,
                Err(error) => {
                    self.tally.trouble(&error.to_string());
                    std::thread::sleep(PAUSE);
                    continue;
                }
            };
            for block in blocks {
                let step = self.block(&block);
                if !self.courier.step(step) {
                    return;
                }
            }
        }
    }

    /// What comes of the entries of a block that are not worked off yet.
    fn block(&mut self, block: &Block) -> Step {
        point("match");
        let mut step = Step { upto: self.next - 1, ..Step::default() };
        let entries = match decode(&block.bytes) {
            Ok(entries) => entries,
            Err(why) => {
                // What was accepted and cannot be read any more is told, and does not stop the rest.
                self.tally.trouble(&format!("block {}: {why}", block.first));
                self.next = self.next.max(block.first + 1);
                return Step { upto: self.next - 1, ..step };
            }
        };
        let mut chunk = Chunk::empty(Arc::from("log"));
        chunk.bytes = block.bytes.to_vec();
        let mut run: Vec<(Seq, &Seen<'_>)> = Vec::new();
        for (seq, entry) in (block.first..).zip(&entries) {
            if seq < self.next {
                continue;
            }
            if run.first().is_some_and(|(_, first)| first.bus != entry.bus) {
                self.matched(&mut chunk, &run, &mut step);
                run.clear();
            }
            run.push((seq, entry));
            self.next = seq + 1;
        }
        self.matched(&mut chunk, &run, &mut step);
        self.archiver.settle(&mut step.writes);
        step.upto = self.next - 1;
        step
    }

    /// Takes entries of one bus through its rules.
    fn matched(&mut self, chunk: &mut Chunk, run: &[(Seq, &Seen<'_>)], step: &mut Step) {
        let Some((_, first)) = run.first() else { return };
        let Some(worker) = self.workers.get_mut(first.bus) else {
            self.tally.events(first.bus, run.len() as u64);
            return;
        };
        chunk.records.clear();
        for (seq, entry) in run {
            let form = match entry.kind {
                Kind::Record(form) => form,
                Kind::Evaluations | Kind::Gone => Form::Config,
            };
            chunk.records.push(record(*seq, entry, form));
        }
        let verdicts = worker.chunk(chunk);
        self.tally.events(first.bus, run.len() as u64);
        for ((seq, entry), verdict) in run.iter().zip(verdicts) {
            if let Some(archived) = &verdict.archived {
                let archives = &self.rules.bundle.archives;
                self.archiver.take(*seq, entry.received, archives, archived);
            }
            self.verdict(*seq, entry, verdict, step);
        }
    }

    fn verdict(&self, seq: Seq, entry: &Seen<'_>, verdict: Verdict, step: &mut Step) {
        let mut findings = 0;
        let born = Timestamp::from_millisecond(entry.received).unwrap_or(Timestamp::UNIX_EPOCH);
        let may = |rule: &str| entry.only.is_empty() || entry.only.contains(&rule);
        let mut planned = Vec::new();
        for effect in verdict.effects {
            match effect {
                Effect::Match(found) => {
                    let rule = &self.rules.bundle.rules[found.rule.index()];
                    if may(&rule.header.name) {
                        let line = finding::of_match(&found, &rule.header);
                        self.tally.matched(&rule.header.name, entry.received, &line);
                        if rule.header.severity.is_some() {
                            step.writes.push(finding::row(entry.received, seq, findings, &line));
                            findings += 1;
                        }
                    }
                }
                Effect::Invocation(one) => {
                    let names = self.rules.bundle.rules.get(one.rule.index());
                    if names.is_none_or(|rule| may(&rule.header.name)) {
                        planned.push(one);
                    }
                }
                Effect::Fault(fault) => self.tally.trouble(&fault.message),
                _ => {}
            }
        }
        if !planned.is_empty() {
            step.letters.push(Letters { seq, hops: entry.hops, born, planned });
        }
    }
}

/// A worker for every bus.
fn workers(rules: &RuleSet) -> HashMap<Arc<str>, Worker> {
    let worker =
        |(bus, rules): (&Arc<str>, &Arc<_>)| (Arc::clone(bus), Worker::new(Arc::clone(rules)));
    rules.buses.iter().map(worker).collect()
}

fn record(seq: Seq, entry: &Seen<'_>, form: Form) -> Record {
    // INVARIANT (blocks-small): a block is far smaller than 4 GiB.
    let start = u32::try_from(entry.start).unwrap_or(u32::MAX);
    let end = u32::try_from(entry.start + entry.body.len()).unwrap_or(u32::MAX);
    let place = Place { offset: 0, line: 1, column: 1 };
    Record { start, end, form, index: seq, place, quoted: false }
}
