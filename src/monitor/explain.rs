//! Why an alarm is in its state at a moment: what it looked at, what was filled in, what it comes to.

use super::Monitor;
use super::live::Kind;
use crate::alarms::{AlarmState, Look};
use jiff::Timestamp;

/// What an alarm sees at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// The alarm.
    pub alarm: String,
    /// The state that it is in.
    pub state: AlarmState,
    /// Since when.
    pub since: Timestamp,
    /// Why it came into it.
    pub reason: String,
    /// What it sees.
    pub seen: Seen,
}

/// What an alarm sees.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// Periods of a metric, and how much of its band is learnt.
    Periods(Box<Look>, Option<&'static str>),
    /// The states of other alarms, by name; `None` for one that is not there.
    Alarms(Vec<(String, Option<AlarmState>)>),
}

impl Monitor {
    /// What an alarm would see and say at a moment; nothing changes but what is learnt.
    pub fn look(&mut self, alarm: &str, now: Timestamp) -> Option<Looked> {
        let at = *self.names.get(alarm)?;
        let states = match &self.live.get(at)?.kind {
            Kind::Composite(composite) => {
                let children = composite.settings().rule.children().iter();
                children.map(|c| (c.name.clone(), self.state(&c.name))).collect()
            }
            Kind::Metric(_) => Vec::new(),
        };
        let Self { live, store, room, .. } = self;
        let live = live.get_mut(at)?;
        let record = live.record().clone();
        let seen = match &mut live.kind {
            Kind::Composite(_) => Seen::Alarms(states),
            Kind::Metric(metric) => {
                let (alarm, feed) = &mut **metric;
                feed.read(store, now, room);
                let look = alarm.look(now, &mut |slot| room.point(slot));
                Seen::Periods(Box::new(look), feed.training())
            }
        };
        let alarm = live.identity.name.clone();
        let (state, since, reason) = (record.value, record.at, record.reason);
        Some(Looked { alarm, state, since, reason, seen })
    }
}
