//! One worker: records of a chunk to the rules that match them.

use super::archived::{Archived, archives};
use super::change;
use super::duplicates::key;
use super::event::make;
use super::items::Judge;
use super::routes::Routes;
use super::samples::{self, Samples};
use super::watch::{Listener, Listening, Sensed};
use crate::audit::{Assessed, Auditor, Spot};
use crate::base::ids::RuleId;
use crate::engine::{EventView, RecordPlan, Scratch, Words};
use crate::graph::Plan;
use crate::items::is_change_event;
use crate::model::{Effect, Fault, FaultKind, Match, Place, RuleState};
use crate::rules::{Bundle, EventRule};
use crate::sources::{Chunk, Form, Record, cloudtrail, is_log_name, text_at};
use std::ops::Range;
use std::sync::Arc;

/// What becomes of read-only management events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gate {
    /// As AWS does: rules in the plain state `enabled` do not see them.
    Aws,
    /// Every rule sees every event.
    #[default]
    Off,
}

/// The rules of a run, ready for matching.
#[derive(Debug)]
pub struct Rules {
    /// The plan of the enabled rules of the bus.
    pub plan: Plan,
    /// How CloudTrail records are matched without writing their events.
    pub records: RecordPlan,
    /// The state of every rule of the bundle, by id.
    pub states: Vec<RuleState>,
    /// What the gate does.
    pub gate: Gate,
    /// Where matches go.
    pub routes: Routes,
    /// The account of events whose inputs name none.
    pub account: Option<String>,
    /// Judges configuration items; `None` without compliance rules.
    pub auditor: Option<Arc<Auditor>>,
    /// Metric filters, and what alarms want to know; `None` without either.
    pub listening: Option<Arc<Listening>>,
    /// The node of the first archive in the plan, behind the rules and the metric filters.
    pub first_archive: usize,
    /// The time of the run, in milliseconds since 1970: lines of logs whose times have no year are
    /// near it.
    pub now: i64,
}

/// May a rule or a metric filter on this bus hear of changed results of compliance rules?
#[must_use]
pub fn hears_compliance(bundle: &Bundle, bus: &str) -> bool {
    let on = |rule: &EventRule| rule.bus == bus && rule.state != RuleState::Disabled;
    let rules = bundle.rules.iter().filter(|rule| on(rule)).map(|rule| &rule.pattern);
    let filters = bundle.event_filters().filter(|(own, _)| *own == bus).map(|(_, pattern)| pattern);
    rules.chain(filters).any(change::may_match_compliance)
}

/// What became of one record.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The number of its `eventID`, for records that may come twice.
    pub id: Option<u128>,
    /// The effects.
    pub effects: Vec<Effect>,
    /// Would AWS have withheld it from enabled rules?
    pub withheld: bool,
    /// Was it an event at all?
    pub event: bool,
    /// Was it a configuration item?
    pub item: bool,
    /// What could be said of that item by itself.
    pub assessed: Option<Box<Assessed>>,
    /// Of an item that was not read: its account, where accounts count.
    pub passed: Option<Box<(Option<String>, Spot)>>,
    /// What it means to alarms.
    pub sensed: Sensed,
    /// The event, if archives keep it.
    pub archived: Option<Box<Archived>>,
    /// Something worth knowing about it.
    pub note: Option<String>,
}

/// Evaluates records; one a thread.
#[derive(Debug)]
pub struct Worker {
    rules: Arc<Rules>,
    scratch: Scratch,
    view: EventView,
    event: Vec<u8>,
    judge: Judge,
    listener: Option<Listener>,
    samples: Samples,
}

impl Worker {
    /// A worker for these rules.
    #[must_use]
    pub fn new(rules: Arc<Rules>) -> Self {
        let scratch = Scratch::new(&rules.plan);
        let listener = rules.listening.clone().map(Listener::new);
        let (view, event, judge, samples) = Default::default();
        Self { rules, scratch, view, event, judge, listener, samples }
    }

    /// Evaluates the records of a chunk, in order.
    pub fn chunk(&mut self, chunk: &Chunk) -> Vec<Verdict> {
        chunk.records.iter().map(|record| self.record(chunk, record)).collect()
    }

    fn record(&mut self, chunk: &Chunk, record: &Record) -> Verdict {
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        let matched = match record.form {
            Form::Config => return self.config(chunk, record),
            Form::CloudTrail => self.cloudtrail(bytes),
            Form::Metrics | Form::MetricRow => {
                let (data, effects) = self.samples.read(chunk, record);
                let idle = self.listener.is_none() && record.index == 0;
                let note = idle.then(|| "datapoints: there is no alarm to look at them".to_owned());
                let sensed = Sensed { data, ..Sensed::default() };
                return Verdict { sensed, effects, note, ..Verdict::default() };
            }
            Form::Log => return self.log(chunk, record),
            Form::Events | Form::S3 => self.event(bytes, record.form),
        };
        let mut verdict = self.conclude(chunk, record, matched);
        if record.form == Form::Events && self.is_log_line(chunk, bytes) {
            let line = self.log(chunk, record);
            verdict.effects.extend(line.effects);
            verdict.sensed.join(line.sensed);
        }
        match &self.rules.auditor {
            Some(auditor) if record.form == Form::Events && is_change_event(bytes) => {
                let item = self.judge.record(Some(auditor), chunk, record, &mut Vec::new());
                let mut effects = verdict.effects;
                effects.extend(item.effects);
                Verdict { item: item.item, assessed: item.assessed, effects, ..verdict }
            }
            _ => verdict,
        }
    }

