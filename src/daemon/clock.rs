//! The time of the day, as the daemon is told it: by the system, or by a test.

use jiff::Timestamp;
use std::fmt;

/// Tells the time.
pub trait Clock: Send + Sync + fmt::Debug {
    /// What time it is. It may go back, and it may jump.
    fn now(&self) -> Timestamp;
}

/// The clock of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Clock for System {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands until it is set, for tests.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Manual(std::sync::Mutex<Timestamp>);

#[cfg(test)]
impl Manual {
    pub(crate) fn new(now: Timestamp) -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self(std::sync::Mutex::new(now)))
    }

    pub(crate) fn set(&self, now: Timestamp) {
        *self.0.lock().expect("no panic") = now;
    }
}

#[cfg(test)]
impl Clock for Manual {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("no panic")
    }
}
