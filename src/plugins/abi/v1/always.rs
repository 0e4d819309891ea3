//! `log`, `config` and `deadline`: what every target has.

use super::bindings::tripline::target::{config, deadline, log};
use crate::model::LogLevel;
use crate::plugins::session::Session;
use wasmtime::Result;

impl log::Host for Session {
    fn write(&mut self, level: log::Level, message: String) -> Result<()> {
        let level = match level {
            log::Level::Debug => LogLevel::Debug,
            log::Level::Info => LogLevel::Info,
            log::Level::Warn => LogLevel::Warn,
            log::Level::Error => LogLevel::Error,
        };
        self.call.log.write(level, message);
        Ok(())
    }
}

impl config::Host for Session {
    fn get(&mut self) -> Result<String> {
        Ok(self.facts.config.clone())
    }
}

impl deadline::Host for Session {
    fn remaining_ms(&mut self) -> Result<u64> {
        Ok(u64::try_from(self.remaining().as_millis()).unwrap_or(u64::MAX))
    }
}
