//! Time that jumps: for tests, where nobody waits.

use super::Dispatch;
use jiff::Timestamp;
use tokio::runtime::Runtime;

/// The most calls of one simulation; more is a loop that no test wants.
const CALLS: usize = 100_000;

impl Dispatch {
    /// Makes all calls, one after the other, and skips the time between them; `tell` hears the time
    /// before each, so that the clock of plugins can follow. Gives the time when nothing is left to
    /// do.
    ///
    /// # Errors
    /// Too many calls.
    pub fn simulate(
        &mut self,
        runtime: &Runtime,
        start: Timestamp,
        tell: impl Fn(Timestamp),
    ) -> Result<Timestamp, String> {
        let mut now = start;
        self.delivery.flush();
        for _ in 0..CALLS {
            if let Some(started) = self.next(now) {
                tell(now);
                let invoked = runtime.block_on(started.function.invoke(&started.invocation));
                self.ended(now, started, invoked);
                self.delivery.flush();
            } else {
                match self.delivery.wake_at() {
                    Some(at) if !self.delivery.idle() => now = now.max(at),
                    _ => return Ok(now),
                }
            }
        }
        Err(format!("more than {CALLS} calls and timers: the rules go round in circles"))
    }
}
