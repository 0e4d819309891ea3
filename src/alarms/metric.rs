//! An alarm on a metric, moved through time: when it is evaluated, what it reads, and what comes
//! of it. The clock and the points are the caller's.

use super::judge::{Judgement, judge};
use super::notify::{ActionsDue, Notifier};
use super::point::Point;
use super::reason::{Reason, reason};
use super::settings::AlarmSettings;
use super::state::{AlarmState, StateRecord, Transition};
use super::window::{Slot, next_evaluation, slots};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// The change of state, if there was one.
    pub transition: Option<Transition>,
    /// The actions to run now.
    pub due: Vec<ActionsDue>,
}

/// An evaluation with all that it looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The points of the evaluation range, oldest first.
    pub points: Vec<Point>,
    /// What they come to.
    pub judgement: Judgement,
    /// The state that the alarm has then.
    pub state: AlarmState,
    /// Why.
    pub reason: Reason,
    /// Was the alarm still warming up, so that none of this counts?
    pub warming_up: bool,
}

/// What is wrong with a state that is set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Over 1,023 characters of reason.
    #[error("a state reason has at most 1023 characters")]
    Reason,
    /// Over 4,000 characters of reason data.
    #[error("state reason data has at most 4000 characters")]
    Data,
}

impl SetError {
    /// Looks at the texts of a state that is set by hand.
    ///
    /// # Errors
    /// When one is too long.
    pub fn check(reason: &str, data: Option<&str>) -> Result<(), Self> {
        if reason.chars().nth(1023).is_some() {
            return Err(Self::Reason);
        }
        let long = data.is_some_and(|data| data.chars().nth(4000).is_some());
        if long { Err(Self::Data) } else { Ok(()) }
    }
}

/// An alarm on a metric, an expression or a band, with its state.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricAlarm {
    settings: Arc<AlarmSettings>,
    created: Timestamp,
    record: StateRecord,
    notifier: Notifier,
    next: Timestamp,
    warm: bool,
    slots: Vec<Slot>,
    points: Vec<Point>,
}

impl MetricAlarm {
    /// A new alarm, with settings that `AlarmSettings::check` takes. Data from before count too.
    #[must_use]
    pub fn new(settings: Arc<AlarmSettings>, created: Timestamp) -> Self {
        let record = StateRecord::created(created);
        let warm = settings.warm_up.is_none();
        let next = next_evaluation(&settings, created);
        let (slots, points) = (Vec::new(), Vec::new());
        let notifier = Notifier::default();
        Self { settings, created, record, notifier, next, warm, slots, points }
    }

    /// An alarm that was stored: when it was made, its state, and what waits to be told.
    #[must_use]
    pub fn restore(
        settings: Arc<AlarmSettings>,
        created: Timestamp,
        record: StateRecord,
        notifier: Notifier,
        now: Timestamp,
    ) -> Self {
        let next = next_evaluation(&settings, now);
        Self { record, notifier, next, ..Self::new(settings, created) }
    }

    /// That its warm-up is over, or that it had none.
    #[must_use]
    pub fn warmed(self, warm: bool) -> Self {
        Self { warm: self.warm || warm, ..self }
    }

    /// Lets its actions run, or not; evaluation goes on.
    pub fn enable(&mut self, enabled: bool) {
        Arc::make_mut(&mut self.settings).notify.enabled = enabled;
    }

    /// When it was made.
    #[must_use]
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// Replaces the whole configuration; the state stays.
    pub fn update(&mut self, settings: Arc<AlarmSettings>, now: Timestamp) {
        self.next = next_evaluation(&settings, now);
        self.warm |= settings.warm_up.is_none();
        self.settings = settings;
    }