    /// Is an event a line of a log, too: one of a file that is named as a log, without the envelope
    /// of an event?
    fn is_log_line(&self, chunk: &Chunk, event: &[u8]) -> bool {
        let listens = self.listener.as_ref().is_some_and(Listener::hears_logs);
        listens && is_log_name(&chunk.input) && text_at(event, "detail-type").is_none()
    }

    /// A line of a log, or a document of log events.
    fn log(&mut self, chunk: &Chunk, record: &Record) -> Verdict {
        let mut verdict = Verdict::default();
        let now = self.rules.now;
        // Once an input: there may be millions of lines.
        if record.form == Form::Log
            && record.index == 0
            && !self.listener.as_ref().is_some_and(Listener::hears_logs)
        {
            verdict.note = Some("lines of a log: no metric filter looks at logs".to_owned());
        }
        let Some(listener) = &mut self.listener else { return verdict };
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        match listener.log(Some(&chunk.input), bytes, Some(now), &mut verdict.sensed) {
            Ok(faults) => verdict.effects.extend(samples::told(chunk, record, faults)),
            Err(message) => {
                verdict.effects.push(fault(chunk, record, FaultKind::Record, message));
            }
        }
        verdict
    }

    /// An item, or a message with one; a notification is matched as an event, too.
    fn config(&mut self, chunk: &Chunk, record: &Record) -> Verdict {
        let mut event = std::mem::take(&mut self.event);
        event.clear();
        let verdict = self.judge.record(self.rules.auditor.as_deref(), chunk, record, &mut event);
        self.event = event;
        if self.event.is_empty() {
            return verdict;
        }
        let event = std::mem::take(&mut self.event);
        let matched = self.matching(&event);
        self.event = event;
        let heard = self.conclude(chunk, record, matched);
        let mut effects = verdict.effects;
        effects.extend(heard.effects);
        let Verdict { event, sensed, archived, .. } = heard;
        Verdict { effects, event, sensed, archived, ..verdict }
    }

    /// What becomes of an event that rules brought forth: of a changed result, of an alarm.
    pub(super) fn hear(&mut self, text: &[u8], origin: Origin<'_>) -> (Vec<Effect>, Sensed) {
        self.event.clear();
        self.event.extend_from_slice(text);
        let matched = self.matching(text);
        let start = Place { offset: 0, line: 1, column: 1 };
        let place = origin.place.unwrap_or(start);
        let (form, index) = (Form::Config, origin.index);
        let record = Record { start: 0, end: 0, form, index, place, quoted: false };
        let chunk = Chunk::empty(Arc::clone(origin.input));
        let verdict = self.conclude(&chunk, &record, matched);
        (verdict.effects, verdict.sensed)
    }

    /// What is to be invoked for an alarm whose actions of a state are due: the `entries` of its
    /// targets get `payload`.
    pub fn act(
        &mut self,
        alarm: RuleId,
        entries: Range<usize>,
        payload: &str,
        words: &Words,
    ) -> Vec<Effect> {
        let planned = self.rules.routes.plan_some(alarm, entries, payload.as_bytes(), words, 0);
        planned.into_iter().map(Effect::Invocation).collect()
    }

    /// What is to be told of a record that was matched.
    fn conclude(
        &mut self,
        chunk: &Chunk,
        record: &Record,
        matched: Result<(Verdict, Option<Words>), String>,
    ) -> Verdict {
        let (mut verdict, words) = match matched {
            Ok(verdict) => verdict,
            Err(message) => {
                let effect = fault(chunk, record, FaultKind::Record, message);
                return Verdict { effects: vec![effect], ..Verdict::default() };
            }
        };
        if let Some(note) = &mut verdict.note {
            *note = format!("record {}: {note}", record.index);
        }
        if let Some(words) = words {
            if record.form == Form::Events {
                verdict.withheld = withheld(&words);
            }
            self.effects(chunk, record, &words, &mut verdict);
        }
        verdict
    }

