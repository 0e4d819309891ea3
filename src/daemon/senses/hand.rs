//! What people do to alarms, and what is forgotten with time.

use super::history::old_items;
use super::{Heard, Senses};
use crate::alarms::{AlarmState, SetError};
use crate::monitor::HandError;
use crate::store::{Kv, StoreError};
use jiff::Timestamp;

impl Senses {
    /// Sets the state of an alarm, until its next evaluation. Tells what was due until `now`, the
    /// change, and what other alarms make of it.
    ///
    /// # Errors
    /// When there is no such alarm, or a text is too long; then nothing else was done either.
    pub fn set_state(
        &mut self,
        alarm: &str,
        state: AlarmState,
        reason: &str,
        data: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<Heard>, HandError> {
        SetError::check(reason, data)?;
        if self.state(alarm).is_none() {
            return Err(HandError::Unknown(alarm.to_owned()));
        }
        let mut all = self.advance(now);
        let told = self.monitor.set_state(alarm, state, reason, data, self.clock)?;
        self.waiting.extend(told.map(Heard::Alarm));
        all.extend(self.advance(now));
        Ok(all)
    }

    /// Lets the actions of an alarm run, or not, until the alarm is configured anew.
    ///
    /// # Errors
    /// When there is no such alarm.
    pub fn enable_actions(&mut self, alarm: &str, enabled: bool) -> Result<(), HandError> {
        self.monitor.enable(alarm, enabled)
    }

    /// Rolls up and forgets what is older than it is kept. Costs a look at all data: about once an
    /// hour.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn forget_before(&mut self, kv: &dyn Kv, now: Timestamp) -> Result<(), StoreError> {
        let longest = self.bounds.data.as_secs();
        self.monitor.forget(longest, now.max(self.clock), self.clock);
        self.rates.forget();
        let oldest = now.checked_sub(self.bounds.history).unwrap_or(Timestamp::MIN);
        self.made.extend(old_items(kv, oldest)?);
        Ok(())
    }
}
