//! Whole stories under a virtual clock.

mod many;
mod observer;
mod simulation;
mod stories;
mod trouble;

use super::testing::at;
use super::{Call, Decision, Delivery, Letter, Route, RouteId, Settings, TargetPolicy};
use crate::base::ids::TargetId;
use crate::model::{BreakKind, Item, ItemFailure, Outcome, Refusal};
use crate::rules::Retry;

/// A delivery with one rule that goes to its first target.
struct World {
    delivery: Delivery,
    route: RouteId,
    ms: i64,
    next_id: u32,
}

impl World {
    fn new(targets: Vec<TargetPolicy>) -> Self {
        Self::with(targets, Settings::default())
    }

    fn with(targets: Vec<TargetPolicy>, settings: Settings) -> Self {
        let mut delivery = Delivery::new(targets, settings);
        let route = delivery.route(route("r", 0)).expect("a route");
        Self { delivery, route, ms: 0, next_id: 0 }
    }

    fn letter(&mut self, key: Option<&str>) -> Letter {
        self.next_id += 1;
        let id = format!("e{}", self.next_id);
        let event = format!("{{\"id\":\"{id}\"}}").into();
        let item = Item { id: id.as_str().into(), body: "5".into(), attributes: Vec::new() };
        let (event_id, order_key) = (Some(id.into()), key.map(Into::into));
        let born = at(self.ms);
        Letter {
            route: self.route,
            event_id,
            event,
            item,
            order_key,
            born,
            hops: 0,
            attempts: 0,
            tag: 0,
        }
    }

    fn offer(&mut self, key: Option<&str>) {
        let letter = self.letter(key);
        self.delivery.offer(at(self.ms), letter).expect("a known route");
    }

    fn offer_many(&mut self, count: usize) {
        (0..count).for_each(|_| self.offer(None));
    }

    fn call(&mut self) -> Call {
        self.maybe().expect("a call")
    }

    fn maybe(&mut self) -> Option<Call> {
        self.delivery.next(at(self.ms))
    }

    fn end(&mut self, call: &Call, outcome: Outcome) {
        self.delivery.completed(at(self.ms), call.ticket, outcome).expect("a known call");
    }

    /// Goes to the next time when something happens.
    fn wake(&mut self) {
        let wake = self.delivery.wake_at().expect("something to wait for");
        // Timers are in whole milliseconds here, or just after one.
        self.ms = self.ms.max(wake.as_millisecond());
        if at(self.ms) < wake {
            self.ms += 1;
        }
    }

    /// The next call, whenever it is.
    fn later(&mut self) -> Call {
        for _ in 0..100 {
            if let Some(call) = self.maybe() {
                return call;
            }
            self.wake();
        }
        unreachable!("no call");
    }

    fn said(&mut self) -> Vec<String> {
        self.delivery.decisions().map(|d| d.to_string()).collect()
    }

    fn decided(&mut self) -> Vec<Decision> {
        self.delivery.decisions().collect()
    }
}

fn route(rule: &str, target: u32) -> Route {
    Route {
        rule: rule.into(),
        rule_arn: format!("arn:rule/{rule}").into(),
        target: TargetId(target),
        retry: Retry::default(),
        dead_letter: None,
    }
}

fn ids(call: &Call) -> Vec<String> {
    call.invocation.items.iter().map(|item| item.id.to_string()).collect()
}

fn good() -> Outcome {
    Outcome::Answered { output: None, failures: Vec::new() }
}

fn bad() -> Outcome {
    Outcome::Refused(Refusal::Retryable("busy".into()))
}

fn partly(failed: &[(&str, Refusal)]) -> Outcome {
    let failures = failed.iter();
    let failures = failures.map(|(id, why)| ItemFailure { id: (*id).into(), reason: why.clone() });
    Outcome::Answered { output: None, failures: failures.collect() }
}

fn broken(kind: BreakKind) -> Outcome {
    Outcome::Broken { kind, message: "it fell over".into() }
}
