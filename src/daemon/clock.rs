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
