//! A target ready to be called: one plugin with one config, its rights and its limits. Instances
//! are kept warm and are used by one invocation at a time, as Lambda does; an instance that did not
//! end its call in order is never used again.

use super::abi::v1;
use super::engine::Machine;
use super::fault::{self, HostFault};
use super::limits;
use super::session::{Call, Facts, Session};
use crate::model::{BreakKind, Invocation, Invoked, LogLine, Outcome, PutEvent, Refusal};
use crate::rules::Isolation;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use wasmtime::{PoolConcurrencyLimitError, Store, UpdateDeadline};

/// How often an instance is used again before it makes room for a new one.
const USES: u32 = 10_000;

/// A target that can be invoked.
#[derive(Debug)]
pub struct Function {
    facts: Arc<Facts>,
    machine: Arc<Machine>,
    ready: v1::Ready,
    isolation: Isolation,
    idle: Arc<Idle>,
    /// A target that keeps a state runs one invocation at a time.
    turn: Option<tokio::sync::Mutex<()>>,
}

/// Warm instances of a function.
#[derive(Debug, Default)]
pub(super) struct Idle(Mutex<Vec<Warm>>);

impl Idle {
    /// Lets go of them.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[derive(Debug)]
struct Warm {
    store: Store<Session>,
    instance: v1::Instance,
    uses: u32,
}

/// What a call left behind, whatever came of it.
struct Left {
    outcome: Outcome,
    log: Vec<LogLine>,
    puts: Vec<PutEvent>,
    memory: u64,
}

impl Function {
    pub(super) fn new(
        facts: Arc<Facts>,
        machine: Arc<Machine>,
        ready: v1::Ready,
        isolation: Isolation,
    ) -> Self {
        let turn = facts.rights.state.then(|| tokio::sync::Mutex::new(()));
        let idle = Arc::new(Idle::default());
        machine.remember(&idle);
        Self { facts, machine, ready, isolation, idle, turn }
    }

    /// What is fixed for it.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How many instances are warm.
    #[must_use]
    pub fn warm(&self) -> usize {
        self.idle.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Calls the plugin and waits for what comes of it. Whatever the plugin does, this returns, and
    /// no later than a tick or two after the target's `timeout`.
    pub async fn invoke(&self, invocation: &Invocation) -> Invoked {
        let _turn = match &self.turn {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        let started = Instant::now();
        let call = Call::new(&self.facts, Arc::clone(&invocation.id), invocation.items.len());
        let began = call.began;
        let warm = self.take();
        let was_warm = warm.is_some();
        // Host calls are bounded by the deadline themselves: this is for what should not happen.
        let most = self.facts.timeout + Duration::from_millis(250);
        let left = match tokio::time::timeout(most, self.call(warm, call, invocation)).await {
            Ok(left) => left,
            Err(_elapsed) => {
                let limit = self.facts.timeout;
                let message = HostFault::Timeout { limit }.to_string();
                let outcome = Outcome::Broken { kind: BreakKind::Timeout, message };
                Left { outcome, log: Vec::new(), puts: Vec::new(), memory: 0 }
            }
        };
        let Left { outcome, log, puts, memory } = left;
        Invoked { outcome, log, puts, took: started.elapsed(), memory, warm: was_warm, began }
    }

    async fn call(&self, warm: Option<Warm>, call: Call, invocation: &Invocation) -> Left {
        let mut warm = match warm {
            Some(mut warm) => {
                warm.store.data_mut().call = call;
                warm
            }
            None => match self.instantiate(call).await {
                Ok(warm) => warm,
                Err(left) => return left,
            },
        };
        self.wind(&mut warm.store);
        let answer = warm.instance.handle(&mut warm.store, invocation).await;
        warm.uses += 1;
        let session = warm.store.data_mut();
        let mut puts = std::mem::take(&mut session.call.puts);
        let outcome = match answer {
            Ok(outcome) => settle(session, outcome).await,
            Err(error) => fault::outcome(&error, session.call.log.last_words()),
        };
        // Nobody hears of what a failed call put: it is put again when the call is tried again.
        if !matches!(outcome, Outcome::Answered { .. }) {
            puts.clear();
        }
        let (log, memory) = (session.call.log.take(), session.memory.peak);
        if !matches!(outcome, Outcome::Broken { .. }) {
            self.keep(warm);
        }
        Left { outcome, log, puts, memory }
    }

    async fn instantiate(&self, call: Call) -> Result<Warm, Left> {
        let session = Session::new(Arc::clone(&self.facts), call);
        let mut store = Store::new(self.machine.engine(), session);
        store.limiter(|session| &mut session.memory);
        store.set_hostcall_fuel(limits::CROSSING);
        store.epoch_deadline_callback(|context| {
            let session: &Session = context.data();
            if session.remaining().is_zero() {
                return Err(HostFault::Timeout { limit: session.facts.timeout }.into());
            }
            Ok(UpdateDeadline::Yield(1))
        });
        self.wind(&mut store);
        let mut made = self.ready.instantiate(&mut store).await;
        if made.as_ref().is_err_and(|error| error.is::<PoolConcurrencyLimitError>()) {
            // Idle instances of any target make room.
            self.machine.cool();
            made = self.ready.instantiate(&mut store).await;
        }
        match made {
            Ok(instance) => Ok(Warm { store, instance, uses: 0 }),
            Err(error) => {
                let session = store.data_mut();
                let outcome = if error.is::<PoolConcurrencyLimitError>() {
                    let message = "too many instances are running".to_owned();
                    Outcome::Refused(Refusal::Throttled { message, retry_after: None })
                } else {
                    starting(fault::outcome(&error, session.call.log.last_words()))
                };
                let (log, memory) = (session.call.log.take(), session.memory.peak);
                Err(Left { outcome, log, puts: Vec::new(), memory })
            }
        }
    }

    /// Sets what a call may use up.
    fn wind(&self, store: &mut Store<Session>) {
        store.set_epoch_deadline(1);
        if let Some(fuel) = self.facts.fuel {
            // INVARIANT (metered): only engines that count instructions have functions with fuel.
            let _set = store.set_fuel(fuel);
        }
    }

    fn take(&self) -> Option<Warm> {
        if self.isolation == Isolation::Fresh {
            return None;
        }
        self.idle.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, warm: Warm) {
        let full = warm.store.data().memory.used() > self.facts.memory / 4 * 3;
        if self.isolation == Isolation::Fresh || full || warm.uses >= USES {
            return;
        }
        self.idle.0.lock().unwrap_or_else(PoisonError::into_inner).push(warm);
    }

    /// Lets go of all warm instances.
    pub fn cool(&self) {
        self.idle.clear();
    }
}

/// Makes the changes to the state that an orderly call asked for, on a thread that may wait.
async fn settle(session: &mut Session, outcome: Outcome) -> Outcome {
    let changes = std::mem::take(&mut session.call.changes);
    if changes.is_empty() || matches!(outcome, Outcome::Broken { .. }) {
        return outcome;
    }
    let facts = Arc::clone(&session.facts);
    let apply = move || facts.ports.states.apply(&facts.target, changes);
    let why = match tokio::task::spawn_blocking(apply).await {
        Ok(Ok(())) => return outcome,
        Ok(Err(why)) => why,
        Err(e) => e.to_string(),
    };
    Outcome::Refused(Refusal::Retryable(format!("its state was not saved: {why}")))
}

fn starting(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Broken { kind, message } => {
            Outcome::Broken { kind, message: format!("while starting, {message}") }
        }
        other => other,
    }
}
