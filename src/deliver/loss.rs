//! What follows from the end of a letter: a dead letter, and records for other targets.

use super::dead_letter::Lost;
use super::decision::{Loss, Step};
use super::delivery::Delivery;
use super::destination::{Condition, Record, Response};
use super::identity::record_id;
use super::letter::{Last, Letter, Role};
use super::retry::Exhausted;
use crate::model::Item;
use jiff::Timestamp;

impl Delivery {
    /// A letter failed for good.
    pub(super) fn lose(
        &mut self,
        now: Timestamp,
        letter: Letter,
        exhausted: Option<Exhausted>,
        last: &Last,
    ) {
        let from = letter.route;
        let Some(way) = self.ways.get_mut(from) else { return };
        way.counts.invocations += 1;
        way.counts.failed += 1;
        let (origin, to, rule_arn) = (way.origin, way.dead_letter, way.rule_arn.clone());
        let Some(lane) = self.lanes.get(way.target.index()) else { return };
        let target_arn = self.settings.home.function(&lane.policy.name);
        let loss = Loss { fault: last.fault.clone(), exhausted, calls: last.calls };
        let dead = to.and_then(|to| {
            let policy = &self.lanes.get(to.index())?.policy;
            let retry = self.settings.retry;
            let route = self.ways.derive(from, Role::DeadLetter, to, policy, retry).ok()?;
            Some((policy.name.clone(), route))
        });
        match dead {
            Some((to, route)) => {
                self.note(now, &letter, Step::DeadLettered { to, loss });
                let lost = Lost {
                    fault: &last.fault,
                    exhausted,
                    calls: last.calls,
                    rule_arn: &rule_arn,
                    target_arn: &target_arn,
                };
                self.pass_on(now, lost.letter(&letter, route, now));
            }
            None if origin.is_some() => {
                self.note(now, &letter, Step::GivenUp { loss });
                if let Some(way) = origin.and_then(|origin| self.ways.get_mut(origin)) {
                    way.counts.dead_letters_lost += 1;
                }
            }
            None => {
                self.note(now, &letter, Step::Dropped { loss });
                if let Some(way) = self.ways.get_mut(from) {
                    way.counts.dropped += 1;
                }
            }
        }
        if last.calls > 0 {
            let condition = Condition::of_failure(exhausted);
            let response = Response::Fault(&last.fault);
            self.record(now, &[letter], condition, &last.id, last.calls, response);
        }
    }

    /// Sends the record of an invocation to the target that wants it, if one does.
    pub(super) fn record(
        &mut self,
        now: Timestamp,
        letters: &[Letter],
        condition: Condition,
        invocation: &str,
        calls: u32,
        response: Response<'_>,
    ) {
        let Some(first) = letters.first() else { return };
        let Some(way) = self.ways.get(first.route) else { return };
        let Some(lane) = self.lanes.get(way.target.index()) else { return };
        let to = match condition {
            Condition::Success => lane.policy.on_success,
            _ => lane.policy.on_failure,
        };
        let Some(to) = to else { return };
        let Some(policy) = self.lanes.get(to.index()).map(|lane| &lane.policy) else { return };
        let name = policy.name.clone();
        let hops = letters.iter().map(|letter| letter.hops).max().unwrap_or(0);
        if hops >= self.settings.hops {
            self.note(now, first, Step::Recursion { to: name, hops });
            return;
        }
        let function_arn = self.settings.home.function(&lane.policy.name);
        let retry = self.settings.retry;
        let Ok(route) = self.ways.derive(first.route, Role::Record, to, policy, retry) else {
            return;
        };
        let function_arn = &function_arn;
        let record =
            Record { at: now, invocation, function_arn, condition, calls, letters, response };
        let body = record.json();
        let id = record_id(invocation, condition.word(), &first.item.id);
        let letter = Letter {
            route,
            event_id: first.event_id.clone(),
            event: body.clone(),
            item: Item { id, body, attributes: Vec::new() },
            order_key: None,
            born: now,
            hops: hops + 1,
            attempts: 0,
            tag: 0,
        };
        self.note(now, first, Step::Recorded { to: name, condition });
        self.pass_on(now, letter);
    }
}
