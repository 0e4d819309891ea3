//! Whose time the core goes by: the system's, or one that is moved by hand, for tests.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock. Copies show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// A clock that stands at a moment until it is set.
    #[must_use]
    pub fn standing(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.as_millisecond()))))
    }

    /// Sets a clock that stands; the system's is not changed.
    pub fn set(&self, at: Timestamp) {
        if let Some(millis) = &self.0 {
            millis.store(at.as_millisecond(), Ordering::Release);
        }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let millis = self.0.as_ref().map(|millis| millis.load(Ordering::Acquire));
        millis
            .and_then(|millis| Timestamp::from_millisecond(millis).ok())
            .unwrap_or_else(Timestamp::now)
    }
}
