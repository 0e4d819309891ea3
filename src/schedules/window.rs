//! Flexible windows: a schedule fires some time after its moment. AWS draws lots; here the time is
//! told by the schedule's name and the moment, so it is the same after a restart.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// How long after its moment a schedule may fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlexibleWindow {
    minutes: u16,
}

impl FlexibleWindow {
    /// A window of 1 to 1,440 minutes.
    #[must_use]
    pub fn new(minutes: u16) -> Option<Self> {
        (1..=1440).contains(&minutes).then_some(Self { minutes })
    }

    /// Its length, in minutes.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.minutes
    }

    /// Its length.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        SignedDuration::from_mins(self.minutes.into())
    }

    /// When the schedule `name` fires for its moment `at`: a whole number of seconds later, less
    /// than the window.
    #[must_use]
    pub fn place(self, name: &str, at: Timestamp) -> Timestamp {
        let mut hash = Sha256::new();
        hash.update(at.as_nanosecond().to_be_bytes());
        hash.update(name.as_bytes());
        let lot = hash.finalize().iter().take(8).fold(0, |lot, byte| lot << 8 | u64::from(*byte));
        let seconds = lot % (u64::from(self.minutes) * 60);
        at.checked_add(SignedDuration::from_secs(seconds as i64)).unwrap_or(at)
    }
}
