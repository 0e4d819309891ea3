//! Until when an answer holds: conditions on ages come out otherwise when time has gone on.

use jiff::Timestamp;
use std::cell::Cell;

/// The first moment at which a time that was compared with the present compares otherwise.
#[derive(Debug, Default)]
pub struct Turns(Cell<Option<Timestamp>>);

impl Turns {
    /// Takes note of such a moment.
    pub fn note(&self, at: Timestamp) {
        if self.0.get().is_none_or(|known| at < known) {
            self.0.set(Some(at));
        }
    }

    /// The first of those noted; `None` if the answer hangs on no time to come.
    #[must_use]
    pub fn first(&self) -> Option<Timestamp> {
        self.0.get()
    }
}
