//! The one thread that works the log off: entries in order through the rules of their bus, to alarms,
//! baselines and compliance, and to the courier. Where no entry waits, the time moves them. Rules are
//! exchanged between two blocks.

use super::archive::Archiver;
use super::clock::Clock;
use super::controls::Controls;
use super::courier::{Courier, Letters, Order, Step};
use super::finding;
use super::log::{Block, EventLog, Kind, Seen, Seq, decode};
use super::ruleset::RuleSet;
use super::schedules::{self, Schedules, Timed};
use super::state::{News, State};
use super::tally::Tally;
use super::told::Telling;
use crate::eval::{Duplicates, Verdict, Worker};
use crate::items::is_change_event;
use crate::model::{Effect, Place};
use crate::rules::DEFAULT_BUS;
use crate::schedules::PRECISION;
use crate::sources::{Chunk, Form, Record, cloudtrail};
use crate::store::fail::point;
use crate::store::{Space, Write};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of entries that are taken at once, about.
const BITE: usize = 512 << 10;
/// How long the thread waits for entries before it looks at the clock.
const PAUSE: Duration = Duration::from_millis(250);

/// What the thread works with.
#[derive(Debug)]
pub struct Parts {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// Who delivers.
    pub courier: Courier,
    /// What it is told.
    pub controls: Arc<Controls>,
    /// What it counts.
    pub tally: Arc<Tally>,
    /// Alarms, baselines, compliance.
    pub state: Arc<Mutex<State>>,
    /// The rules to begin with.
    pub rules: Arc<RuleSet>,
    /// What changed while nothing ran.
    pub news: News,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The schedules of these rules.
    pub schedules: Schedules,
}

/// The thread's own.
#[derive(Debug)]
pub struct Core {
    parts: Parts,
    workers: HashMap<Arc<str>, Worker>,
    archiver: Archiver,
    next: Seq,
    calls: Duplicates,
    /// When the clock was looked at, by itself and by one that only goes on.
    looked: (Timestamp, Instant),
}

impl Core {
    /// Goes on where the log's position is.
    #[must_use]
    pub fn new(parts: Parts, archiver: Archiver) -> Self {
        let next = parts.log.position(0);
        let workers = workers(&parts.rules);
        let looked = (parts.clock.now(), Instant::now());
        Self { parts, workers, archiver, next, calls: Duplicates::default(), looked }
    }

    /// Works until it is told to stop, or the courier is gone.
    pub fn run(mut self) {
        let news = std::mem::take(&mut self.parts.news);
        let mut step = self.step();
        self.tell(news, self.next - 1, self.parts.clock.now(), &mut step);
        let mut alive = self.hand(step);
        while alive && !self.parts.controls.is_stopped() {
            let waits = self.parts.log.wait(0, self.next, self.pause());
            let read = if waits { self.parts.log.read(0, self.next, BITE) } else { Ok(Vec::new()) };
            // After the reading: who was told that rules are in force, and then puts an event, has it
            // matched by them.
            if let Some(rules) = self.parts.controls.rules() {
                alive = self.exchange(&rules);
                self.parts.controls.took(&rules);
                continue;
            }
            if !self.schedule() {
                return;
            }
            if !waits {
                alive = self.tick(self.parts.clock.now());
                continue;
            }
            match read {
                Ok(blocks) => {
                    for block in &blocks {
                        let step = self.block(block);
                        if !self.hand(step) {
                            return;
                        }
                    }
                }
                Err(error) => {
                    self.parts.tally.trouble(&error.to_string());
                    std::thread::sleep(PAUSE);
                }
            }
        }
    }

