//! An alarm whose rule looks at other alarms, moved through time. The states of the others are
//! the caller's, who steps alarms in the order of `rule::evaluation_order`.

use super::metric::Step;
use super::notify::{Notifier, Notify};
use super::rule::{AlarmRule, name_of};
use super::state::{AlarmState, StateRecord, Transition};
use super::suppress::{Suppression, Suppressor};
use super::triggers::{Cause, ChildState, data, sentence};
use jiff::Timestamp;
use std::sync::Arc;

/// What a composite alarm is told.
#[derive(Debug, Clone, PartialEq)]
pub struct CompositeSettings {
    /// When it is in ALARM.
    pub rule: AlarmRule,
    /// What holds its actions back.
    pub suppression: Option<Suppression>,
    /// Who is told of changes.
    pub notify: Notify,
}

/// A composite alarm with its state.
#[derive(Debug, Clone, PartialEq)]
pub struct CompositeAlarm {
    settings: Arc<CompositeSettings>,
    arn: String,
    record: StateRecord,
    notifier: Notifier,
    suppressor: Suppressor,
    cause: Cause,
}

impl CompositeAlarm {
    /// A new alarm, in INSUFFICIENT_DATA until its first step.
    #[must_use]
    pub fn new(settings: Arc<CompositeSettings>, arn: String, created: Timestamp) -> Self {
        Self {
            settings,
            arn,
            record: StateRecord::created(created),
            notifier: Notifier::default(),
            suppressor: Suppressor::default(),
            cause: Cause::Created,
        }
    }

    /// An alarm that was stored: its state, what waits to be told, and what is held back.
    #[must_use]
    pub fn restore(
        settings: Arc<CompositeSettings>,
        arn: String,
        record: StateRecord,
        notifier: Notifier,
        suppressor: Suppressor,
    ) -> Self {
        Self { settings, arn, record, notifier, suppressor, cause: Cause::Child }
    }

    /// Lets its actions run, or not; evaluation goes on.
    pub fn enable(&mut self, enabled: bool) {
        Arc::make_mut(&mut self.settings).notify.enabled = enabled;
    }

    /// Replaces the whole configuration; the state stays until the next step.
    pub fn update(
        &mut self,
        settings: Arc<CompositeSettings>,
        now: Timestamp,
        child: &dyn Fn(&str) -> Option<ChildState>,
    ) -> Step {
        let named = |settings: &CompositeSettings| {
            settings.suppression.as_ref().map(|s| name_of(&s.alarm).to_owned())
        };
        let other = named(&self.settings) != named(&settings);
        self.settings = settings;
        self.changed(other, now, child)
    }

    /// Its configuration is another one since it was stored, and perhaps its suppressor is
    /// (`other`): as after [`update`](Self::update).
    pub fn changed(
        &mut self,
        other: bool,
        now: Timestamp,
        child: &dyn Fn(&str) -> Option<ChildState>,
    ) -> Step {
        let mut step = Step::default();
        self.cause = Cause::Updated;
        if other && self.suppressor.replaced(self.suppressor_in_alarm(child)) {
            self.tell(now, &mut step);
        }
        step
    }

    /// What it is told.
    #[must_use]
    pub fn settings(&self) -> &Arc<CompositeSettings> {
        &self.settings
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> &StateRecord {
        &self.record
    }

    /// What waits to be told, to be stored with the state.
    #[must_use]
    pub fn notifier(&self) -> &Notifier {
        &self.notifier
    }

    /// What is held back, to be stored with the state.
    #[must_use]
    pub fn suppressor(&self) -> &Suppressor {
        &self.suppressor
    }

    /// When `step` next has something to do if no other alarm changes before.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        let told = self.notifier.next().filter(|_| !self.quiet());
        match (told, self.suppressor.next()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Looks at the other alarms (`child` gives the state of a name, `None` for one that is not
    /// there, which counts as INSUFFICIENT_DATA) and finds the actions that are due.
    pub fn step(&mut self, now: Timestamp, child: &dyn Fn(&str) -> Option<ChildState>) -> Step {
        let settings = Arc::clone(&self.settings);
        let mut step = Step::default();
        if self.suppressor.tick(now) {
            self.tell(now, &mut step);
        }
        if let Some(rule) = &settings.suppression {
            let in_alarm = self.suppressor_in_alarm(child);
            if self.suppressor.suppressor_is(rule, in_alarm, now) {
                self.tell(now, &mut step);
            }
        }
        self.evaluate(now, child, &mut step);
        if !self.quiet() {
            step.due.extend(self.notifier.tick(&settings.notify, self.record.value, now));
        }
        step
    }

    fn evaluate(
        &mut self,
        now: Timestamp,
        child: &dyn Fn(&str) -> Option<ChildState>,
        step: &mut Step,
    ) {
        let settings = Arc::clone(&self.settings);
        let children: Vec<Option<ChildState>> =
            settings.rule.children().iter().map(|c| child(&c.name)).collect();
        let state = |index: usize| {
            let known = children.get(index).and_then(Option::as_ref);
            known.map_or(AlarmState::InsufficientData, |child| child.value)
        };
        let cause = std::mem::replace(&mut self.cause, Cause::Child);
        let value = if settings.rule.holds(&state) { AlarmState::Alarm } else { AlarmState::Ok };
        if value == self.record.value {
            return;
        }
        let seen: Vec<&ChildState> = if cause == Cause::Child {
            let seen = settings.rule.witnesses(&state);
            seen.iter().filter_map(|index| children.get(*index)?.as_ref()).collect()
        } else {
            children.iter().flatten().collect()
        };
        let reason = sentence(&self.arn, cause, value, &children);
        self.enter(value, reason, data(seen), now, step);
    }

    /// Sets the state by hand; it lasts until the rule comes to another one.
    pub fn set_state(
        &mut self,
        value: AlarmState,
        reason: &str,
        data: Option<&str>,
        now: Timestamp,
    ) -> Result<Step, super::SetError> {
        super::SetError::check(reason, data)?;
        let mut step = Step::default();
        if value == self.record.value {
            self.record.reason = reason.to_owned();
            self.record.reason_data = data.map(str::to_owned);
        } else {
            self.enter(value, reason.to_owned(), data.map(str::to_owned), now, &mut step);
        }
        Ok(step)
    }

    fn enter(
        &mut self,
        value: AlarmState,
        reason: String,
        reason_data: Option<String>,
        now: Timestamp,
        step: &mut Step,
    ) {
        let settings = Arc::clone(&self.settings);
        let rule = settings.suppression.as_ref();
        let run = rule.is_none_or(|rule| self.suppressor.main_changed(rule, now));
        let suppressed_by = self.suppressor.held_by();
        let to = StateRecord { value, reason, reason_data, at: now, suppressed_by };
        let from = std::mem::replace(&mut self.record, to.clone());
        step.transition = Some(Transition { from, to });
        if run {
            self.tell(now, step);
        }
    }

    fn tell(&mut self, now: Timestamp, step: &mut Step) {
        let state = self.record.value;
        step.due.extend(self.notifier.offer(&self.settings.notify, state, now));
    }

    /// Is nothing told now, because of the suppressor?
    fn quiet(&self) -> bool {
        self.suppressor.in_alarm() || self.suppressor.held_by().is_some()
    }

    fn suppressor_in_alarm(&self, child: &dyn Fn(&str) -> Option<ChildState>) -> bool {
        let rule = self.settings.suppression.as_ref();
        rule.and_then(|rule| child(name_of(&rule.alarm)))
            .is_some_and(|suppressor| suppressor.value == AlarmState::Alarm)
    }
}
