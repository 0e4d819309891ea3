//! The suppressor of a composite alarm: another alarm that holds its actions back.
//!
//! After a change, actions wait for `wait`, so that a suppressor that comes late can still hold
//! them. While the suppressor is in ALARM they are held, and for `extension` longer. Then the
//! actions of the state that holds run; they never run where nothing was held.

use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::time::Duration;

/// What holds actions back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuppressedBy {
    /// The suppressor may still come.
    WaitPeriod,
    /// The suppressor left ALARM a short while ago.
    ExtensionPeriod,
    /// The suppressor is in ALARM.
    Alarm,
}

impl SuppressedBy {
    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::WaitPeriod => "WaitPeriod",
            Self::ExtensionPeriod => "ExtensionPeriod",
            Self::Alarm => "Alarm",
        }
    }
}

impl fmt::Display for SuppressedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A suppressor and its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The suppressor's name or ARN.
    pub alarm: String,
    /// How long actions wait for it.
    pub wait: Duration,
    /// How long they are held after it.
    pub extension: Duration,
}

/// What is held back now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Suppressor {
    pub(super) in_alarm: bool,
    pub(super) held: Option<(SuppressedBy, Timestamp)>,
}

fn after(now: Timestamp, time: Duration) -> Timestamp {
    let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
    now.checked_add(time).unwrap_or(Timestamp::MAX)
}

impl Suppressor {
    /// One that is in ALARM or not, with nothing held.
    #[must_use]
    pub fn new(in_alarm: bool) -> Self {
        Self { in_alarm, held: None }
    }

    /// What holds actions back.
    #[must_use]
    pub fn held_by(&self) -> Option<SuppressedBy> {
        self.held.map(|held| held.0)
    }

    /// Is the suppressor in ALARM?
    #[must_use]
    pub fn in_alarm(&self) -> bool {
        self.in_alarm
    }

    /// The main alarm changed its state: may its actions run now?
    pub fn main_changed(&mut self, rule: &Suppression, now: Timestamp) -> bool {
        self.held = if self.in_alarm {
            Some((SuppressedBy::Alarm, Timestamp::MAX))
        } else if rule.wait.is_zero() {
            None
        } else {
            Some((SuppressedBy::WaitPeriod, after(now, rule.wait)))
        };
        self.held.is_none()
    }

    /// The suppressor is in ALARM, or is not: may actions that were held run now?
    pub fn suppressor_is(&mut self, rule: &Suppression, in_alarm: bool, now: Timestamp) -> bool {
        if in_alarm == self.in_alarm {
            return false;
        }
        self.in_alarm = in_alarm;
        if self.held.is_none() {
            return false;
        }
        self.held = if in_alarm {
            Some((SuppressedBy::Alarm, Timestamp::MAX))
        } else if rule.extension.is_zero() {
            None
        } else {
            Some((SuppressedBy::ExtensionPeriod, after(now, rule.extension)))
        };
        self.held.is_none()
    }

    /// Time went on: may actions that were held run now? To be asked before changes of the same
    /// moment are told.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        let over = self.next().is_some_and(|end| end <= now);
        if over {
            self.held = None;
        }
        over
    }

    /// When `tick` next has something to say.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.held.filter(|held| held.0 != SuppressedBy::Alarm).map(|held| held.1)
    }

    /// Another suppressor took its place: both timers end. Is there something that was held and
    /// may run now?
    pub fn replaced(&mut self, in_alarm: bool) -> bool {
        self.in_alarm = in_alarm;
        let held = self.held.take().is_some();
        if held && in_alarm {
            self.held = Some((SuppressedBy::Alarm, Timestamp::MAX));
        }
        held && !in_alarm
    }
}
