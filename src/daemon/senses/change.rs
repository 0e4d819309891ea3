//! Other rules.

use super::{Heard, Inputs, Senses};
use crate::monitor::{Changed, Told};
use jiff::Timestamp;
use std::sync::Arc;

impl Senses {
    /// Follows other rules from `now` on, and tells what was due until then and what has changed.
    /// Alarms and baselines of the same name and content go on; changed alarms keep their states and
    /// are evaluated anew, changed baselines begin anew; data stay. Everything that was sensed by the
    /// rules before is to be taken before.
    pub fn reload(&mut self, inputs: &Inputs, now: Timestamp) -> Vec<Heard> {
        let mut all = self.advance(now);
        self.listening = Arc::clone(&inputs.listening);
        self.minutes.follow(&inputs.listening);
        self.rates.follow(inputs);
        let changes = self.monitor.reload(&inputs.alarms, inputs.first_alarm, self.clock);
        self.changed(changes);
        all.extend(self.advance(now));
        all
    }

    /// Has changes be told next.
    pub(super) fn changed(&mut self, (changes, told): (Vec<Changed>, Vec<Told>)) {
        let changes = changes.into_iter().map(|changed| Heard::Configured(Box::new(changed)));
        self.waiting.extend(changes);
        self.waiting.extend(told.into_iter().map(Heard::Alarm));
    }
}
