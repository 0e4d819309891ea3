//! Alarms of a case, moved through its time as `eval` moves those of its inputs.

use super::given::Series;
use crate::alarms::AlarmState;
use crate::base::ids::RuleId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::eval::{Heard, Listener, Listening, Samples, Sensed, Watching};
use crate::metrics::{Datum, Resolution, Sample};
use crate::model::{Effect, Home};
use crate::monitor::Monitor;
use crate::rules::Bundle;
use crate::sources::{Form, InputFormat, cloudtrail};
use crate::testing::case::{self, Case};
use crate::testing::events::Event;
use crate::testing::gather::{Gatherer, Sight};
use crate::testing::given::GivenKind;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What alarms are played with.
pub(in crate::testing) struct Play<'a> {
    pub case: &'a Case<'a>,
    pub bundle: &'a Bundle,
    pub sources: &'a Sources,
    pub limits: &'a Limits,
    pub listening: &'a Arc<Listening>,
}

/// What alarms did in a case.
#[derive(Debug, Default)]
pub(in crate::testing) struct Played {
    /// When the case began.
    pub start: Option<Timestamp>,
    /// From one state of a timeline to the next, in seconds.
    pub interval: i64,
    /// The changes of each alarm, with the reasons.
    pub changes: BTreeMap<Arc<str>, Vec<(Timestamp, AlarmState, String)>>,
    /// All alarms that there were.
    pub alarms: Vec<String>,
}

impl Played {
    /// The state of an alarm at a moment, and why.
    pub fn state(&self, alarm: &str, at: Timestamp) -> (AlarmState, &str) {
        let changes = self.changes.get(alarm).map(Vec::as_slice).unwrap_or_default();
        let last = changes.iter().rev().find(|(when, ..)| *when <= at);
        last.map_or((AlarmState::InsufficientData, ""), |(_, state, why)| (*state, why))
    }

    /// The end of an interval of the case, from 1.
    pub fn end_of(&self, interval: usize) -> Option<Timestamp> {
        let after = SignedDuration::from_secs(self.interval.checked_mul(interval as i64)?);
        self.start?.checked_add(after).ok()
    }
}

/// Plays the alarms. `sensed` is what the `events` of the case mean to them; `hear` gets what they tell
/// and says what the events of it mean.
///
/// # Errors
/// Everything that could not be read.
pub(in crate::testing) fn play(
    play: &Play<'_>,
    (events, sensed): (&[Event], Vec<Sensed>),
    hear: &mut dyn FnMut(&Heard) -> Sensed,
) -> Result<Played, Vec<String>> {
    let Play { case, bundle, .. } = play;
    let monitor = Monitor::new(&bundle.alarms, bundle.first_alarm(), Home::default());
    let baselines = bundle.baseline_settings();
    let mut watching = Watching::new(Arc::clone(play.listening), monitor, baselines);
    for event in events {
        cloudtrail::record_of(&event.bytes).into_iter().for_each(|record| watching.call(record));
    }
    let mut records = read(play)?;
    records.extend(sensed.into_iter().map(|sensed| (Arc::from("events"), sensed)));
    let start = case.now.or_else(|| first(&records)).unwrap_or_else(case::epoch);
    let interval = interval(play);
    watching.monitor().touch(start);
    for series in &case.watched.series {
        for datum in data(series, start) {
            let sensed = Sensed { data: vec![datum], ..Sensed::default() };
            watching.take(&Arc::from("series"), sensed);
        }
    }
    for (input, sensed) in records {
        watching.take(&input, sensed);
    }
    let mut played = Played { start: Some(start), interval, ..Played::default() };
    let longest = case.expect.alarms.iter().map(|timeline| timeline.states.len()).max();
    let until = played.end_of(longest.unwrap_or(0));
    watching.run(until, &mut |heard: Heard| -> Result<Sensed, Vec<String>> {
        if let Heard::Alarm(told) = &heard
            && let Some((change, _)) = told.change.as_deref()
        {
            let to = &change.to;
            let all = played.changes.entry(Arc::clone(&told.alarm)).or_default();
            all.push((told.at, to.value, to.reason.clone()));
        }
        Ok(hear(&heard))
    })?;
    played.alarms = watching.monitor().alarms().map(|(_, name)| name.to_owned()).collect();
    let troubles = watching.troubles();
    let name = |rule: Option<RuleId>| {
        let sender = rule.and_then(|rule| bundle.sender(rule));
        sender.map_or(String::new(), |sender| format!("alarm `{}`: ", sender.name))
    };
    if !troubles.is_empty() {
        return Err(troubles.into_iter().map(|(of, why)| format!("{}{why}", name(of))).collect());
    }
    Ok(played)
}