    fn step(&self) -> Step {
        Step { upto: self.next - 1, ..Step::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.parts.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over what came of entries or of the time, with the rows of it.
    fn hand(&self, mut step: Step) -> bool {
        let mut state = self.state();
        state.written(self.parts.log.position(0));
        step.writes.extend(state.rows(step.upto));
        drop(state);
        step.is_empty() && step.upto < self.parts.log.position(0) || self.parts.courier.step(step)
    }

    fn exchange(&mut self, rules: &Arc<RuleSet>) -> bool {
        self.workers = workers(rules);
        self.parts.rules = Arc::clone(rules);
        if !self.parts.courier.order_blocking(Order::Rules(Arc::clone(rules))) {
            return false;
        }
        let now = self.parts.clock.now();
        self.parts.schedules.reload(Timed::all(&rules.bundle, &rules.home), now);
        let news = self.state().reload(rules, now, &self.parts.tally);
        let mut step = self.step();
        self.tell(news, self.next - 1, now, &mut step);
        self.hand(step)
    }

    /// How long to wait for entries: until the clock is to be looked at again.
    fn pause(&self) -> Duration {
        let next = self.parts.schedules.next().map(|next| next.duration_since(self.looked.0));
        let next = next.map(|next| Duration::try_from(next).unwrap_or_default());
        next.map_or(PAUSE, |next| next.min(PAUSE))
    }

    /// Fires schedules; `false` when the courier is gone.
    fn schedule(&mut self) -> bool {
        let (now, instant) = (self.parts.clock.now(), Instant::now());
        let (before, since) = std::mem::replace(&mut self.looked, (now, instant));
        // A thread that was busy is late, and did not miss anything.
        let busy = instant.duration_since(since).try_into().unwrap_or_default();
        if now.duration_since(before) > PRECISION.saturating_add(busy) {
            self.parts.schedules.jumped(now);
        }
        let mut step = self.step();
        for fired in self.parts.schedules.advance(now) {
            self.parts.tally.fired(&fired.name, fired.scheduled.as_millisecond(), fired.late);
            schedules::send(&fired, &self.parts.rules, now, &mut step);
        }
        for name in self.parts.schedules.missed() {
            self.parts.tally.missed(&name);
        }
        step.writes = self.parts.schedules.rows();
        // What fired has changed a row.
        step.writes.is_empty() || self.hand(step)
    }

    /// Moves alarms, baselines and compliance with the time.
    fn tick(&mut self, now: Timestamp) -> bool {
        let due = self.state().next().is_none_or(|at| at <= now);
        let mut step = self.step();
        if due {
            let news = self.state().advance(now);
            self.tell(news, self.next - 1, now, &mut step);
        }
        self.hand(step)
    }

    fn tell(&mut self, news: News, seq: Seq, at: Timestamp, step: &mut Step) {
        let Some(worker) = self.workers.get_mut(DEFAULT_BUS) else { return };
        // Findings of the time come after those of the entry.
        let mut findings = 1 << 31;
        let (rules, tally) = (&*self.parts.rules, &*self.parts.tally);
        let at = at.as_millisecond();
        Telling { rules, tally, worker, step, seq, at, findings: &mut findings }.tell(news);
    }

    /// The entry to go on with after a block that cannot be read: nobody knows how many it holds.
    fn after(&self, block: &Block) -> Seq {
        // Before the reading: what comes meanwhile is in later blocks.
        let end = self.parts.log.next(0);
        match self.parts.log.read(0, block.first, block.bytes.len() + 1) {
            Ok(blocks) => blocks.get(1).map_or(end, |next| next.first),
            Err(_) => block.first + 1,
        }
    }

    /// What comes of the entries of a block that are not worked off yet.
    fn block(&mut self, block: &Block) -> Step {
        point("match");
        let mut step = self.step();
        let entries = match decode(&block.bytes) {
            Ok(entries) => entries,
            Err(why) => {
                // What was accepted and cannot be read any more is told, and does not stop the rest.
                self.parts.tally.trouble(&format!("block {}: {why}", block.first));
                self.next = self.next.max(self.after(block));
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
            let other = run.first().is_some_and(|(_, first)| first.bus != entry.bus);
            if other || entry.kind == Kind::Command {
                self.matched(&mut chunk, &run, &mut step);
                run.clear();
            }
            if entry.kind == Kind::Command {
                self.command(seq, entry, &mut step);
            } else {
                run.push((seq, entry));
            }
            self.next = seq + 1;
        }
        self.matched(&mut chunk, &run, &mut step);
        self.archiver.settle(&mut step.writes);
        step.upto = self.next - 1;
        step
    }

    fn command(&mut self, seq: Seq, entry: &Seen<'_>, step: &mut Step) {
        let at = received(entry);
        let done = self.state().command(entry.body, at);
        match done {
            Ok(news) => self.tell(news, seq, at, step),
            Err(why) => {
                self.parts.tally.trouble(&format!("a call could not be carried out: {why}"))
            }
        }
    }

    /// Takes entries of one bus through its rules.
    fn matched(&mut self, chunk: &mut Chunk, run: &[(Seq, &Seen<'_>)], step: &mut Step) {
        let Some((_, first)) = run.first() else { return };
        self.parts.tally.events(first.bus, run.len() as u64);
        // A bus that is gone has no rules; what its events mean to alarms and compliance is known on
        // the default one only.
        let Some(worker) = self.workers.get_mut(first.bus) else { return };
        chunk.records.clear();
        for (seq, entry) in run {
            let Kind::Record(form) = entry.kind else { continue };
            chunk.records.push(record(*seq, entry, form));
        }
        let verdicts = worker.chunk(chunk);
        for ((seq, entry), verdict) in run.iter().zip(verdicts) {
            if let Some(archived) = &verdict.archived {
                let archives = &self.parts.rules.bundle.archives;
                self.archiver.take(*seq, entry.received, archives, archived);
            }
            self.verdict(*seq, entry, verdict, step);
        }
    }

    fn verdict(&mut self, seq: Seq, entry: &Seen<'_>, mut verdict: Verdict, step: &mut Step) {
        let at = received(entry);
        self.sense(seq, entry, &mut verdict, step);
        let rules = &self.parts.rules;
        let may = |rule: &str| entry.only.is_empty() || entry.only.contains(&rule);
        let (mut planned, mut findings) = (Vec::new(), 0);
        for effect in verdict.effects {
            match effect {
                Effect::Match(found) => {
                    let Some(header) = rules.header(found.rule) else { continue };
                    if may(&header.name) {
                        self.parts.tally.matched(&header.name, entry.received);
                        self.parts.tally.feed().matched(&header.name, entry, seq);
                        if header.severity.is_some() {
                            let line = finding::of_match(&found, header);
                            step.writes.push(finding::row(entry.received, seq, findings, &line));
                            findings += 1;
                        }
                    }
                }
                Effect::Invocation(one)
                    if rules.header(one.rule).is_none_or(|header| may(&header.name)) =>
                {
                    planned.push(one);
                }
                Effect::Fault(fault) => self.parts.tally.trouble(&fault.message),
                _ => {}
            }
        }
        if !planned.is_empty() {
            let trace = entry.trace.map(Arc::from);
            let hops = entry.hops;
            let letters = Letters { seq, timed: false, hops, trace, born: at, planned };
            step.letters.push(letters);
        }
    }

    /// What an entry means to alarms, baselines and compliance. Replays mean nothing to them.
    fn sense(&mut self, seq: Seq, entry: &Seen<'_>, verdict: &mut Verdict, step: &mut Step) {
        if !entry.only.is_empty() {
            return;
        }
        let at = received(entry);
        let body = entry.body;
        let call = match entry.kind {
            Kind::Record(Form::CloudTrail) => Some(body),
            Kind::Record(Form::Events) if verdict.event => cloudtrail::record_of(body),
            _ => None,
        };
        let item = match entry.kind {
            Kind::Record(Form::Config) => true,
            Kind::Record(Form::Events) => is_change_event(body),
            _ => false,
        };
        let twice = verdict.id.is_some_and(|id| self.calls.seen(id));
        if let Some(call) = call.filter(|_| !twice) {
            let key = [&called_at(call, entry.received)[..], &seq.to_be_bytes()].concat();
            step.writes.push(Write::put(Space::TRAIL, key, call));
        }
        let mut state = self.state();
        let due = state.next().is_some_and(|due| due <= at);
        let mut news = if due { state.advance(at) } else { News::default() };
        if !verdict.sensed.is_empty() {
            state.senses.take(std::mem::take(&mut verdict.sensed), at);
        }
        if let Some(call) = call.filter(|_| !twice && state.senses.counts_calls()) {
            state.senses.call(call);
        }
        if item {
            match state.item(body, at) {
                Ok(changed) => {
                    news.changed.extend(changed);
                    news.changed.extend(state.compliance.evaluate(at));
                }
                Err(why) => self.parts.tally.trouble(&format!("a configuration item: {why}")),
            }
        }
        drop(state);
        if !news.heard.is_empty() || !news.changed.is_empty() {
            self.tell(news, seq, at, step);
        }
    }
}

/// The time of a call in milliseconds, as keys have it: its own, but none to come.
fn called_at(call: &[u8], received: i64) -> [u8; 8] {
    let text = cloudtrail::scan(call).event_time;
    let time = text.and_then(|raw| serde_json::from_slice::<String>(raw).ok());
    let at = time.as_deref().and_then(crate::base::time::parse).map(Timestamp::as_millisecond);
    at.unwrap_or(received).min(received).max(0).to_be_bytes()
}

fn received(entry: &Seen<'_>) -> Timestamp {
    Timestamp::from_millisecond(entry.received).unwrap_or(Timestamp::UNIX_EPOCH)
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
