//! The time that one object is about.

use jiff::Timestamp;
use std::time::Duration;

/// A span of time: its beginning belongs to it, its end does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    /// A window; `None` where nothing is between the two moments.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// The window that is due at `moment` of a schedule that fired at `previous` before: so much time
    /// as the task says, or what lies between the two.
    #[must_use]
    pub fn due(length: Option<Duration>, previous: Timestamp, moment: Timestamp) -> Option<Self> {
        match length {
            Some(length) => Self::new(moment.checked_sub(length).ok()?, moment),
            None => Self::new(previous, moment),
        }
    }

    /// Its beginning.
    #[must_use]
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Its end, the first moment after it.
    #[must_use]
    pub fn to(self) -> Timestamp {
        self.to
    }
}
