//! What a step of an alarm came to: a change of state with its event, and actions that are due.

use crate::alarms::{AlarmEvent, AlarmState, HistoryItem, Transition};
use crate::base::ids::RuleId;
use crate::model::{AlarmChange, Change, Raised};
use jiff::Timestamp;
use std::sync::Arc;

/// What an alarm has to tell of a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The alarm's rule.
    pub rule: RuleId,
    /// The alarm.
    pub alarm: Arc<str>,
    /// When.
    pub at: Timestamp,
    /// The change of its state, and the event of it.
    pub change: Option<Box<(Transition, AlarmEvent)>>,
    /// The actions to run now.
    pub due: Vec<Due>,
}

/// Actions of a state that are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The state whose actions they are.
    pub state: AlarmState,
    /// What they get: JSON text on one line.
    pub payload: Arc<str>,
    /// Were they held by a mute window?
    pub after_mute: bool,
    /// Did they run before, for the same stay in ALARM?
    pub repeated: bool,
}

impl Told {
    /// The change of state, as reports show it.
    #[must_use]
    pub fn raised(&self) -> Option<Raised> {
        let (change, event) = self.change.as_deref()?;
        let (from, to) = (change.from.value, change.to.value);
        Some(Raised {
            rule: self.rule,
            time: self.at,
            alarming: to == AlarmState::Alarm,
            reason: change.to.reason.clone(),
            event: event.text.as_str().into(),
            what: Change::Alarm(AlarmChange {
                alarm: Arc::clone(&self.alarm),
                from: from.word(),
                to: to.word(),
                suppressed_by: change.to.suppressed_by.map(|by| by.word()),
            }),
        })
    }

    /// The items of the alarm's history; `names` are the actions of a state.
    #[must_use]
    pub fn history(&self, names: &dyn Fn(AlarmState) -> Vec<String>) -> Vec<HistoryItem> {
        let change = self.change.iter().map(|change| HistoryItem::state_update(&change.0));
        let actions = self.due.iter().flat_map(|due| names(due.state));
        let actions = actions.map(|name| HistoryItem::action(self.at, &name, Ok(())));
        change.chain(actions).collect()
    }
}
