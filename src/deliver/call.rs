//! From what is ready to a call.

use super::decision::Step;
use super::delivery::Delivery;
use super::flights::Flight;
use super::identity::invocation_id;
use super::letter::{Call, Last, Letter, Parcel};
use super::retry::Exhausted;
use crate::base::ids::TargetId;
use crate::model::Invocation;
use jiff::Timestamp;

impl Delivery {
    /// The next parcel of a target, to be called at `at`. What will be too old by then is lost, if it
    /// was tried before or the target is in trouble.
    pub(super) fn take(
        &mut self,
        now: Timestamp,
        at: Timestamp,
        target: TargetId,
    ) -> Option<Parcel> {
        loop {
            let lane = self.lanes.get_mut(target.index())?;
            let mut parcel = lane.ready.pop_front()?;
            let trouble = lane.trouble.as_ref().map(Last::uncalled);
            let Some(way) = self.ways.get(parcel.route) else { continue };
            let retry = way.retry;
            if let Some(last) = parcel.last.clone().or(trouble) {
                let old = |letter: &mut Letter| retry.too_old(letter.born, at);
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

    /// A parcel that cannot go yet stays the next one.
    pub(super) fn put_back(&mut self, target: TargetId, parcel: Parcel) {
        if let Some(lane) = self.lanes.get_mut(target.index()) {
            lane.ready.push_front(parcel);
        }
    }

    /// A call begins.
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
        let born = parcel.letters.iter().map(|letter| letter.born).min().unwrap_or(now);
        let hops = parcel.letters.iter().map(|letter| letter.hops).max().unwrap_or(0);
        let items: Vec<_> = parcel.letters.iter().map(|letter| letter.item.clone()).collect();
        let id = invocation_id(&way.rule, &lane.policy.name, &items);
        let (target, rule, attempt) = (way.target, way.rule.clone(), parcel.calls);
        self.now_waiting(target, -(letters as isize));
        if probe {
            self.note_target(now, target, Step::Probing);
        }
        let ticket = self.flights.begin(Flight { parcel, id: id.clone(), probe });
        Some(Call {
            ticket,
            invocation: Invocation { id, target, rule, attempt, items },
            hops,
            born,
        })
    }
}
