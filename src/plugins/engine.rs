//! The wasm engine: how plugins are compiled, where their memories lie, and the clock that stops
//! them. Compiled code is bound to these settings (see `cache`), so they are the same for every
//! plugin; only metering by instructions makes a second engine, since it changes the code.

use super::function::Idle;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;
use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Result,
};

/// How often running plugins are looked at: the precision of a timeout, and how long a plugin that
/// never calls the host may keep others on its thread waiting.
pub(super) const TICK: Duration = Duration::from_millis(5);

/// Wasm stack of one call. Deep recursion ends in `STACK_OVERFLOW`.
const STACK: usize = 512 << 10;

/// Live instances at one time when memories come from a pool.
const INSTANCES: u32 = 1_000;

/// Bytes of a memory that stay mapped between two instances. Above it, clearing them costs more
/// than mapping them anew: 128 KiB was best for guests with a small stack, 1 MiB eight times slower.
const RESIDENT: usize = 128 << 10;

/// A compiled configuration and its ticking clock.
#[derive(Debug)]
pub(super) struct Machine {
    engine: Engine,
    ticker: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    /// The idle instances of all functions.
    idle: Mutex<Vec<Weak<Idle>>>,
}

impl Machine {
    /// Makes an engine; with `metered`, compiled code counts its instructions.
    pub(super) fn new(metered: bool) -> Result<Self> {
        let engine = match Engine::new(&config(metered, true)) {
            Ok(engine) => engine,
            // A machine that will not reserve so much address space: one mapping an instance.
            Err(_) => Engine::new(&config(metered, false))?,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let (weak, flag) = (engine.weak(), Arc::clone(&stop));
        let tick = move || {
            while !flag.load(Ordering::Relaxed) {
                std::thread::park_timeout(TICK);
                match weak.upgrade() {
                    Some(engine) => engine.increment_epoch(),
                    None => return,
                }
            }
        };
        let ticker = std::thread::Builder::new().name("plugin-clock".to_owned()).spawn(tick)?;
        Ok(Self { engine, ticker: Some(ticker), stop, idle: Mutex::default() })
    }

    /// Keeps an eye on the idle instances of a function.
    pub(super) fn remember(&self, idle: &Arc<Idle>) {
        let mut all = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|idle| idle.strong_count() > 0);
        all.push(Arc::downgrade(idle));
    }

    /// Lets go of all idle instances.
    pub(super) fn cool(&self) {
        let all = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(Weak::upgrade).for_each(|idle| idle.clear());
    }

    /// The engine.
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(ticker) = self.ticker.take() {
            ticker.thread().unpark();
            drop(ticker.join());
        }
    }
}

fn config(metered: bool, pooled: bool) -> Config {
    let mut config = Config::new();
    config.wasm_component_model(true);
    config.epoch_interruption(true);
    config.consume_fuel(metered);
    config.max_wasm_stack(STACK);
    config.async_stack_size(STACK + (512 << 10));
    config.cranelift_opt_level(OptLevel::Speed);
    config.memory_init_cow(true);
    config.wasm_backtrace_max_frames(std::num::NonZeroUsize::new(8));
    if pooled {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    }
    config
}

/// Room for what interpreters need too: JavaScript and Python components have several core
/// instances, tables of over 100,000 elements and many globals. What is not used costs address
/// space only.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(INSTANCES)
        .total_core_instances(INSTANCES * 4)
        .total_memories(INSTANCES)
        .total_tables(INSTANCES * 4)
        .total_stacks(INSTANCES)
        .max_core_instances_per_component(64)
        .max_memories_per_component(8)
        .max_tables_per_component(32)
        .max_tables_per_module(8)
        .max_memories_per_module(4)
        .table_elements(200_000)
        .max_core_instance_size(1 << 20)
        .max_component_instance_size(1 << 20)
        .linear_memory_keep_resident(RESIDENT)
        .table_keep_resident(16 << 10)
        .max_unused_warm_slots(64);
    pool
}
