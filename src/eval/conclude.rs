//! The end of an evaluation: the results of compliance rules, the changes of alarms, and the events
//! of both, on the bus like any other.

use super::insight::found;
use super::pipeline::Kept;
use super::watch::{Heard, Sensed, Trouble, Watching};
use super::worker::{Origin, Rules, Worker};
use crate::base::time;
use crate::engine::Words;
use crate::model::{Effect, Fault, FaultKind, Notice, NoticeKind, Subject, Summary};
use crate::monitor::Told;
use crate::rules::Actions;
use jiff::Timestamp;
use std::io;
use std::sync::Arc;

/// Who is told of an effect, with the summary that counts it.
type Emit<'a> = dyn FnMut(Effect, &mut Summary) -> io::Result<()> + 'a;

/// The alarms of a run.
#[derive(Debug, Default)]
pub struct Alarms<'a> {
    /// The id of the first, and the targets of each.
    pub actions: (usize, Vec<&'a Actions>),
    /// The id of the first baseline, and the names of all.
    pub baselines: (usize, Vec<String>),
    /// Time goes on to this moment, if it is after that of the inputs.
    pub until: Option<Timestamp>,
}

/// Tells what the items and datapoints of a run came to: results, what event rules make of changes,
/// changes over time, notices and roll-ups; then what alarms find. The alarms come back, as they
/// then are.
///
/// # Errors
/// What `emit` returns.
pub fn conclude(
    rules: &Arc<Rules>,
    kept: Kept,
    alarms: &Alarms<'_>,
    summary: &mut Summary,
    emit: &mut Emit<'_>,
) -> io::Result<Option<Watching>> {
    let Kept { ledger, mut watching } = kept;
    let mut worker = Worker::new(Arc::clone(rules));
    let mut end = Vec::new();
    if let Some(auditor) = &rules.auditor {
        let verdicts = ledger.finish(auditor);
        summary.compliance = verdicts.counts;
        summary.carried = verdicts.carried;
        summary.mean_seconds_to_repair = verdicts.mean_seconds_to_repair;
        let is_end = |effect: &Effect| matches!(effect, Effect::Notice(_) | Effect::Rollup(_));
        let results;
        (end, results) = verdicts.effects.into_iter().partition(is_end);
        for effect in results {
            emit(effect, summary)?;
        }
        for event in &verdicts.events {
            let (input, index, place) = (&event.input, event.index, event.place);
            let (effects, sensed) =
                worker.hear(event.text.as_bytes(), Origin { input, index, place });
            for effect in effects {
                emit(effect, summary)?;
            }
            if let Some(watching) = &mut watching {
                watching.take(&event.input, sensed);
            }
        }
    }
    if let Some(watching) = &mut watching {
        watch(&mut worker, watching, alarms, summary, emit)?;
    }
    for effect in end {
        emit(effect, summary)?;
    }
    Ok(watching)
}

/// Moves the alarms through time, and tells what they do.
fn watch(
    worker: &mut Worker,
    watching: &mut Watching,
    alarms: &Alarms<'_>,
    summary: &mut Summary,
    emit: &mut Emit<'_>,
) -> io::Result<()> {
    let mut index = 0;
    watching.run(alarms.until, &mut |heard| -> io::Result<Sensed> {
        let (input, raised, told) = match heard {
            Heard::Alarm(told) => (format!("alarm `{}`", told.alarm), told.raised(), Some(told)),
            Heard::Insight(rule, insight) => {
                ("insights".to_owned(), Some(found(rule, &insight)), None)
            }
        };
        let mut sensed = Sensed::default();
        if let Some(raised) = raised {
            let event = Arc::clone(&raised.event);
            emit(Effect::Raised(Box::new(raised)), summary)?;
            let effects;
            let origin = Origin { input: &input.into(), index, place: None };
            (effects, sensed) = worker.hear(event.as_bytes(), origin);
            index += 1;
            for effect in effects {
                emit(effect, summary)?;
            }
        }
        for effect in told.iter().flat_map(|told| actions(worker, told, alarms)) {
            emit(effect, summary)?;
        }
        Ok(sensed)
    })?;
    summary.datapoints = watching.datapoints();
    for Trouble { of, message } in watching.troubles() {
        let (kind, input) = (FaultKind::Evaluation, Arc::from(of));
        emit(Effect::Fault(Fault { kind, input, index: None, place: None, message }), summary)?;
    }
    for (rule, message) in watching.cold() {
        let at = rule.index().checked_sub(alarms.baselines.0);
        let subject = at.and_then(|at| alarms.baselines.1.get(at)).cloned().unwrap_or_default();
        let (kind, file) = (NoticeKind::NotEvaluated, None);
        emit(Effect::Notice(Box::new(Notice { kind, subject, message, file })), summary)?;
    }
    for (subject, message) in watching.remarks() {
        let (kind, file) = (NoticeKind::NoDatum, None);
        emit(Effect::Notice(Box::new(Notice { kind, subject, message, file })), summary)?;
    }
    Ok(())
}

/// The invocations of actions that are due.
fn actions(worker: &mut Worker, told: &Told, alarms: &Alarms<'_>) -> Vec<Effect> {
    let (first, all) = &alarms.actions;
    let of = told.rule.index().checked_sub(*first).and_then(|at| all.get(at));
    let Some(actions) = of else { return Vec::new() };
    let words = Words {
        time: Some(time::show(told.at)),
        subject: Subject { source: "aws.cloudwatch".to_owned(), ..Subject::default() },
        ..Words::default()
    };
    let due = told.due.iter().flat_map(|due| {
        let (from, routings) = actions.of(due.state);
        worker.act(told.rule, from..from + routings.len(), &due.payload, &words)
    });
    due.collect()
}
