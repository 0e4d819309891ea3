//! The daemon as one thing: what comes in, what is in force, how it ends.

use super::archive::{Archiver, Archives};
use super::backup::{Backup, Backups};
use super::clock::{Clock, System};
use super::controls::Controls;
use super::core::{self, Core};
use super::courier::{self, Courier};
use super::exports::{self, Exports, Pace, Rows, Stored, pending};
use super::log::{Accepted, CallKey, Entry, EventLog, Local, Options, Refused, decode};
use super::replay::Replays;
use super::ruleset::{Definition, Loader, NotLoaded, RuleSet};
use super::schedules::{Schedules, Timed};
use super::state::State;
use super::tally::Tally;
use crate::deliver::Settings;
use crate::exports::{Access, What, Window};
use crate::model::Home;
use crate::store::{Durability, Kv, Space, StoreError, Write};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a daemon is made of.
#[derive(Debug)]
pub struct Setup {
    /// The store.
    pub kv: Arc<dyn Kv>,
    /// Reads rules.
    pub loader: Arc<dyn Loader>,
    /// Bounds of the log.
    pub log: Options,
    /// Account and region of what names none.
    pub home: Home,
    /// The seed of the jitter of retries.
    pub seed: u64,
}

/// What a daemon takes from outside, with what is usual.
#[derive(Debug)]
pub struct Parts {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How exports reach object stores.
    pub access: Access,
    /// How patient exports are.
    pub pace: Pace,
    /// Rows of exports that others keep.
    pub rows: Vec<(What, Arc<dyn Rows>)>,
}

impl Default for Parts {
    fn default() -> Self {
        let (access, pace) = (Access::default(), Pace::default());
        Self { clock: Arc::new(System), access, pace, rows: Vec::new() }
    }
}

/// Why a daemon does not start, or does not take something.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules.
    #[error("{0}")]
    Rules(NotLoaded),
    /// The system gives no thread.
    #[error("no thread: {0}")]
    Thread(std::io::Error),
}

/// A running daemon.
#[derive(Debug)]
pub struct Daemon {
    kv: Arc<dyn Kv>,
    log: Arc<Local>,
    courier: Courier,
    exports: Arc<Exports>,
    controls: Arc<Controls>,
    tally: Arc<Tally>,
    archives: Archives,
    replays: Arc<Replays>,
    state: Arc<Mutex<State>>,
    loader: Arc<dyn Loader>,
    rules: RwLock<Arc<RuleSet>>,
    defined: Mutex<Vec<Definition>>,
    /// Why the rules as they are now are not in force.
    not_loaded: Mutex<Option<NotLoaded>>,
    core: Mutex<Option<JoinHandle<()>>>,
    home: Home,
    started: Timestamp,
    backups: OnceLock<Arc<Backups>>,
}

/// How long other rules are waited for at most, until the core goes on with them.
const EXCHANGE: Duration = Duration::from_secs(5);

/// The key of the stopped targets in `Space::FACTS`.
const STOPPED: &[u8] = b"stopped-targets";

impl Daemon {
    /// Starts on the current runtime, where the store says.
    ///
    /// # Errors
    /// A store that cannot be read, rules with errors.
    pub fn start(setup: Setup) -> Result<Self, DaemonError> {
        Self::start_with(setup, Parts::default())
    }

    /// The same with other parts than the usual ones.
    ///
    /// # Errors
    /// A store that cannot be read, rules with errors.
    pub fn start_with(setup: Setup, parts: Parts) -> Result<Self, DaemonError> {
        let Parts { clock, access, pace, rows } = parts;
        let Setup { kv, loader, log, home, seed } = setup;
        let pairs = kv.scan(Space::DEFINED, &[], None, usize::MAX)?;
        let defined: Vec<_> = pairs.iter().filter_map(|(k, v)| Definition::decode(k, v)).collect();
        let rules = Arc::new(loader.load(&defined).map_err(DaemonError::Rules)?);
        let log = Arc::new(Local::open(Arc::clone(&kv), log)?);
        let stopped = kv.get(Space::FACTS, STOPPED)?.unwrap_or_default();
        let stopped: BTreeSet<String> = serde_json::from_slice(&stopped).unwrap_or_default();
        let as_log: Arc<dyn EventLog> = Arc::<Local>::clone(&log);
        let courier = courier::start(courier::Setup {
            log: Arc::clone(&as_log),
            kv: Arc::clone(&kv),
            settings: Settings { seed, home: home.clone(), ..Settings::default() },
            rules: Arc::clone(&rules),
            upto: log.position(0).saturating_sub(1),
            stopped,
        });
        let (controls, tally) = (Arc::<Controls>::default(), Arc::<Tally>::default());
        let (state, news) = State::restore(&kv, &rules, first_time(&log, &*clock)?)?;
        let timed = Timed::all(&rules.bundle, &rules.home);
        let state = Arc::new(Mutex::new(state));
        let parts = core::Parts {
            log: Arc::clone(&as_log),
            clock: Arc::clone(&clock),
            schedules: Schedules::restore(&*kv, timed, clock.now())?,
            courier: courier.clone(),
            controls: Arc::clone(&controls),
            tally: Arc::clone(&tally),
            state: Arc::clone(&state),
            rules: Arc::clone(&rules),
            news,
        };
        let core = Core::new(parts, Archiver::restore(&*kv)?);
        let exports = Exports::start(exports::Setup {
            source: Stored { log: Arc::clone(&as_log), kv: Arc::clone(&kv), others: rows },
            clock,
            tally: Arc::clone(&tally),
            access,
            pace,
            specs: exports::specs(&rules.bundle),
        });
        let exports = Arc::new(exports.map_err(DaemonError::Thread)?);
        let spawned = std::thread::Builder::new().name("core".to_owned()).spawn(|| core.run());
        let replays = Replays::start(Arc::clone(&kv), as_log).map_err(DaemonError::from)?;
        Ok(Self {
            archives: Archives::new(Arc::clone(&kv)),
            replays: Arc::new(replays),
            kv,
            log,
            courier,
            exports,
            controls,
            tally,
            state,
            loader,
            rules: RwLock::new(rules),
            defined: Mutex::new(defined),
            not_loaded: Mutex::new(None),
            core: Mutex::new(Some(spawned.map_err(DaemonError::Thread)?)),
            home,
            started: Timestamp::now(),
            backups: OnceLock::new(),
        })
    }

