//! What comes of an outcome. What went well ends here; what did not goes on in `failure`.

use super::circuit::Change;
use super::decision::Step;
use super::delivery::Delivery;
use super::destination::{Condition, Response};
use super::failure::Failed;
use super::fault::Fault;
use super::flights::Flight;
use super::letter::{Letter, Ticket, Unknown};
use super::partial::{Faults, faults};
use crate::model::Outcome;
use jiff::Timestamp;
use std::sync::Arc;

impl Delivery {
    /// A call ended.
    ///
    /// # Errors
    /// A ticket that was given back before, or is not one of this delivery's.
    pub fn completed(
        &mut self,
        now: Timestamp,
        ticket: Ticket,
        outcome: Outcome,
    ) -> Result<(), Unknown> {
        let now = self.tick(now);
        let Flight { parcel, id, probe } = self.flights.end(ticket).ok_or(Unknown("call"))?;
        let Some(way) = self.ways.get(parcel.route) else { return Ok(()) };
        let (target, retry) = (way.target, way.retry);
        let Some(lane) = self.lanes.get_mut(target.index()) else { return Ok(()) };
        lane.slots.end();
        let broke = matches!(&outcome, Outcome::Broken { kind, .. } if kind.may_pass());
        match lane.circuit.ended(now, probe, broke) {
            Some(Change::Opened(until)) => {
                lane.trouble = Fault::of_all(&outcome).map(Arc::new);
                self.note_target(now, target, Step::Opened { until });
            }
            Some(Change::Closed) => self.note_target(now, target, Step::Closed),
            None => {}
        }
        let fault = Fault::of_all(&outcome);
        let (output, failures) = match outcome {
            Outcome::Answered { output, failures } => (output, failures),
            Outcome::Refused(_) | Outcome::Broken { .. } => (None, Vec::new()),
        };
        let found = match fault {
            Some(fault) => Some(Faults::All(fault)),
            None if failures.is_empty() => None,
            None => Some(faults(&parcel.letters, &failures)),
        };
        if let Some(found) = found {
            self.failed(now, Failed { parcel, id, target, retry, output }, found);
        } else {
            if let Some(lane) = self.lanes.get_mut(target.index()) {
                lane.answered(now);
            }
            self.done(now, &parcel.letters, parcel.calls, &id, output.as_deref());
            if let Some(key) = parcel.key {
                self.with_keys(now, target, |keys, around| keys.release(&key, vec![], around));
            }
        }
        self.list(target);
        Ok(())
    }

    pub(super) fn done(
        &mut self,
        now: Timestamp,
        letters: &[Letter],
        attempt: u32,
        id: &str,
        output: Option<&str>,
    ) {
        let Some(first) = letters.first() else { return };
        let mut origin = None;
        if let Some(way) = self.ways.get_mut(first.route) {
            way.counts.successes += letters.len() as u64;
            way.counts.invocations += letters.len() as u64;
            origin = way.origin;
        }
        if let Some(way) = origin.and_then(|origin| self.ways.get_mut(origin)) {
            way.counts.dead_lettered += letters.len() as u64;
        }
        for letter in letters {
            self.note(now, letter, Step::Done { attempt });
        }
        let response = Response::Output(output);
        self.record(now, letters, Condition::Success, id, attempt, response);
    }
}
