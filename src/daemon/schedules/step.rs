//! What the core makes of a schedule that fired.

use super::Fired;
use crate::base::time;
use crate::daemon::courier::{Letters, Step};
use crate::daemon::log::Entry;
use crate::daemon::ruleset::RuleSet;
use crate::engine::Words;
use crate::model::Subject;
use crate::rules::DEFAULT_BUS;
use jiff::Timestamp;

/// Adds what a schedule sends to a step: the deliveries to its own targets, and its event on the bus
/// `default`, as if it had come in now.
pub fn send(fired: &Fired, rules: &RuleSet, now: Timestamp, step: &mut Step) {
    let Some(event) = &fired.event else { return };
    if let Some(bus) = rules.buses.get(DEFAULT_BUS) {
        let words = Words {
            id: Some(event.id.clone()),
            time: Some(time::show(now)),
            subject: Subject::default(),
            ..Words::default()
        };
        let planned = bus.routes.plan(fired.id, event.text.as_bytes(), &words, 0);
        if !planned.is_empty() {
            let (seq, timed) = (step.upto, true);
            step.letters.push(Letters { seq, timed, hops: 0, born: now, planned });
        }
    }
    let body = event.text.clone().into_bytes();
    step.entries.push(Entry::event(DEFAULT_BUS.into(), now.as_millisecond(), body));
}
