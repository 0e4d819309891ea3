//! An alarm with its state, of either kind.

use super::feed::Feed;
use super::room::Room;
use super::told::{Due, Told};
use crate::alarms::{
    ChildState, CompositeAlarm, Identity, MetricAlarm, Notifier, Notify, StateRecord, Step,
    Suppressor, Watched, action_payload, state_change,
};
use crate::base::ids::RuleId;
use crate::metrics::Memory;
use jiff::Timestamp;

/// An alarm.
#[derive(Debug)]
pub(super) struct Live {
    pub rule: RuleId,
    pub identity: Identity,
    pub watched: Watched,
    pub rank: u32,
    pub kind: Kind,
    /// The state before the one that it is in.
    pub previous: StateRecord,
    /// Since when it is configured as it is.
    pub configured: Timestamp,
    /// Whether its actions run, where somebody said so after it was configured.
    pub enabled: Option<bool>,
    /// The rule that it is made of, by its place.
    pub made: usize,
}

/// Its kind.
#[derive(Debug)]
pub(super) enum Kind {
    /// On metrics, with what it reads.
    Metric(Box<(MetricAlarm, Feed)>),
    /// Over other alarms.
    Composite(Box<CompositeAlarm>),
}

impl Live {
    pub fn new(
        rule: RuleId,
        identity: Identity,
        watched: Watched,
        kind: Kind,
        rank: u32,
        at: Timestamp,
    ) -> Self {
        let previous = StateRecord::created(at);
        let (configured, enabled, made) = (at, None, 0);
        Self { rule, identity, watched, rank, kind, previous, configured, enabled, made }
    }

    /// Who is told of its changes.
    pub fn notify(&self) -> &Notify {
        match &self.kind {
            Kind::Metric(metric) => &metric.0.settings().notify,
            Kind::Composite(alarm) => &alarm.settings().notify,
        }
    }

    /// Lets its actions run, or not, until it is configured anew.
    pub fn enable(&mut self, enabled: bool) {
        self.enabled = Some(enabled);
        match &mut self.kind {
            Kind::Metric(metric) => metric.0.enable(enabled),
            Kind::Composite(alarm) => alarm.enable(enabled),
        }
    }

    /// What is to be written besides changes of state, to see whether it changed.
    pub fn rest(&self) -> (bool, Notifier, Suppressor) {
        match &self.kind {
            Kind::Metric(metric) => {
                (metric.0.is_warm(), metric.0.notifier().clone(), Suppressor::default())
            }
            Kind::Composite(alarm) => (true, alarm.notifier().clone(), *alarm.suppressor()),
        }
    }

    /// When it next has something to do by itself.
    pub fn next(&self) -> Option<Timestamp> {
        match &self.kind {
            // At the end of time nothing is to be done.
            Kind::Metric(metric) => Some(metric.0.next()).filter(|at| *at < Timestamp::MAX),
            Kind::Composite(alarm) => alarm.next(),
        }
    }

    /// The state that it is in.
    pub fn record(&self) -> &StateRecord {
        match &self.kind {
            Kind::Metric(metric) => metric.0.state(),
            Kind::Composite(alarm) => alarm.state(),
        }
    }

    pub fn step(
        &mut self,
        now: Timestamp,
        store: &Memory,
        room: &mut Room,
        states: &dyn Fn(&str) -> Option<ChildState>,
    ) -> Step {
        match &mut self.kind {
            Kind::Composite(alarm) => alarm.step(now, states),
            Kind::Metric(metric) => {
                let (alarm, feed) = &mut **metric;
                let evaluates = alarm.evaluates(now);
                if evaluates {
                    feed.read(store, now, room);
                }
                let step = alarm.step_over(now, &room.points);
                // Without data nothing changes before data come.
                if evaluates
                    && alarm.is_warm()
                    && step.transition.is_none()
                    && let Some(moment) = feed.rests_until(store, room)
                {
                    alarm.rest_until(moment);
                }
                step
            }
        }
    }

    /// Data came; the next moment at which there is something to do, if that is another one now.
    pub fn wake(&mut self, moment: Timestamp) -> Option<Timestamp> {
        let Kind::Metric(metric) = &mut self.kind else { return None };
        let before = metric.0.next();
        metric.0.wake(moment);
        let next = metric.0.next();
        (next != before).then_some(next)
    }

    /// What is wrong with its data, once.
    pub fn fault(&mut self) -> Option<String> {
        match &mut self.kind {
            Kind::Metric(metric) => metric.1.fault(),
            Kind::Composite(_) => None,
        }
    }

    /// What is to be told of a step.
    pub fn told(&mut self, step: Step, now: Timestamp) -> Option<Told> {
        if step.transition.is_none() && step.due.is_empty() {
            return None;
        }
        if let Some(change) = &step.transition {
            self.previous = change.from.clone();
        }
        let payload = |due| {
            let record = self.record();
            let text = action_payload(&self.identity, &self.watched, record, &self.previous, &due);
            Due {
                state: due.state,
                payload: text.into(),
                after_mute: due.after_mute,
                repeated: due.repeated,
            }
        };
        let due = step.due.into_iter().map(payload).collect();
        let change = step.transition.map(|change| {
            let event = state_change(&self.identity, &self.watched, &change);
            Box::new((change, event))
        });
        Some(Told {
            rule: self.rule,
            alarm: self.identity.name.as_str().into(),
            at: now,
            change,
            due,
        })
    }
}
