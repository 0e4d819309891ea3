//! The end of an evaluation of items: the results of compliance rules, and the events of those that
//! changed, on the bus like any other.

use super::worker::{Rules, Worker};
use crate::audit::Ledger;
use crate::model::{Effect, Summary};
use std::io;
use std::sync::Arc;

/// Tells what the items of a run came to: results, what event rules make of changes, changes over
/// time, notices and roll-ups.
///
/// # Errors
/// What `emit` returns.
pub fn conclude(
    rules: &Arc<Rules>,
    ledger: Ledger,
    summary: &mut Summary,
    emit: &mut dyn FnMut(Effect, &mut Summary) -> io::Result<()>,
) -> io::Result<()> {
    let Some(auditor) = &rules.auditor else { return Ok(()) };
    let verdicts = ledger.finish(auditor);
    summary.compliance = verdicts.counts;
    summary.carried = verdicts.carried;
    summary.mean_seconds_to_repair = verdicts.mean_seconds_to_repair;
    let is_end = |effect: &Effect| matches!(effect, Effect::Notice(_) | Effect::Rollup(_));
    let (end, results): (Vec<_>, Vec<_>) = verdicts.effects.into_iter().partition(is_end);
    for effect in results {
        emit(effect, summary)?;
    }
    if !verdicts.events.is_empty() {
        let mut worker = Worker::new(Arc::clone(rules));
        for event in &verdicts.events {
            for effect in worker.change(event) {
                emit(effect, summary)?;
            }
        }
    }
    for effect in end {
        emit(effect, summary)?;
    }
    Ok(())
}
