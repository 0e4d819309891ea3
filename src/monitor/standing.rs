//! How alarms stand, for those who ask.

use super::Monitor;
use super::live::{Kind, Live};
use crate::alarms::{AlarmSettings, CompositeSettings, Identity, Notify, StateRecord, Watched};
use crate::base::ids::RuleId;
use crate::metrics::Memory;
use crate::rules::MetricWatch;
use jiff::Timestamp;

/// An alarm as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'m> {
    /// Its rule.
    pub rule: RuleId,
    /// Its name, and where it is.
    pub identity: &'m Identity,
    /// What it watches, as events tell it.
    pub watched: &'m Watched,
    /// Its state.
    pub state: &'m StateRecord,
    /// How it is evaluated; a composite alarm has none.
    pub settings: Option<&'m AlarmSettings>,
    /// What it reads; a composite alarm has none.
    pub watch: Option<&'m MetricWatch>,
    /// The rule over other alarms; an alarm on metrics has none.
    pub composite: Option<&'m CompositeSettings>,
    /// Who is told of changes, and whether anybody is.
    pub notify: &'m Notify,
    /// Since when it is configured as it is.
    pub configured: Timestamp,
    /// How much of its band is learnt, in AWS's words.
    pub training: Option<&'static str>,
}

impl<'m> Standing<'m> {
    fn of(live: &'m Live) -> Self {
        let (settings, watch, composite, training) = match &live.kind {
            Kind::Metric(metric) => {
                let (alarm, feed) = &**metric;
                (Some(&**alarm.settings()), Some(feed.watch()), None, feed.training())
            }
            Kind::Composite(alarm) => (None, None, Some(&**alarm.settings()), None),
        };
        Self {
            rule: live.rule,
            identity: &live.identity,
            watched: &live.watched,
            state: live.record(),
            settings,
            watch,
            composite,
            notify: live.notify(),
            configured: live.configured,
            training,
        }
    }
}

impl Monitor {
    /// All alarms as they stand, in the order in which they were made.
    pub fn standing(&self) -> impl Iterator<Item = Standing<'_>> {
        self.live.iter().map(Standing::of)
    }

    /// One alarm as it stands.
    #[must_use]
    pub fn standing_of(&self, alarm: &str) -> Option<Standing<'_>> {
        self.live_of(alarm).map(Standing::of)
    }

    /// The datapoints, to be written.
    pub fn store_mut(&mut self) -> &mut Memory {
        &mut self.store
    }
}