    /// What it is told.
    #[must_use]
    pub fn settings(&self) -> &Arc<AlarmSettings> {
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

    /// Is its warm-up over, or had it none?
    #[must_use]
    pub fn is_warm(&self) -> bool {
        self.warm
    }

    /// Would a step at `now` evaluate, rather than only tell of what waits?
    #[must_use]
    pub fn evaluates(&self, now: Timestamp) -> bool {
        now >= self.next
    }

    /// Puts the next evaluation off to the first one after a moment, where nothing can change before.
    pub fn rest_until(&mut self, moment: Timestamp) {
        self.next = self.next.max(next_evaluation(&self.settings, moment));
    }

    /// Has the next evaluation be the first one after a moment, if it is later.
    pub fn wake(&mut self, moment: Timestamp) {
        self.next = self.next.min(next_evaluation(&self.settings, moment));
    }

    /// When `step` next has something to do.
    #[must_use]
    pub fn next(&self) -> Timestamp {
        self.notifier.next().map_or(self.next, |at| at.min(self.next))
    }

    /// Evaluates, if it is time, and finds the actions that are due. `read` gives the point of a
    /// period; it is asked for the whole evaluation range, oldest first. A clock that jumps ahead
    /// makes one evaluation, not many.
    pub fn step(&mut self, now: Timestamp, read: &mut dyn FnMut(Slot) -> Point) -> Step {
        if now < self.next {
            return self.step_over(now, &[]);
        }
        let mut points = std::mem::take(&mut self.points);
        slots(&self.settings, now, &mut self.slots);
        points.clear();
        points.extend(self.slots.iter().map(|slot| read(*slot)));
        let step = self.step_over(now, &points);
        self.points = points;
        step
    }

    /// [`step`](Self::step) over points that were read: those of the periods that `slots` gives for
    /// this moment, oldest first. None are needed where it does not evaluate.
    pub fn step_over(&mut self, now: Timestamp, points: &[Point]) -> Step {
        let mut step = Step::default();
        if now >= self.next {
            self.next = next_evaluation(&self.settings, now);
            if let Some(record) = self.evaluate(now, points) {
                self.enter(record, &mut step);
            }
        }
        // After the evaluation, so that what is told is the state that holds now.
        step.due.extend(self.notifier.tick(&self.settings.notify, self.record.value, now));
        step
    }

    /// The state that the alarm comes into, if it is another one.
    fn evaluate(&mut self, now: Timestamp, points: &[Point]) -> Option<StateRecord> {
        let judgement = judge(&self.settings, points);
        if self.warming_up(&judgement, now) {
            return None;
        }
        self.warm = true;
        let value = judgement.state.filter(|state| *state != self.record.value)?;
        let why = reason(&self.settings, &judgement, value, points, now);
        let (reason, reason_data) = (why.text, Some(why.data));
        Some(StateRecord { value, reason, reason_data, at: now, suppressed_by: None })
    }

    /// Steps through all that happens up to and at `until`, and hands every step to `each`.
    pub fn run(
        &mut self,
        until: Timestamp,
        read: &mut dyn FnMut(Slot) -> Point,
        each: &mut dyn FnMut(Timestamp, &StateRecord, Step),
    ) {
        while self.next() <= until {
            let now = self.next();
            let step = self.step(now, read);
            each(now, &self.record, step);
            // At the end of time there is no later evaluation.
            if self.next() <= now {
                return;
            }
        }
    }

    /// Sets the state by hand; it lasts until the next evaluation.
    pub fn set_state(
        &mut self,
        state: AlarmState,
        reason: &str,
        data: Option<&str>,
        now: Timestamp,
    ) -> Result<Step, SetError> {
        SetError::check(reason, data)?;
        self.wake(now);
        let mut step = Step::default();
        let record = StateRecord {
            value: state,
            reason: reason.to_owned(),
            reason_data: data.map(str::to_owned),
            at: now,
            suppressed_by: None,
        };
        if state == self.record.value {
            self.record = record;
        } else {
            self.enter(record, &mut step);
        }
        Ok(step)
    }

    /// What an evaluation at `now` would see and say; nothing changes.
    #[must_use]
    pub fn look(&self, now: Timestamp, read: &mut dyn FnMut(Slot) -> Point) -> Look {
        let mut tried = self.clone();
        let judgement = tried.read(now, read);
        let warming_up = tried.warming_up(&judgement, now);
        let state = judgement.state.filter(|_| !warming_up).unwrap_or(self.record.value);
        let reason = reason(&self.settings, &judgement, state, &tried.points, now);
        Look { points: tried.points, judgement, state, reason, warming_up }
    }

    fn read(&mut self, now: Timestamp, read: &mut dyn FnMut(Slot) -> Point) -> Judgement {
        slots(&self.settings, now, &mut self.slots);
        self.points.clear();
        self.points.extend(self.slots.iter().map(|slot| read(*slot)));
        judge(&self.settings, &self.points)
    }

    /// Does the alarm still wait for its data?
    fn warming_up(&self, judgement: &Judgement, now: Timestamp) -> bool {
        let Some(warm_up) = self.settings.warm_up.filter(|_| !self.warm) else { return false };
        let time = SignedDuration::try_from(warm_up.time).unwrap_or(SignedDuration::MAX);
        let over = self.created.checked_add(time).is_ok_and(|end| now >= end);
        let full = judgement.real >= self.settings.evaluation_periods as usize;
        !over && (warm_up.whole || !full)
    }

    fn enter(&mut self, record: StateRecord, step: &mut Step) {
        let from = std::mem::replace(&mut self.record, record);
        let to = self.record.clone();
        step.due.extend(self.notifier.offer(&self.settings.notify, to.value, to.at));
        step.transition = Some(Transition { from, to });
    }
}
