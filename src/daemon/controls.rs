//! What the core is told from outside: other rules, the end.

use super::ruleset::RuleSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What the core is told.
#[derive(Debug, Default)]
pub struct Controls {
    /// Rules to go on with.
    rules: Mutex<Option<Arc<RuleSet>>>,
    taken: Condvar,
    stop: AtomicBool,
}

impl Controls {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<RuleSet>>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the core go on with other rules, after the block it is at.
    pub fn exchange(&self, rules: Arc<RuleSet>) {
        *self.lock() = Some(rules);
    }

    /// Waits until the core goes on with the newest rules, for so long at most, or until it ends.
    pub fn exchanged(&self, most: Duration) {
        let waits = |rules: &mut Option<_>| rules.is_some() && !self.is_stopped();
        // Whoever waits too long has rules that come into force a little later.
        drop(self.taken.wait_timeout_while(self.lock(), most, waits));
    }

    /// Rules to go on with, if there are other ones.
    pub(super) fn rules(&self) -> Option<Arc<RuleSet>> {
        self.lock().clone()
    }

    /// The core goes on with these.
    pub(super) fn took(&self, rules: &Arc<RuleSet>) {
        let mut newest = self.lock();
        if newest.as_ref().is_some_and(|newest| Arc::ptr_eq(newest, rules)) {
            *newest = None;
        }
        drop(newest);
        self.taken.notify_all();
    }

    /// Has the core end after the block it is at.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        // Whoever looks at it now waits by then, or sees it.
        drop(self.lock());
        self.taken.notify_all();
    }

    /// Is the core to end?
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}
