//! From what is ready to a call.

use super::decision::Step;
use super::delivery::Delivery;
use super::flights::Flight;
use super::identity::invocation_id;
use super::letter::{Call, Letter, Parcel};
use super::retry::Exhausted;
use crate::base::ids::TargetId;
use crate::model::Invocation;
use jiff::Timestamp;

impl Delivery {
    /// The next parcel of a target; what grew too old while it waited is lost.
    pub(super) fn take(&mut self, now: Timestamp, target: TargetId) -> Option<Parcel> {
        loop {
            let mut parcel = self.lanes.get_mut(target.index())?.ready.pop_front()?;
            let Some(way) = self.ways.get(parcel.route) else { continue };
            let retry = way.retry;
            if let Some(last) = parcel.last.clone() {
                let old = |letter: &mut Letter| retry.too_old(letter.born, now);
                let lost: Vec<Letter> = parcel.letters.extract_if(.., old).collect();
                self.now_waiting(target, -(lost.len() as isize));
                for letter in lost {
                    let bound = Some(Exhausted::MaximumEventAgeInSeconds);
                    self.lose(now, letter, bound, &last);
                }
            }
            if !parcel.letters.is_empty() {
                return Some(parcel);
            }
            if let Some(key) = parcel.key {
                self.with_keys(now, target, |keys, around| keys.release(&key, vec![], around));
            }
        }
    }

    pub(super) fn begin(
        &mut self,
        now: Timestamp,
        mut parcel: Parcel,
        probe: bool,
    ) -> Option<Call> {
        let way = self.ways.get_mut(parcel.route)?;
        let lane = self.lanes.get_mut(way.target.index())?;
        lane.begin(now, probe);
        let letters = parcel.letters.len();
        parcel.calls += 1;
        way.counts.calls += 1;
        way.counts.attempts += letters as u64;
        way.counts.retries += if parcel.calls > 1 { letters as u64 } else { 0 };
        let hops = parcel.letters.iter().map(|letter| letter.hops).max().unwrap_or(0);
        let items: Vec<_> = parcel.letters.iter().map(|letter| letter.item.clone()).collect();
        let id = invocation_id(&way.rule, &lane.policy.name, &items);
        let (target, rule, attempt) = (way.target, way.rule.clone(), parcel.calls);
        self.now_waiting(target, -(letters as isize));
        if probe {
            self.note_target(now, target, Step::Probing);
        }
        let ticket = self.flights.begin(Flight { parcel, id: id.clone(), probe });
        Some(Call { ticket, invocation: Invocation { id, target, rule, attempt, items }, hops })
    }
}
