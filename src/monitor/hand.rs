//! What is done to alarms by hand.

use super::live::Kind;
use super::{Monitor, Told};
use crate::alarms::{AlarmState, SetError};
use jiff::Timestamp;

/// Why something cannot be done to an alarm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandError {
    /// There is none of this name.
    #[error("there is no alarm `{0}`")]
    Unknown(String),
    /// What is set is too long.
    #[error(transparent)]
    Set(#[from] SetError),
}

impl Monitor {
    /// Sets the state of an alarm; it lasts until its next evaluation. What others make of it comes
    /// with the next steps.
    ///
    /// # Errors
    /// When there is no such alarm, or a text is too long.
    pub fn set_state(
        &mut self,
        alarm: &str,
        state: AlarmState,
        reason: &str,
        data: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Told>, HandError> {
        let unknown = || HandError::Unknown(alarm.to_owned());
        let at = *self.names.get(alarm).ok_or_else(unknown)?;
        let live = self.live.get_mut(at).ok_or_else(unknown)?;
        let step = match &mut live.kind {
            Kind::Metric(metric) => metric.0.set_state(state, reason, data, now)?,
            Kind::Composite(alarm) => alarm.set_state(state, reason, data, now)?,
        };
        let changed = step.transition.is_some();
        let told = live.told(step, now);
        let next = live.next();
        if let Some(kept) = &mut self.kept {
            kept.dirty(at);
        }
        if let Some(next) = next {
            self.schedule(at, next.max(now));
        }
        if changed {
            self.call_parents(at, now);
        }
        Ok(told)
    }

    /// Lets the actions of an alarm run, or not, until the alarm is configured anew.
    ///
    /// # Errors
    /// When there is no such alarm.
    pub fn enable(&mut self, alarm: &str, enabled: bool) -> Result<(), HandError> {
        let unknown = || HandError::Unknown(alarm.to_owned());
        let at = *self.names.get(alarm).ok_or_else(unknown)?;
        self.live.get_mut(at).ok_or_else(unknown)?.enable(enabled);
        if let Some(kept) = &mut self.kept {
            kept.dirty(at);
        }
        Ok(())
    }

    /// Has everything that was due before a moment be done at it, once: time stood still.
    pub fn skip_to(&mut self, moment: Timestamp) {
        for at in 0..self.live.len() {
            let next = self.live.get(at).and_then(super::live::Live::next);
            if next.is_some_and(|next| next < moment) {
                self.schedule(at, moment);
            }
        }
    }
}
