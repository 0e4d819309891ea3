//! The daemon as one thing: what comes in, what is in force, how it ends.

use super::clock::Clock;
use super::core::{Controls, Core, Parts};
use super::courier::{self, Courier};
use super::log::{Accepted, CallKey, Entry, EventLog, Local, Options, Refused, decode};
use super::ruleset::{Definition, Loader, NotLoaded, RuleSet};
use super::state::State;
use super::tally::Tally;
use crate::deliver::Settings;
use crate::model::Home;
use crate::store::{Durability, Kv, Space, StoreError, Write};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;

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
    controls: Arc<Controls>,
    tally: Arc<Tally>,
    state: Arc<Mutex<State>>,
    loader: Arc<dyn Loader>,
    rules: RwLock<Arc<RuleSet>>,
    defined: Mutex<Vec<Definition>>,
    /// Why the rules as they are now are not in force.
    not_loaded: Mutex<Option<NotLoaded>>,
    core: Mutex<Option<JoinHandle<()>>>,
    home: Home,
    started: Timestamp,
}

/// The key of the stopped targets in `Space::FACTS`.
const STOPPED: &[u8] = b"stopped-targets";

impl Daemon {
    /// Starts on the current runtime, where the store says.
    ///
    /// # Errors
    /// A store that cannot be read, rules with errors.
    pub fn start(setup: Setup) -> Result<Self, DaemonError> {
        Self::start_with(setup, &Clock::default())
    }

    /// The same with another clock for alarms, baselines and compliance.
    ///
    /// # Errors
    /// A store that cannot be read, rules with errors.
    pub fn start_with(setup: Setup, clock: &Clock) -> Result<Self, DaemonError> {
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
        let (state, news) = State::restore(&kv, &rules, first_time(&log, clock)?)?;
        let state = Arc::new(Mutex::new(state));
        let core = Core::new(Parts {
            log: as_log,
            courier: courier.clone(),
            controls: Arc::clone(&controls),
            tally: Arc::clone(&tally),
            state: Arc::clone(&state),
            rules: Arc::clone(&rules),
            news,
            clock: clock.clone(),
        });
        let spawned = std::thread::Builder::new().name("core".to_owned()).spawn(|| core.run());
        Ok(Self {
            kv,
            log,
            courier,
            controls,
            tally,
            state,
            loader,
            rules: RwLock::new(rules),
            defined: Mutex::new(defined),
            not_loaded: Mutex::new(None),
            core: Mutex::new(Some(spawned.map_err(DaemonError::Thread)?)),
            home,
            started: clock.now(),
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
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&rules);
        self.controls.exchange(Arc::clone(&rules));
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

    /// Works off what is there, ends the calls under way, writes everything down, and ends.
    pub async fn drain(&self) {
        self.controls.stop();
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(core) = core {
            // A panic there was said by the thread itself.
            let _ = tokio::task::spawn_blocking(|| core.join()).await;
        }
        self.courier.drain().await;
        let log = Arc::clone(&self.log);
        let _ = tokio::task::spawn_blocking(move || log.close()).await;
    }
}

/// When the first entry came that is not worked off; now where there is none.
fn first_time(log: &Local, clock: &Clock) -> Result<Timestamp, StoreError> {
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
