//! The loop: calls run side by side, decisions are entered, checkpoints are written.

use super::desk::Desk;
use super::lines::Lines;
use super::{Histogram, Look, Order, Step, TargetLook};
use crate::daemon::log::{Change, Entry, EventLog, Kind, Receipt, Refused, Seq};
use crate::daemon::trace;
use crate::deliver::{Call, CountsOf, Settings, Ticket};
use crate::model::{Invoked, PutEvent};
use crate::sources::Form;
use crate::store::fail::point;
use crate::store::{Kv, Space, StoreError, after_prefix};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How long after something changed it is written down.
const CHECKPOINT: Duration = Duration::from_millis(200);
/// How long after a checkpoint that could not be written the next one is tried.
const AGAIN: Duration = Duration::from_secs(1);
/// How long calls under way may go on when the rules change or the process ends.
const GRACE: Duration = Duration::from_secs(5);
/// How many invocations may follow one from another.
const HOPS: u8 = 16;
/// Orders that wait; whoever sends more waits.
const ORDERS: usize = 64;

/// Hands orders to the courier.
#[derive(Debug, Clone)]
pub struct Courier(mpsc::Sender<Order>);

impl Courier {
    /// Hands over what came of entries; waits while too much is under way. `false` when the
    /// courier is gone.
    pub fn step(&self, step: Step) -> bool {
        self.0.blocking_send(Order::Step(step)).is_ok()
    }

    /// Gives any other order, from a thread.
    pub fn order_blocking(&self, order: Order) -> bool {
        self.0.blocking_send(order).is_ok()
    }

    /// Gives any other order.
    pub async fn order(&self, order: Order) -> bool {
        self.0.send(order).await.is_ok()
    }

    /// How deliveries are; `None` when the courier is gone.
    pub async fn look(&self) -> Option<Look> {
        let (reply, look) = oneshot::channel();
        self.0.send(Order::Look(reply)).await.ok()?;
        look.await.ok()
    }

    /// Ends the calls under way and writes everything down.
    pub async fn drain(&self) {
        let (reply, done) = oneshot::channel();
        if self.0.send(Order::Drain(reply)).await.is_ok() {
            // A courier that is gone has nothing left to write.
            let _ = done.await;
        }
    }
}

/// What the courier works with.
#[derive(Debug)]
pub struct Setup {
    /// The log, for checkpoints.
    pub log: Arc<dyn EventLog>,
    /// The queue.
    pub kv: Arc<dyn Kv>,
    /// How deliveries are made.
    pub settings: Settings,
    /// The rules in force.
    pub rules: Arc<crate::daemon::ruleset::RuleSet>,
    /// Everything up to this entry is worked off.
    pub upto: Seq,
    /// Targets that are stopped.
    pub stopped: BTreeSet<String>,
}

/// Starts the courier on the current runtime.
#[must_use]
pub fn start(setup: Setup) -> Courier {
    let (sender, orders) = mpsc::channel(ORDERS);
    let Setup { log, kv, settings, rules, upto, stopped } = setup;
    let desk = Desk::new(Lines::new(rules, settings.clone()), upto);
    let mut work = Work {
        desk,
        log,
        kv,
        settings,
        stopped,
        calls: JoinSet::new(),
        facts: BTreeMap::new(),
        earlier: Vec::new(),
        started_after: Histogram::default(),
        took: Histogram::default(),
        writing: None,
        failed: false,
    };
    work.stop_all();
    tokio::spawn(work.run(orders));
    Courier(sender)
}

struct Work {
    desk: Desk,
    log: Arc<dyn EventLog>,
    kv: Arc<dyn Kv>,
    settings: Settings,
    stopped: BTreeSet<String>,
    calls: JoinSet<Made>,
    facts: BTreeMap<Arc<str>, TargetLook>,
    /// The counters of earlier rules.
    earlier: Vec<CountsOf>,
    started_after: Histogram,
    took: Histogram,
    /// The checkpoint that is being written.
    writing: Option<Writing>,
    /// Has the store failed for good?
    failed: bool,
}

/// A checkpoint under way.
struct Writing {
    receipt: Receipt,
    change: Change,
}

/// A call that was made.
struct Made {
    ticket: Ticket,
    hops: u8,
    /// The trace of the event, where there was one event.
    trace: Option<Arc<str>>,
    invoked: Invoked,
}

