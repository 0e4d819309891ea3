//! Replays: events of an archive go to their bus once more, minute by minute, with `replay-name`.
//!
//! A replay is a thread (`runner`) that appends events and its own `row` in one change of the log, so
//! that after a crash it goes on exactly where it was; `pace` keeps its rate. [`Replays`] starts,
//! cancels and lists them. docs/archive.md says what it means to users.

mod pace;
mod row;
mod runner;
#[cfg(test)]
mod tests;

pub use row::{Replay, State};

use super::log::{Change, EventLog, Refused};
use crate::store::{Durability, Kv, Space, StoreError, Write};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Replays that may be active at a time, as at AWS.
const ACTIVE: usize = 10;

/// How long replays that ended are remembered, as at AWS.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The key in `Space::FACTS` that is written to have what was written before it synced.
const SYNCED: &[u8] = b"replays-changed";

/// Why a replay is not started or cancelled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// There is one of this name.
    #[error("there is a replay of this name")]
    Exists,
    /// There is none of this name.
    #[error("there is no replay of this name")]
    Unknown,
    /// It has ended.
    #[error("the replay has ended")]
    Ended,
    /// Too many are active.
    #[error("{ACTIVE} replays are active")]
    TooMany,
    /// It cannot be written down.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log takes nothing.
    #[error(transparent)]
    Log(#[from] Refused),
    /// The system gives no thread.
    #[error("no thread for a replay: {0}")]
    Thread(String),
}

/// The replays of a daemon.
#[derive(Debug)]
pub struct Replays {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Do replays go on by themselves?
    threaded: bool,
}

/// What replays and their threads share.
#[derive(Debug)]
struct Shared {
    kv: Arc<dyn Kv>,
    log: Arc<dyn EventLog>,
    all: Mutex<All>,
    /// Something changed that threads wait for.
    told: Condvar,
}

#[derive(Debug, Default)]
struct All {
    replays: BTreeMap<String, Replay>,
    /// Is the process ending?
    stop: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something is told, or for so long at most.
    fn wait(&self, most: Duration) {
        let all = self.lock();
        if !all.stop {
            // Whatever it was, the caller looks again.
            drop(self.told.wait_timeout(all, most));
        }
    }
}

impl Replays {
    /// Goes on with the replays that a store holds.
    ///
    /// # Errors
    /// The store cannot be read, or the system gives no thread.
    pub fn start(kv: Arc<dyn Kv>, log: Arc<dyn EventLog>) -> Result<Self, StoreError> {
        let replays = Self::restore(kv, log, true)?;
        let active = replays.all().into_iter().filter(|replay| replay.state.is_active());
        for replay in active {
            replays.run(replay.name).map_err(|e| StoreError::Open(e.to_string()))?;
        }
        Ok(replays)
    }

    fn restore(
        kv: Arc<dyn Kv>,
        log: Arc<dyn EventLog>,
        threaded: bool,
    ) -> Result<Self, StoreError> {
        let mut all = All::default();
        for (key, value) in kv.scan(Space::REPLAYS, &[], None, usize::MAX)? {
            let name = String::from_utf8_lossy(&key);
            let replay: Replay = serde_json::from_slice(&value)
                .map_err(|e| StoreError::Damaged(format!("the replay `{name}`: {e}")))?;
            all.replays.insert(replay.name.clone(), replay);
        }
        let shared = Arc::new(Shared { kv, log, all: Mutex::new(all), told: Condvar::new() });
        Ok(Self { shared, threads: Mutex::default(), threaded })
    }

    /// The replays of a store, none of which goes on by itself.
    #[cfg(test)]
    fn at_rest(kv: Arc<dyn Kv>, log: Arc<dyn EventLog>) -> Result<Self, StoreError> {
        Self::restore(kv, log, false)
    }

    fn run(&self, name: String) -> Result<(), ReplayError> {
        let shared = Arc::clone(&self.shared);
        let spawned = std::thread::Builder::new()
            .name("replay".to_owned())
            .spawn(move || runner::run(&shared, &name));
        let thread = spawned.map_err(|e| ReplayError::Thread(e.to_string()))?;
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }

    /// Begins a replay, in the state [`State::Starting`]; when this returns, it will not be forgotten.
    /// Not on a thread of the runtime.
    ///
    /// # Errors
    /// There is one of this name, too many are active, or the store does not take it.
    pub fn begin(&self, replay: Replay) -> Result<(), ReplayError> {
        let mut all = self.shared.lock();
        if all.replays.contains_key(&replay.name) {
            return Err(ReplayError::Exists);
        }
        if all.replays.values().filter(|replay| replay.state.is_active()).count() >= ACTIVE {
            return Err(ReplayError::TooMany);
        }
        let name = replay.name.clone();
        self.shared.kv.write(vec![replay.write()], Durability::Now)?;
        all.replays.insert(name.clone(), replay);
        drop(all);
        if self.threaded { self.run(name) } else { Ok(()) }
    }

    /// Has a replay end. Not on a thread of the runtime.
    ///
    /// # Errors
    /// There is none, it has ended, or it cannot be written down.
    pub fn cancel(&self, name: &str) -> Result<(), ReplayError> {
        let mut all = self.shared.lock();
        let replay = all.replays.get_mut(name).ok_or(ReplayError::Unknown)?;
        if !replay.state.is_active() || replay.state == State::Cancelling {
            return Err(ReplayError::Ended);
        }
        replay.state = State::Cancelling;
        // In the order of the log's changes: a change of its thread is before or behind this one.
        let change = Change { writes: vec![replay.write()], ..Change::default() };
        let written = self.shared.log.checkpoint(0, change);
        drop(all);
        self.shared.told.notify_all();
        written.blocking_recv().unwrap_or(Err(Refused::Closed))?;
        self.shared.kv.write(vec![Write::put(Space::FACTS, SYNCED, name)], Durability::Now)?;
        Ok(())
    }

    /// A replay as it is now.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Replay> {
        self.shared.lock().replays.get(name).cloned()
    }

    /// All replays, by name.
    #[must_use]
    pub fn all(&self) -> Vec<Replay> {
        self.shared.lock().replays.values().cloned().collect()
    }

    /// Forgets replays that ended long ago.
    ///
    /// # Errors
    /// The store.
    pub fn forget(&self, now: Timestamp) -> Result<(), StoreError> {
        let before = now.as_millisecond() - i64::try_from(REMEMBERED.as_millis()).unwrap_or(0);
        let mut all = self.shared.lock();
        let old = |replay: &Replay| {
            !replay.state.is_active() && replay.ended.is_some_and(|ended| ended < before)
        };
        let gone: Vec<_> =
            all.replays.values().filter(|r| old(r)).map(|r| r.name.clone()).collect();
        if !gone.is_empty() {
            let writes = gone.iter().map(|name| Write::remove(Space::REPLAYS, name.as_bytes()));
            self.shared.kv.write(writes.collect(), Durability::Later)?;
            all.replays.retain(|_, replay| !old(replay));
        }
        Ok(())
    }

    /// Has all threads end; what they were at goes on when the daemon starts again.
    pub fn stop(&self) {
        self.shared.lock().stop = true;
        self.shared.told.notify_all();
    }

    /// Waits until they have. Not on a thread of the runtime.
    pub fn join(&self) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            // A panic there was said by the thread itself.
            let _ = thread.join();
        }
    }
}
