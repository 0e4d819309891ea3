//! What happened to an alarm, item by item, in AWS's texts.

use super::event::{field, object, text};
use super::state::{StateRecord, Transition};
use jiff::Timestamp;

/// What an item of a history tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryKind {
    /// The alarm was made, changed or deleted.
    ConfigurationUpdate,
    /// Its state changed.
    StateUpdate,
    /// An action ran, or could not.
    Action,
}

impl HistoryKind {
    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ConfigurationUpdate => "ConfigurationUpdate",
            Self::StateUpdate => "StateUpdate",
            Self::Action => "Action",
        }
    }
}

/// An item of an alarm's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryItem {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: HistoryKind,
    /// In a sentence.
    pub summary: String,
    /// In JSON.
    pub data: String,
}

impl HistoryItem {
    /// A change of state.
    #[must_use]
    pub fn state_update(change: &Transition) -> Self {
        Self {
            at: change.to.at,
            kind: HistoryKind::StateUpdate,
            summary: format!("Alarm updated from {} to {}", change.from.value, change.to.value),
            data: object(&[
                field("version", "\"1.0\""),
                field("oldState", &state(&change.from)),
                field("newState", &state(&change.to)),
            ]),
        }
    }

    /// An action that ran, or why it did not.
    #[must_use]
    pub fn action(at: Timestamp, action: &str, outcome: Result<(), &str>) -> Self {
        let (summary, word) = match outcome {
            Ok(()) => (format!("Successfully executed action {action}"), "Succeeded"),
            Err(why) => (format!("Failed to execute action {action}. Reason: {why}"), "Failed"),
        };
        let mut fields =
            vec![field("actionState", &text(word)), field("notificationResource", &text(action))];
        fields.extend(outcome.err().map(|why| field("error", &text(why))));
        Self { at, kind: HistoryKind::Action, summary, data: object(&fields) }
    }
}

fn state(record: &StateRecord) -> String {
    let mut fields = vec![
        field("stateValue", &text(record.value.word())),
        field("stateReason", &text(&record.reason)),
    ];
    if let Some(data) = &record.reason_data {
        // What is set by hand may be no JSON.
        let json = serde_json::from_str::<serde::de::IgnoredAny>(data).is_ok();
        let data = if json { data.clone() } else { text(data) };
        fields.push(field("stateReasonData", &data));
    }
    object(&fields)
}