impl Work {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut checkpoint: Option<Instant> = None;
        loop {
            self.call();
            self.note_ended();
            if self.desk.is_urgent() && self.writing.is_none() && !waits(checkpoint) {
                self.checkpoint();
                checkpoint = None;
            }
            if self.refill().await {
                // What was read may be called now: nothing else would wake the loop for it.
                continue;
            }
            let now = Timestamp::now();
            let wake = self.desk.lines.delivery.wake_at();
            let wake = wake.map(|at| Duration::try_from(at - now).unwrap_or(Duration::ZERO));
            let due = checkpoint.unwrap_or_else(Instant::now);
            tokio::select! {
                made = self.calls.join_next(), if !self.calls.is_empty() => {
                    self.made(made);
                    checkpoint.get_or_insert_with(|| Instant::now() + CHECKPOINT);
                }
                order = orders.recv() => match order {
                    Some(Order::Drain(done)) => {
                        self.settle_calls().await;
                        self.flush().await;
                        let _ = done.send(());
                        return;
                    }
                    Some(order) => {
                        self.order(order).await;
                        checkpoint.get_or_insert_with(|| Instant::now() + CHECKPOINT);
                    }
                    None => return,
                },
                () = tokio::time::sleep(wake.unwrap_or_default()), if wake.is_some() => {}
                written = written(&mut self.writing), if self.writing.is_some() => {
                    if !self.wrote(written) {
                        checkpoint = Some(Instant::now() + AGAIN);
                    }
                }
                () = tokio::time::sleep_until(due), if checkpoint.is_some() && self.writing.is_none() => {
                    self.checkpoint();
                    checkpoint = None;
                }
            }
        }
    }

    async fn order(&mut self, order: Order) {
        match order {
            Order::Step(step) => {
                point("enqueue");
                self.desk.take(Timestamp::now(), step);
            }
            Order::Rules(rules) => {
                self.settle_calls().await;
                // What is in memory is read again from what is written: without that, wait.
                while !self.flush().await {
                    if self.failed {
                        // Nothing will be written any more, and nothing new comes.
                        return;
                    }
                    tokio::time::sleep(AGAIN).await;
                }
                self.earlier = self.counts();
                self.desk.exchange(Lines::new(rules, self.settings.clone()));
                self.stop_all();
            }
            Order::Stop(name, stop) => {
                if stop {
                    self.stopped.insert(name);
                } else {
                    self.stopped.remove(&name);
                    if let Some(target) = self.desk.target(&name) {
                        self.desk.lines.delivery.stop(target, false);
                    }
                }
                self.stop_all();
            }
            Order::Redrive(keys, reply) => {
                let mut done = 0;
                for key in keys {
                    let document = match self.kv.get(Space::DEAD, &key) {
                        Ok(Some(document)) => document,
                        Ok(None) | Err(_) => continue,
                    };
                    let Ok(document) = serde_json::from_slice(&document) else { continue };
                    done += usize::from(self.desk.redrive(Timestamp::now(), &key, &document));
                }
                let _ = reply.send(done);
            }
            Order::Look(reply) => {
                let _ = reply.send(self.look());
            }
            // Handled by the loop.
            Order::Drain(_) => {}
        }
    }

    fn stop_all(&mut self) {
        for name in &self.stopped {
            if let Some(target) = self.desk.target(name) {
                self.desk.lines.delivery.stop(target, true);
            }
        }
    }

    /// Starts every call that may run now.
    fn call(&mut self) {
        let now = Timestamp::now();
        while let Some(call) = self.desk.next(now) {
            let Call { ticket, invocation, hops, .. } = call;
            let Some(function) = self.desk.lines.function(invocation.target) else { continue };
            point("invoke");
            let trace = match &invocation.items[..] {
                [one] => trace::of(&one.attributes),
                _ => None,
            };
            self.calls.spawn(async move {
                let invoked = function.invoke(&invocation).await;
                Made { ticket, hops, trace, invoked }
            });
        }
    }

    fn made(&mut self, made: Option<Result<Made, tokio::task::JoinError>>) {
        // A call that panicked is a bug; its letters stay in the queue, and the process says so.
        let Some(Ok(Made { ticket, hops, trace, mut invoked })) = made else { return };
        let now = Timestamp::now();
        self.took.add(invoked.took.as_secs_f64());
        let put = std::mem::take(&mut invoked.puts);
        let put = put.into_iter().filter_map(|event| entry(event, hops, now));
        let put = put.map(|entry| Entry { trace: trace.clone(), ..entry }).collect();
        self.desk.completed(now, ticket, invoked.outcome, put);
        point("complete");
    }

    fn note_ended(&mut self) {
        for ended in self.desk.ended() {
            let fact = self.facts.entry(ended.target).or_default();
            if ended.lost {
                fact.lost = Some(ended.at);
            } else {
                fact.delivered = Some(ended.at);
            }
        }
        for seconds in self.desk.started() {
            self.started_after.add(seconds);
        }
    }

    /// Waits for the calls under way, and gives those up that take too long: they are made again.
    async fn settle_calls(&mut self) {
        let end = Instant::now() + GRACE;
        while !self.calls.is_empty() {
            tokio::select! {
                made = self.calls.join_next() => self.made(made),
                () = tokio::time::sleep_until(end) => self.calls.shutdown().await,
            }
        }
    }

    /// Begins to write down what changed.
    fn checkpoint(&mut self) {
        point("checkpoint");
        let Some(change) = self.desk.checkpoint() else { return };
        let receipt = self.log.checkpoint(0, change.clone());
        self.writing = Some(Writing { receipt, change });
    }

    /// A checkpoint was written, or not: then it is part of the next one, since nothing behind it may
    /// be written without it. Was it?
    fn wrote(&mut self, written: Result<(), Refused>) -> bool {
        let Err(refused) = written else {
            self.writing = None;
            return true;
        };
        if let Some(Writing { change, .. }) = self.writing.take() {
            self.desk.take_back(change);
        }
        self.failed = matches!(refused, Refused::Closed | Refused::Store(StoreError::Failed(_)));
        false
    }

    /// Writes down everything, and waits until that is done. `false` when it cannot be: nothing is
    /// forgotten, and readiness says so.
    async fn flush(&mut self) -> bool {
        loop {
            if self.writing.is_some() {
                let written = written(&mut self.writing).await;
                if !self.wrote(written) {
                    return false;
                }
            }
            self.checkpoint();
            if self.writing.is_none() {
                return true;
            }
        }
    }

    /// Reads on in the queues of targets that have room again.
    async fn refill(&mut self) -> bool {
        let hungry = self.desk.hungry();
        if hungry.is_empty() {
            return false;
        }
        // What is read has to be written first.
        if !self.flush().await {
            return false;
        }
        let mut any = false;
        for (target, from, most) in hungry {
            let end = after_prefix(&super::row::RowKey::prefix(&target));
            let read = || self.kv.scan(Space::QUEUE, &from, end.as_deref(), most);
            match tokio::task::block_in_place(read) {
                Ok(rows) => {
                    any |= !rows.is_empty();
                    self.desk.refill(Timestamp::now(), &target, rows, most);
                }
                // Tried again at the next turn; readiness tells of the store.
                Err(_) => return any,
            }
        }
        any
    }

    /// The counters since the process began.
    fn counts(&self) -> Vec<CountsOf> {
        let mut all = self.earlier.clone();
        for of in self.desk.lines.delivery.counts() {
            let same = |known: &&mut CountsOf| {
                (&known.rule, &known.target, known.role) == (&of.rule, &of.target, of.role)
            };
            match all.iter_mut().find(same) {
                Some(known) => known.counts.add(&of.counts),
                None => all.push(of),
            }
        }
        all
    }

    fn look(&self) -> Look {
        let mut targets = BTreeMap::new();
        for (name, live, more) in self.desk.windows() {
            let fact = self.facts.get(name).cloned().unwrap_or_default();
            let stopped = self.stopped.contains(&**name);
            targets.insert(Arc::clone(name), TargetLook { live, more, stopped, ..fact });
        }
        Look {
            counts: self.counts(),
            targets,
            running: self.calls.len(),
            started_after: self.started_after.clone(),
            took: self.took.clone(),
        }
    }
}

/// Was the checkpoint under way written?
async fn written(writing: &mut Option<Writing>) -> Result<(), Refused> {
    match writing {
        Some(Writing { receipt, .. }) => receipt.await.unwrap_or(Err(Refused::Closed)).map(drop),
        None => std::future::pending().await,
    }
}

/// Has a checkpoint failed lately, so that the next one is not due yet?
fn waits(checkpoint: Option<Instant>) -> bool {
    checkpoint.is_some_and(|due| due > Instant::now() + CHECKPOINT)
}

/// An event that a plugin put, as an entry of the log; `None` where too many followed one another.
fn entry(event: PutEvent, hops: u8, now: Timestamp) -> Option<Entry> {
    let hops = hops + 1;
    if hops > HOPS {
        return None;
    }
    let PutEvent { bus, event, .. } = event;
    let kind = Kind::Record(Form::Events);
    let entry = Entry::new(kind, bus.into(), now.as_millisecond(), event.into_bytes());
    Some(Entry { hops, ..entry })
}