    /// Matches a record as the event that AWS would deliver of it. With the words of the event if
    /// there is something to tell of it.
    fn cloudtrail(&mut self, record: &[u8]) -> Result<(Verdict, Option<Words>), String> {
        let Rules { plan, records, .. } = &*self.rules;
        let found = records
            .read(plan, &mut self.scratch, record)
            .map_err(|e| format!("{} (byte {} of the record)", e.message, e.at))?;
        let fields = cloudtrail::Fields::of(found);
        let around = fields.around(record, &mut self.event);
        records.matches(plan, &mut self.scratch, record, &around);
        let words = self.scratch.tells().then(|| {
            let [_, id, kind, source, account, time, region] = around;
            let envelope = [id, time, source, kind, account, region];
            self.view.read_record(&self.scratch, record, envelope)
        });
        let mut verdict = Verdict {
            id: fields.event_id.map(key),
            withheld: cloudtrail::withheld(&fields),
            event: true,
            ..Verdict::default()
        };
        if let Some(listener) = &mut self.listener {
            let [.., time, _] = around;
            listener.record(self.scratch.masks(), record, time, &mut verdict.sensed);
        }
        Ok((verdict, words))
    }

    /// Matches an event, written first where the record is something else.
    fn event(&mut self, bytes: &[u8], form: Form) -> Result<(Verdict, Option<Words>), String> {
        let made = make(bytes, form, self.rules.account.as_deref(), &mut self.event)?;
        if let Some(note) = made.note {
            return Ok((Verdict { note: Some(note.to_owned()), ..Verdict::default() }, None));
        }
        if !made.built {
            return self.matching(bytes);
        }
        let event = std::mem::take(&mut self.event);
        let matched = self.matching(&event);
        self.event = event;
        matched
    }

    /// Matches an event as it is.
    fn matching(&mut self, event: &[u8]) -> Result<(Verdict, Option<Words>), String> {
        self.rules
            .plan
            .check_and_match(&mut self.scratch, event)
            .map_err(|e| format!("{} (byte {} of the record)", e.message, e.at))?;
        let words = self.scratch.tells().then(|| self.view.read(event));
        let mut verdict = Verdict { event: true, ..Verdict::default() };
        if let Some(listener) = &mut self.listener {
            listener.event(event, self.scratch.matched(), &mut verdict.sensed);
        }
        Ok((verdict, words))
    }

    fn effects(&mut self, chunk: &Chunk, record: &Record, words: &Words, verdict: &mut Verdict) {
        let routes = &self.rules.routes;
        let archives = archives(self.scratch.matched(), self.rules.first_archive);
        let sends = || self.scratch.matched().iter().any(|rule| routes.any(*rule));
        if record.form == Form::CloudTrail && (!archives.is_empty() || sends()) {
            // Records are matched without their events, which are written for targets and archives.
            let bytes = &chunk.bytes[record.start as usize..record.end as usize];
            self.event.clear();
            cloudtrail::write_event(&cloudtrail::scan(bytes), bytes, &mut self.event);
        }
        let event = match record.form {
            Form::CloudTrail
            | Form::S3
            | Form::Config
            | Form::Metrics
            | Form::MetricRow
            | Form::Log => &self.event[..],
            Form::Events => &chunk.bytes[record.start as usize..record.end as usize],
        };
        if !archives.is_empty() {
            let (time, event) = (words.time.clone(), event.into());
            verdict.archived = Some(Box::new(Archived { archives, time, event }));
        }
        let gated = self.rules.gate == Gate::Aws && verdict.withheld;
        // Behind the rules, the graph has metric filters and archives.
        let sees = |rule: &RuleId| {
            let state = self.rules.states.get(rule.index());
            state.is_some_and(|state| !gated || *state != RuleState::Enabled)
        };
        for &rule in self.scratch.matched().iter().filter(|r| sees(r)) {
            verdict.effects.push(Effect::Match(Match {
                rule,
                event_id: words.id.clone(),
                time: words.time.clone(),
                input: Arc::clone(&chunk.input),
                index: record.index,
                place: record.place,
                subject: Box::new(words.subject.clone()),
            }));
            if routes.any(rule) {
                let planned = routes.plan(rule, event, words, record.index).into_iter();
                verdict.effects.extend(planned.map(Effect::Invocation));
            }
        }
        for _ in self.scratch.exhausted() {
            let message = "too many ways to combine the elements of its arrays: a rule could not \
                           be decided";
            verdict.effects.push(fault(chunk, record, FaultKind::Evaluation, message.to_owned()));
        }
    }
}

/// Where an event that rules brought forth comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    pub input: &'a Arc<str>,
    pub index: u64,
    pub place: Option<Place>,
}

/// AWS's gate, told from an event rather than a record.
fn withheld(words: &Words) -> bool {
    let text = |word: &Option<String>| word.clone().unwrap_or_default();
    cloudtrail::gate(
        &text(&words.detail_type),
        text(&words.category).as_bytes(),
        text(&words.event_source).as_bytes(),
        words.subject.what.as_bytes(),
    )
}

pub(super) fn fault(chunk: &Chunk, record: &Record, kind: FaultKind, message: String) -> Effect {
    Effect::Fault(Fault {
        kind,
        input: Arc::clone(&chunk.input),
        index: Some(record.index),
        place: Some(record.place),
        message,
    })
}
