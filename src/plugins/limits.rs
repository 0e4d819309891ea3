//! What an invocation may take, and the keeper of an instance's memory.

use super::fault::HostFault;
use wasmtime::ResourceLimiter;

/// How long an invocation may take when its target does not say.
pub const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3);

/// How much memory an instance may have when its target does not say, in bytes.
pub const MEMORY: u64 = 64 << 20;

/// How many invocations of a target may run at one time when it does not say.
pub const CONCURRENCY: u32 = 4;

/// The most bytes of an answer's `output`: Lambda's 6 MiB.
pub const OUTPUT: usize = 6 << 20;

/// The most bytes that may cross from a plugin to the host in one call. An answer over it is not
/// even copied.
pub const CROSSING: usize = 16 << 20;

/// The most bytes that log lines of one invocation may have together.
pub const LOG_BYTES: usize = 64 << 10;

/// The most lines that an invocation may log.
pub const LOG_LINES: usize = 1_000;

/// The most HTTP requests of one invocation for every item in it, and at least.
pub const REQUESTS: u32 = 10;

/// The most bytes of a request's body: a batch of the largest default size fits.
pub const REQUEST: usize = 12 << 20;

/// The most bytes of a response's body.
pub const RESPONSE: usize = 8 << 20;

/// The most bytes that one invocation may write into files.
pub const WRITTEN: u64 = 64 << 20;

/// The most events that one invocation may put.
pub const PUTS: usize = 1_000;

/// The most bytes of one event that is put: PutEvents' limit.
pub const PUT_BYTES: usize = 1 << 20;

/// The most bytes of the events that one invocation may put together.
pub const PUT_BYTES_ALL: usize = 16 << 20;

/// The most bytes of the changes that one invocation may make to its state.
pub const STATE_CHANGES: usize = 16 << 20;

/// The most bytes of one value of the state.
pub const STATE_VALUE: usize = 1 << 20;

/// The most bytes of a key of the state.
pub const STATE_KEY: usize = 1 << 10;

/// The most bytes that a component may have.
pub const COMPONENT: u64 = 64 << 20;

/// Elements of a table: enough for interpreters.
const TABLE: usize = 200_000;

/// Keeps the memories of an instance under its target's limit. Going over it is a fault, not a
/// failed `memory.grow`: allocators of guests do not survive that anyway, and so the cause is known.
#[derive(Debug)]
pub(super) struct MemoryKeeper {
    limit: u64,
    /// The bytes that all memories have together.
    used: u64,
    /// The most there were.
    pub(super) peak: u64,
}

impl MemoryKeeper {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, used: 0, peak: 0 }
    }

    pub(super) fn used(&self) -> u64 {
        self.used
    }
}

impl ResourceLimiter for MemoryKeeper {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let more = u64::try_from(desired.saturating_sub(current)).unwrap_or(u64::MAX);
        let after = self.used.saturating_add(more);
        if after > self.limit {
            return Err(HostFault::OutOfMemory { limit: self.limit }.into());
        }
        self.used = after;
        self.peak = self.peak.max(after);
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE)
    }
}
