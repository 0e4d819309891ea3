//! Alarms that no case had fire, or had not fire.

use crate::alarms::AlarmState;
use crate::base::ids::RuleId;
use crate::rules::Bundle;

/// The states that cases showed of the alarms of a bundle.
#[derive(Debug, Default)]
pub struct AlarmCoverage {
    first: usize,
    alarms: Vec<Shown>,
}

#[derive(Debug)]
struct Shown {
    name: String,
    fired: bool,
    calm: bool,
}

impl AlarmCoverage {
    /// Nothing shown yet.
    #[must_use]
    pub fn new(bundle: &Bundle) -> Self {
        let shown = |name: &String| Shown { name: name.clone(), fired: false, calm: false };
        let alarms = bundle.alarms.iter().map(|alarm| shown(&alarm.header.name)).collect();
        Self { first: bundle.first_alarm(), alarms }
    }

    /// Takes note of a state that an alarm came into.
    pub fn state(&mut self, alarm: RuleId, state: AlarmState) {
        let at = alarm.index().checked_sub(self.first);
        if let Some(shown) = at.and_then(|at| self.alarms.get_mut(at)) {
            shown.fired |= state == AlarmState::Alarm;
            shown.calm |= state == AlarmState::Ok;
        }
    }

    /// Alarms that were shown in ALARM and in OK, and all.
    #[must_use]
    pub fn both_ways(&self) -> (usize, usize) {
        let both = self.alarms.iter().filter(|shown| shown.fired && shown.calm);
        (both.count(), self.alarms.len())
    }

    /// What was not shown, by alarm.
    pub fn gaps(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.alarms.iter().flat_map(|shown| {
            let fired = (!shown.fired).then_some((shown.name.as_str(), "never in ALARM"));
            let calm = (!shown.calm).then_some((shown.name.as_str(), "never in OK"));
            fired.into_iter().chain(calm)
        })
    }
}
