//! The three states of an alarm, and a state with what made it.

use super::suppress::SuppressedBy;
use jiff::Timestamp;
use std::fmt;

/// The state of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmState {
    /// Within the threshold.
    Ok,
    /// Beyond it.
    Alarm,
    /// Not known: just made, warming up, or nothing to judge.
    InsufficientData,
}

impl AlarmState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Alarm, Self::InsufficientData];

    /// AWS's word, such as `ALARM`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }

    /// Reads AWS's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl fmt::Display for AlarmState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A state, since when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateRecord {
    /// Which state.
    pub value: AlarmState,
    /// Why, in AWS's words.
    pub reason: String,
    /// Why, as the text of a JSON object; a new alarm has none.
    pub reason_data: Option<String>,
    /// When the alarm came into it.
    pub at: Timestamp,
    /// What held the actions of the change back, of a composite alarm.
    pub suppressed_by: Option<SuppressedBy>,
}

impl StateRecord {
    /// The state of an alarm that was made at `at`.
    #[must_use]
    pub fn created(at: Timestamp) -> Self {
        Self {
            value: AlarmState::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            reason_data: None,
            at,
            suppressed_by: None,
        }
    }
}

/// An alarm went from one state into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The state before.
    pub from: StateRecord,
    /// The state now.
    pub to: StateRecord,
}