    /// Accepts entries, all or none: when this says so, they survive whatever happens.
    ///
    /// # Errors
    /// They were not accepted.
    pub async fn accept(
        &self,
        entries: &[Entry],
        key: Option<CallKey>,
    ) -> Result<Accepted, Refused> {
        self.log.append(0, entries, key).await.unwrap_or(Err(Refused::Closed))
    }

    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> Arc<RuleSet> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The store.
    #[must_use]
    pub fn kv(&self) -> &dyn Kv {
        &*self.kv
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &Local {
        &self.log
    }

    /// The courier.
    #[must_use]
    pub fn courier(&self) -> &Courier {
        &self.courier
    }

    /// The counters.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The archives.
    #[must_use]
    pub fn archives(&self) -> &Archives {
        &self.archives
    }

    /// The replays.
    #[must_use]
    pub fn replays(&self) -> &Replays {
        &self.replays
    }

    /// Alarms, baselines and compliance, between two steps of the core: not to be held for long.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Account and region of what names none.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// When the process began to serve.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// Backups may be made from now on. Only the first call counts.
    pub fn allow_backups(&self, backups: Backups) {
        let _ = self.backups.set(Arc::new(backups));
    }

    /// Its backups; `None` where nobody allowed any.
    #[must_use]
    pub fn backups(&self) -> Option<&Arc<Backups>> {
        self.backups.get()
    }

    /// Makes the backup that began. Not on a thread of the runtime: it takes its time.
    pub fn back_up(&self, backup: &Backup) {
        if let Some(backups) = self.backups.get() {
            backups.make(&*self.kv, backup);
        }
    }

    /// Why the newest rules are not in force, if they are not.
    #[must_use]
    pub fn not_loaded(&self) -> Option<NotLoaded> {
        self.not_loaded.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the rules again and puts them in force; with errors, the old ones stay.
    ///
    /// # Errors
    /// The problems of the rules.
    pub fn reload(&self) -> Result<Arc<RuleSet>, NotLoaded> {
        let defined = self.lock_defined();
        let loaded = self.loader.load(&defined);
        *self.not_loaded.lock().unwrap_or_else(PoisonError::into_inner) =
            loaded.as_ref().err().cloned();
        loaded.map(|rules| self.put_in_force(rules))
    }

    /// What the rule files are like: another number when they changed.
    #[must_use]
    pub fn stamp(&self) -> u64 {
        self.loader.stamp()
    }

    fn put_in_force(&self, rules: RuleSet) -> Arc<RuleSet> {
        let rules = Arc::new(rules);
        self.exports.exchange(exports::specs(&rules.bundle));
        self.controls.exchange(Arc::clone(&rules));
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&rules);
        // Whoever hears of it finds the new targets in force, too.
        self.log.nudge();
        self.controls.exchanged(EXCHANGE);
        rules
    }

    fn lock_defined(&self) -> MutexGuard<'_, Vec<Definition>> {
        self.defined.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What came over the API.
    #[must_use]
    pub fn defined(&self) -> Vec<Definition> {
        self.lock_defined().clone()
    }

    /// Changes what came over the API: `change` gets it, and what it leaves is loaded, written down
    /// and put in force. Nothing changes if it or the rules refuse. Not on a thread of the runtime.
    ///
    /// # Errors
    /// Those of `change`, made of problems of rules or of the store where needed.
    pub fn define<T, E: From<DaemonError>>(
        &self,
        change: impl FnOnce(&mut Vec<Definition>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.define_checked(change, |_| Ok(()))
    }

    /// The same; `check` may still refuse the rules that come of it.
    ///
    /// # Errors
    /// Those of [`define`](Daemon::define) and of `check`.
    pub fn define_checked<T, E: From<DaemonError>>(
        &self,
        change: impl FnOnce(&mut Vec<Definition>) -> Result<T, E>,
        check: impl FnOnce(&RuleSet) -> Result<(), E>,
    ) -> Result<T, E> {
        let mut defined = self.lock_defined();
        let mut changed = defined.clone();
        let value = change(&mut changed)?;
        if changed == *defined {
            return Ok(value);
        }
        let same = changed.len() == defined.len()
            && changed.iter().zip(&*defined).all(|(new, old)| {
                (&new.section, &new.name, &new.document) == (&old.section, &old.name, &old.document)
            });
        let rules = if same {
            None
        } else {
            Some(self.loader.load(&changed).map_err(|e| E::from(DaemonError::Rules(e)))?)
        };
        rules.as_ref().map_or(Ok(()), check)?;
        let writes = differences(&defined, &changed);
        self.kv.write(writes, Durability::Now).map_err(|e| E::from(DaemonError::Store(e)))?;
        *defined = changed;
        if let Some(rules) = rules {
            self.put_in_force(rules);
        }
        Ok(value)
    }

    /// Stops calling a target, or goes on with it; that is remembered. `false` when there is none of
    /// this name.
    ///
    /// # Errors
    /// The store.
    pub async fn stop_target(&self, name: &str, stop: bool) -> Result<bool, StoreError> {
        if !self.rules().bundle.targets.iter().any(|target| target.name == name) {
            return Ok(false);
        }
        let stopped = self.kv.get(Space::FACTS, STOPPED)?.unwrap_or_default();
        let mut stopped: BTreeSet<String> = serde_json::from_slice(&stopped).unwrap_or_default();
        if stop {
            stopped.insert(name.to_owned());
        } else {
            stopped.remove(name);
        }
        let text = serde_json::json!(stopped).to_string();
        self.kv.write(vec![Write::put(Space::FACTS, STOPPED, text)], Durability::Now)?;
        Ok(self.courier.order(courier::Order::Stop(name.to_owned(), stop)).await)
    }

    /// Has an export write a window, as if it had fired: the object of that window is there some time
    /// after. `false` when there is no export of this name.
    ///
    /// # Errors
    /// The store.
    pub fn export(&self, schedule: &str, window: Window) -> Result<bool, StoreError> {
        let rules = self.rules();
        let known = |own: &crate::rules::Schedule| own.name == schedule && own.export.is_some();
        if !rules.bundle.schedules.iter().any(known) {
            return Ok(false);
        }
        self.kv.write(vec![pending::begin(schedule, window)], Durability::Now)?;
        self.exports.poke();
        Ok(true)
    }

    /// Works off what is there, ends the calls under way, writes everything down, and ends.
    pub async fn drain(&self) {
        self.replays.stop();
        self.controls.stop();
        self.log.nudge();
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(core) = core {
            // A panic there was said by the thread itself.
            let _ = tokio::task::spawn_blocking(|| core.join()).await;
        }
        self.courier.drain().await;
        let log = Arc::clone(&self.log);
        let (exports, replays) = (Arc::clone(&self.exports), Arc::clone(&self.replays));
        let _ = tokio::task::spawn_blocking(move || {
            exports.stop();
            replays.join();
            log.close();
        })
        .await;
    }
}

/// When the first entry came that is not worked off; now where there is none.
fn first_time(log: &Local, clock: &dyn Clock) -> Result<Timestamp, StoreError> {
    let from = log.position(0);
    for block in log.read(0, from, 1)? {
        let entries = decode(&block.bytes).unwrap_or_default();
        let first = (block.first..).zip(entries).find(|(seq, _)| *seq >= from);
        let time = first.and_then(|(_, seen)| Timestamp::from_millisecond(seen.received).ok());
        if let Some(time) = time {
            return Ok(time);
        }
    }
    Ok(clock.now())
}

/// What makes one list of definitions the other, in the store.
fn differences(old: &[Definition], new: &[Definition]) -> Vec<Write> {
    fn named(all: &[Definition]) -> HashMap<(&str, &str), &Definition> {
        all.iter().map(|d| ((&*d.section, &*d.name), d)).collect()
    }
    let key = |d: &Definition| Definition::key(&d.section, &d.name);
    let (before, after) = (named(old), named(new));
    let gone = old.iter().filter(|d| !after.contains_key(&(&*d.section, &*d.name)));
    let mut writes: Vec<_> = gone.map(|d| Write::remove(Space::DEFINED, key(d))).collect();
    let is_new = |d: &&Definition| before.get(&(&*d.section, &*d.name)) != Some(d);
    let put = |d: &Definition| Write::put(Space::DEFINED, key(d), d.encode());
    writes.extend(new.iter().filter(is_new).map(put));
    writes
}