/// What the datapoints and log lines of a case mean to alarms, by input.
fn read(play: &Play<'_>) -> Result<Vec<(Arc<str>, Sensed)>, Vec<String>> {
    let Play { case, sources, limits, listening, .. } = play;
    let (mut all, mut samples) = (Vec::new(), Samples::default());
    let mut listener = Listener::new(Arc::clone(listening));
    let now = case.now.unwrap_or_else(case::epoch).as_millisecond();
    let mut faults = Vec::new();
    for (given, form, noun) in [
        (&case.watched.metrics, InputFormat::Metrics, "datapoints"),
        (&case.watched.logs, InputFormat::Logs, "log lines"),
    ] {
        let form = Some(form);
        let gatherer = Gatherer { sources, limits, file: &case.file, form, noun };
        let read = gatherer.each(given, &mut |Sight { entry, chunk, record, .. }| {
            let mut sensed = Sensed::default();
            if record.form == Form::Log {
                let bytes = &chunk.bytes[record.start as usize..record.end as usize];
                // Lines that stand in the case are of every log group.
                let inline =
                    given.get(entry).is_some_and(|g| matches!(g.kind, GivenKind::Inline(_)));
                let name = (!inline).then_some(&*chunk.input);
                let bad = listener.log(name, bytes, Some(now), &mut sensed)?;
                if let Some(fault) = bad.first() {
                    return Err(fault.to_string());
                }
            } else {
                let (data, bad) = samples.read(chunk, &record);
                if let Some(Effect::Fault(fault)) = bad.first() {
                    return Err(fault.message.clone());
                }
                sensed.data = data;
            }
            all.push((Arc::clone(&chunk.input), sensed));
            Ok(())
        });
        faults.extend(read.err().unwrap_or_default());
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

/// The first moment of anything.
fn first(records: &[(Arc<str>, Sensed)]) -> Option<Timestamp> {
    let times = records.iter().flat_map(|(_, sensed)| {
        let data = sensed.data.iter().map(|datum| datum.at);
        let hits = sensed.hits.iter().filter_map(|hit| hit.at);
        data.chain(hits).chain(sensed.at)
    });
    times.min().and_then(|at| Timestamp::from_millisecond(at).ok())
}

/// The interval of the first series, else the period of the first alarm that is expected.
fn interval(play: &Play<'_>) -> i64 {
    let Play { case, bundle, .. } = play;
    if let Some(series) = case.watched.series.first() {
        return series.interval;
    }
    let period = |name: &str| {
        let base = name.split_once('[').map_or(name, |n| n.0);
        let alarm = bundle.alarms.iter().find(|alarm| alarm.header.name == base)?;
        match &alarm.watch {
            crate::rules::Watch::Metrics(watch) => Some(i64::from(watch.settings.period)),
            crate::rules::Watch::Alarms(_) => None,
        }
    };
    case.expect.alarms.iter().find_map(|timeline| period(&timeline.alarm)).unwrap_or(60)
}

/// The datapoints of a series.
fn data(series: &Series, start: Timestamp) -> impl Iterator<Item = Datum> {
    let from = series.start.unwrap_or(start).as_millisecond();
    let step = series.interval.saturating_mul(1000);
    let fine = series.interval % 60 != 0;
    let resolution = if fine { Resolution::High } else { Resolution::Standard };
    let values = (0i64..).zip(&series.values);
    values.filter_map(move |(i, value)| {
        Some(Datum {
            metric: series.metric.clone(),
            at: from.saturating_add(step.saturating_mul(i)),
            unit: series.unit,
            resolution,
            sample: Sample::Value((*value)?),
        })
    })
}
