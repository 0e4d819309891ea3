//! `clock`: the time, which stands still in tests.

use super::bindings::tripline::target::clock::Host;
use crate::plugins::session::Session;
use wasmtime::Result;

impl Host for Session {
    fn now_ms(&mut self) -> Result<u64> {
        if !self.facts.rights.clock {
            return Err(Session::ungranted("clock.now-ms", "clock: true"));
        }
        Ok(u64::try_from(self.facts.ports.clock.now().as_millisecond()).unwrap_or(0))
    }
}
