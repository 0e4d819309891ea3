//! Who is told of a state, and when: on transitions only, gathered by `group-wait`, again after
//! `repeat-every` while in ALARM, and not in mute windows.

use super::mute::{Mute, muted_until};
use super::state::AlarmState;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The actions of an alarm and how they are paced.
#[derive(Debug, Clone, PartialEq)]
pub struct Notify {
    /// Do actions run at all? Evaluation and events do not depend on it.
    pub enabled: bool,
    /// Names or ARNs of what runs on entering ALARM, in order.
    pub alarm: Vec<String>,
    /// On entering OK.
    pub ok: Vec<String>,
    /// On entering INSUFFICIENT_DATA.
    pub insufficient_data: Vec<String>,
    /// While in ALARM, the actions run again after as long.
    pub repeat_every: Option<Duration>,
    /// After a change, wait so long and tell of the state that then holds, once.
    pub group_wait: Option<Duration>,
    /// When actions rest.
    pub mutes: Vec<Mute>,
}

impl Default for Notify {
    fn default() -> Self {
        Self {
            enabled: true,
            alarm: Vec::new(),
            ok: Vec::new(),
            insufficient_data: Vec::new(),
            repeat_every: None,
            group_wait: None,
            mutes: Vec::new(),
        }
    }
}

impl Notify {
    /// The actions of a state.
    #[must_use]
    pub fn actions(&self, state: AlarmState) -> &[String] {
        match state {
            AlarmState::Alarm => &self.alarm,
            AlarmState::Ok => &self.ok,
            AlarmState::InsufficientData => &self.insufficient_data,
        }
    }
}

/// Actions that are to run now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionsDue {
    /// The state whose actions they are.
    pub state: AlarmState,
    /// The actions, in order; never empty.
    pub actions: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// Were they held by a mute window? (`ActionExecutedAfterMuteWindow`)
    pub after_mute: bool,
    /// Did they run before, for the same stay in ALARM?
    pub repeated: bool,
}

/// What is waiting to be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notifier {
    /// The state last told of.
    pub(super) told: Option<AlarmState>,
    /// The end of the group wait.
    pub(super) held: Option<Timestamp>,
    /// A state that a mute window holds, and its end.
    pub(super) muted: Option<(AlarmState, Timestamp)>,
    /// When to tell again.
    pub(super) repeat: Option<Timestamp>,
}

fn after(now: Timestamp, time: Duration) -> Timestamp {
    let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
    now.checked_add(time).unwrap_or(Timestamp::MAX)
}

impl Notifier {
    /// The alarm came into a state.
    pub fn offer(
        &mut self,
        notify: &Notify,
        state: AlarmState,
        now: Timestamp,
    ) -> Option<ActionsDue> {
        self.muted = None;
        match notify.group_wait {
            Some(wait) if !wait.is_zero() => {
                self.held.get_or_insert_with(|| after(now, wait));
                None
            }
            _ => self.run(notify, state, now, false, false),
        }
    }

    /// Time went on; the alarm is in `state`.
    pub fn tick(
        &mut self,
        notify: &Notify,
        state: AlarmState,
        now: Timestamp,
    ) -> Option<ActionsDue> {
        if let Some(end) = self.held {
            if end > now {
                return None;
            }
            self.held = None;
            if self.told != Some(state) {
                return self.run(notify, state, now, false, false);
            }
        }
        if let Some((held, end)) = self.muted {
            if end > now {
                return None;
            }
            self.muted = None;
            return if held == state { self.run(notify, state, now, true, false) } else { None };
        }
        if self.repeat.is_some_and(|at| at <= now) {
            self.repeat = None;
            if state == AlarmState::Alarm {
                return self.run(notify, state, now, false, true);
            }
        }
        None
    }

    /// When there may be something to do next.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.held.or(self.muted.map(|muted| muted.1)).or(self.repeat)
    }

    fn run(
        &mut self,
        notify: &Notify,
        state: AlarmState,
        now: Timestamp,
        after_mute: bool,
        repeated: bool,
    ) -> Option<ActionsDue> {
        self.repeat = None;
        if let Some(end) = muted_until(&notify.mutes, now) {
            self.muted = Some((state, end));
            return None;
        }
        self.told = Some(state);
        let actions = notify.actions(state);
        if !notify.enabled || actions.is_empty() {
            return None;
        }
        if state == AlarmState::Alarm {
            let every = notify.repeat_every.filter(|every| !every.is_zero());
            self.repeat = every.map(|every| after(now, every));
        }
        Some(ActionsDue { state, actions: actions.to_vec(), at: now, after_mute, repeated })
    }
}
