//! The thread that writes windows out, one after the other, and tries again what failed.

use super::pending::{self, Pending};
use super::source::Stored;
use crate::daemon::clock::Clock;
use crate::daemon::log::Seq;
use crate::daemon::tally::Tally;
use crate::exports::{
    self, Access, ExportError, Sink, Source, SourceError, Task, What, Window, Written,
};
use crate::rules::ExportSpec;
use crate::store::{Durability, Space, StoreError, Write};
use jiff::SignedDuration;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How patient exports are.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often the queue is looked at.
    pub look: Duration,
    /// How long after its end a window is written at the earliest: what was accepted before its end
    /// is in the log by then.
    pub lag: SignedDuration,
    /// How long after a failure the first retry is; each later one waits twice as long.
    pub retry: Duration,
    /// The longest time between two tries.
    pub longest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_millis(500),
            lag: SignedDuration::from_secs(5),
            retry: Duration::from_secs(1),
            longest: Duration::from_secs(300),
        }
    }
}

/// What exports work with.
#[derive(Debug)]
pub struct Setup {
    /// The rows, and the store of the queue.
    pub source: Stored,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Counts what was written and what failed.
    pub tally: Arc<Tally>,
    /// How object stores are reached.
    pub access: Access,
    /// How patient exports are.
    pub pace: Pace,
    /// The exports, by schedule.
    pub specs: BTreeMap<String, ExportSpec>,
}

/// Exports at work.
#[derive(Debug)]
pub struct Exports {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    orders: Mutex<Orders>,
    came: Condvar,
}

#[derive(Debug, Default)]
struct Orders {
    specs: Arc<BTreeMap<String, ExportSpec>>,
    look: bool,
    stop: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exports {
    /// Starts; windows that were left behind come first.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(setup: Setup) -> io::Result<Self> {
        let Setup { source, clock, tally, access, pace, specs } = setup;
        let orders = Orders { specs: Arc::new(specs), look: true, stop: false };
        let shared = Arc::new(Shared { orders: Mutex::new(orders), came: Condvar::new() });
        let (tries, ready) = (HashMap::new(), HashMap::new());
        let own = Arc::clone(&shared);
        let work = Work { shared: own, source, clock, tally, access, pace, tries, ready };
        let thread = std::thread::Builder::new().name("exports".to_owned()).spawn(|| work.run())?;
        Ok(Self { shared, thread: Mutex::new(Some(thread)) })
    }

    /// Goes on with other exports. To be told before schedules fire for them.
    pub fn exchange(&self, specs: BTreeMap<String, ExportSpec>) {
        self.shared.lock().specs = Arc::new(specs);
    }

    /// Has the queue looked at now.
    pub fn poke(&self) {
        self.shared.lock().look = true;
        self.shared.came.notify_all();
    }

    /// Ends. A window that is being written is given up, and written again by the next process.
    pub fn stop(&self) {
        self.shared.lock().stop = true;
        self.shared.came.notify_all();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic there was said by the thread itself.
            let _ = thread.join();
        }
    }
}

struct Work {
    shared: Arc<Shared>,
    source: Stored,
    clock: Arc<dyn Clock>,
    tally: Arc<Tally>,
    access: Access,
    pace: Pace,
    /// Windows that failed: how often, and when they are tried again.
    tries: HashMap<Vec<u8>, (u32, Instant)>,
    /// Windows that are over: what was in the log then has to be worked off first.
    ready: HashMap<Vec<u8>, Seq>,
}

impl Work {
    fn run(mut self) {
        while let Some(specs) = self.wait() {
            if let Err(error) = self.turn(&specs) {
                self.tally.trouble(&format!("exports: {error}"));
            }
        }
    }

    /// Waits for the next look; `None` when it is time to end.
    fn wait(&self) -> Option<Arc<BTreeMap<String, ExportSpec>>> {
        let idle = |orders: &mut Orders| !orders.look && !orders.stop;
        let waited = self.shared.came.wait_timeout_while(self.shared.lock(), self.pace.look, idle);
        let (mut orders, _) = waited.unwrap_or_else(PoisonError::into_inner);
        orders.look = false;
        (!orders.stop).then(|| Arc::clone(&orders.specs))
    }

    /// Writes what can be written now.
    fn turn(&mut self, specs: &BTreeMap<String, ExportSpec>) -> Result<(), StoreError> {
        let all = pending::all(&*self.source.kv)?;
        self.tries.retain(|key, _| all.iter().any(|pending| pending.key == *key));
        self.ready.retain(|key, _| all.iter().any(|pending| pending.key == *key));
        for pending in all {
            if self.shared.lock().stop {
                return Ok(());
            }
            let Some(spec) = specs.get(&pending.name) else {
                let words = format!("export `{}`: it is gone, and so is its window", pending.name);
                self.tally.trouble(&words);
                let gone = vec![Write::remove(Space::SCHEDULES, pending.key)];
                self.source.kv.write(gone, Durability::Later)?;
                continue;
            };
            if self.is_due(&pending) {
                self.one(spec, pending)?;
            }
        }
        Ok(())
    }

    /// Is everything of the window there, and has it not failed just now?
    fn is_due(&mut self, pending: &Pending) -> bool {
        if self.tries.get(&pending.key).is_some_and(|(_, at)| *at > Instant::now()) {
            return false;
        }
        let end = pending.window.to().checked_add(self.pace.lag);
        if end.is_ok_and(|end| self.clock.now() < end) {
            return false;
        }
        let next = self.source.log.next(0);
        let upto = *self.ready.entry(pending.key.clone()).or_insert(next);
        self.source.log.position(0) >= upto
    }

    fn one(&mut self, spec: &ExportSpec, pending: Pending) -> Result<(), StoreError> {
        match self.written(spec, &pending) {
            Ok(written) => {
                self.tally.exported(&pending.name, Ok(&written));
                let writes = pending::end(&*self.source.kv, pending, written)?;
                self.source.kv.write(writes, Durability::Now)
            }
            Err(_) if self.shared.lock().stop => Ok(()),
            Err(error) => {
                self.tally.exported(&pending.name, Err(&error.to_string()));
                self.tally.trouble(&format!("export `{}`: {error}", pending.name));
                let (tries, at) = self.tries.entry(pending.key).or_insert((0, Instant::now()));
                let wait = self.pace.retry.saturating_mul(1 << (*tries).min(20));
                *tries += 1;
                *at = Instant::now() + wait.min(self.pace.longest);
                Ok(())
            }
        }
    }

    fn written(&self, spec: &ExportSpec, pending: &Pending) -> Result<Written, ExportError> {
        let sink = Sink::open(&spec.to, &self.access)?;
        let source = UntilStop { source: &self.source, shared: &self.shared };
        exports::run(Task { name: &pending.name, spec }, pending.window, &source, &sink)
    }
}

/// Rows, until it is time to end.
struct UntilStop<'a> {
    source: &'a Stored,
    shared: &'a Shared,
}

impl Source for UntilStop<'_> {
    fn rows(
        &self,
        what: What,
        window: Window,
        each: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), SourceError> {
        let (mut rows, mut stopped) = (0_u32, false);
        self.source.rows(what, window, &mut |row| {
            rows = rows.wrapping_add(1);
            stopped = rows.is_multiple_of(1024) && self.shared.lock().stop;
            if stopped { ControlFlow::Break(()) } else { each(row) }
        })?;
        if stopped { Err("the process ends".into()) } else { Ok(()) }
    }
}
