//! One story a rule.

use super::{World, at, bad, broken, good, ids, partly};
use crate::base::ids::TargetId;
use crate::deliver::batch::BatchPolicy;
use crate::deliver::testing::plain;
use crate::deliver::{Role, Step, Ticket, Unknown};
use crate::model::{BreakKind, Outcome, Refusal};
use crate::rules::Retry;
use std::time::Duration;

fn batches(count: usize) -> BatchPolicy {
    BatchPolicy { count, bytes: 1000, time: Duration::from_secs(5) }
}

#[test]
fn an_event_is_delivered() {
    let mut world = World::new(vec![plain("t")]);
    world.offer(None);
    assert_eq!((world.delivery.waiting(), world.delivery.idle()), (1, false));
    let call = world.call();
    assert_eq!((call.invocation.attempt, &*call.invocation.rule), (1, "r"));
    assert_eq!((world.delivery.waiting(), world.delivery.running()), (0, 1));
    assert!(world.maybe().is_none());
    world.end(&call, good());
    assert!(world.delivery.idle() && world.delivery.wake_at().is_none());
    assert_eq!(world.said(), ["event e1 of `r` to `t`: delivered at attempt 1"]);
    let late = world.delivery.completed(at(9), call.ticket, good());
    assert_eq!(late, Err(Unknown("call")));
    let never = Ticket { slot: 9, turn: 9 };
    assert_eq!(world.delivery.completed(at(9), never, good()), Err(Unknown("call")));
}

#[test]
fn retries_keep_their_id_and_end_in_a_dead_letter() {
    let mut target = plain("t");
    target.retry = Retry { attempts: Some(2), age: None };
    target.dead_letter = Some(TargetId(1));
    let mut world = World::new(vec![target, plain("dlq")]);
    world.offer(None);
    let mut seen = Vec::new();
    for attempt in 1..=3 {
        let call = world.later();
        assert_eq!(call.invocation.attempt, attempt);
        seen.push(call.invocation.id.clone());
        world.end(&call, bad());
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
    let dead = world.call();
    assert_eq!((dead.invocation.target, &*dead.invocation.rule), (TargetId(1), "r"));
    let item = &dead.invocation.items[0];
    assert_eq!(&*item.body, "{\"id\":\"e1\"}");
    let attributes: Vec<_> = item.attributes.iter().map(|(_, value)| value.as_str()).collect();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:t";
    assert_eq!(
        attributes,
        ["TARGET_ERROR", "busy", "MaximumRetryAttempts", "2", "arn:rule/r", arn]
    );
    world.end(&dead, good());
    let last = world.said();
    assert_eq!(
        last[2..],
        [
            "event e1 of `r` to `t`: sent to dead letters `dlq`: MaximumRetryAttempts is reached \
             after 3 calls; TARGET_ERROR: busy",
            "dead letter e1 of `r` to `dlq`: delivered at attempt 1",
        ]
    );
    let counts = world.delivery.counts();
    let event = counts[0].counts;
    assert_eq!((event.attempts, event.retries, event.failed, event.dead_lettered), (3, 2, 1, 1));
    assert_eq!((counts[1].role, counts[1].counts.successes), (Role::DeadLetter, 1));
}

#[test]
fn dead_letters_have_no_dead_letters() {
    let [mut target, mut dlq] = [plain("t"), plain("dlq")];
    (target.dead_letter, dlq.dead_letter) = (Some(TargetId(1)), Some(TargetId(0)));
    let mut world = World::new(vec![target, dlq]);
    let letter = world.letter(None);
    let (code, words) = ("TEMPLATE_NOT_JSON", "expected a value");
    world.delivery.offer_failed(at(0), letter, code, words).expect("it works");
    let dead = world.call();
    assert_eq!(dead.invocation.target, TargetId(1));
    world.end(&dead, broken(BreakKind::MissingGrant));
    assert!(world.delivery.idle());
    assert_eq!(
        world.said(),
        [
            "event e1 of `r` to `t`: sent to dead letters `dlq`: trying again is of no use; \
             TEMPLATE_NOT_JSON: expected a value",
            "dead letter e1 of `r` to `dlq`: given up, dead letters have no others: trying again \
             is of no use; NO_PERMISSIONS: it fell over",
        ]
    );
    let counts = world.delivery.counts()[0].counts;
    assert_eq!((counts.failed, counts.dead_letters_lost, counts.attempts), (1, 1, 0));
}

#[test]
fn without_dead_letters_it_is_dropped_at_once_when_nothing_helps() {
    let mut world = World::new(vec![plain("t")]);
    for outcome in
        [Outcome::Refused(Refusal::Permanent("no".into())), broken(BreakKind::Unavailable)]
    {
        world.offer(None);
        let call = world.call();
        world.end(&call, outcome);
    }
    assert!(world.delivery.idle());
    let steps = world.decided();
    assert!(steps.iter().all(|d| matches!(d.step, Step::Dropped { .. })), "{steps:?}");
    assert_eq!(world.delivery.counts()[0].counts.dropped, 2);
}

#[test]
fn batches_go_by_count_by_time_and_at_the_end() {
    let mut target = plain("t");
    target.batch = batches(3);
    let mut world = World::new(vec![target]);
    world.offer_many(4);
    assert_eq!(ids(&world.call()), ["e1", "e2", "e3"]);
    assert!(world.maybe().is_none());
    assert_eq!(world.delivery.wake_at(), Some(at(5000)));
    world.ms = 5000;
    assert_eq!(ids(&world.call()), ["e4"]);
    world.offer_many(2);
    assert!(world.maybe().is_none());
    world.delivery.flush();
    assert_eq!(ids(&world.call()), ["e5", "e6"]);
    world.offer_many(2);
    assert_eq!(ids(&world.call()), ["e7", "e8"], "they do not wait any more");
}

#[test]
fn only_the_items_that_failed_are_tried_again() {
    let mut target = plain("t");
    target.batch = batches(4);
    let mut world = World::new(vec![target]);
    world.offer_many(4);
    let call = world.call();
    let (never, busy) = (Refusal::Permanent("no".into()), Refusal::Retryable("busy".into()));
    world.end(&call, partly(&[("e4", busy.clone()), ("e2", never), ("e1", busy)]));
    let again = world.later();
    assert_eq!((ids(&again), again.invocation.attempt), (vec!["e1".into(), "e4".into()], 2));
    assert_ne!(again.invocation.id, call.invocation.id);
    world.end(&again, good());
    let ended = world.decided().iter().filter(|d| d.ends()).count();
    assert_eq!(ended, 4);
}

#[test]
fn a_bad_item_is_found_by_halving() {
    let mut target = plain("t");
    target.batch = batches(8);
    target.retry = Retry { attempts: Some(1), age: None };
    let mut world = World::new(vec![target]);
    world.offer_many(8);
    let mut sizes = Vec::new();
    while !world.delivery.idle() {
        let call = world.later();
        sizes.push(call.invocation.items.len());
        let outcome = if ids(&call).contains(&"e6".to_owned()) { bad() } else { good() };
        world.end(&call, outcome);
    }
    let decided = world.decided();
    let dropped: Vec<_> =
        decided.iter().filter(|d| matches!(d.step, Step::Dropped { .. })).collect();
    let [one] = dropped[..] else { unreachable!("{dropped:?}") };
    assert_eq!(one.subject.as_ref().map(|s| &*s.item), Some("e6"));
    assert_eq!(sizes.iter().filter(|n| **n == 8).count(), 2);
    let halved = decided.iter().filter(|d| matches!(d.step, Step::Halved { .. })).count();
    assert_eq!(halved, 3);
}

#[test]
fn a_key_waits_for_its_first_failure() {
    let mut target = plain("t");
    target.ordered = true;
    target.batch = batches(3);
    let mut world = World::new(vec![target]);
    for key in ["k", "k", "k", "k", "l", "l", "l"] {
        world.offer(Some(key));
    }
    let (k, l) = (world.call(), world.call());
    assert_eq!(
        (ids(&k), ids(&l)),
        (vec!["e1".into(), "e2".into(), "e3".into()], vec!["e5".into(), "e6".into(), "e7".into()])
    );
    world.delivery.flush();
    assert!(world.maybe().is_none(), "e4 does not overtake");
    world.end(&k, partly(&[("e2", Refusal::Retryable("busy".into()))]));
    assert!(world.maybe().is_none(), "nor while e2 waits");
    let again = world.later();
    assert_eq!(ids(&again), ["e2", "e3"]);
    world.end(&again, good());
    assert_eq!(ids(&world.call()), ["e4"]);
    let text = world.said().join("\n");
    assert!(text.contains("event e3 of `r` to `t`: sent again at"), "{text}");
}

#[test]
fn records_go_to_other_targets_until_there_were_too_many() {
    let [mut a, mut b] = [plain("a"), plain("b")];
    (a.on_success, b.on_success) = (Some(TargetId(1)), Some(TargetId(0)));
    a.on_failure = Some(TargetId(1));
    let mut world = World::new(vec![a, b]);
    world.offer(None);
    let mut calls = Vec::new();
    while let Some(call) = world.maybe() {
        let output = Some(format!("{}", calls.len()));
        world.end(&call, Outcome::Answered { output, failures: Vec::new() });
        calls.push(call);
    }
    assert_eq!(calls.len(), 17, "one, and 16 that follow");
    let record: serde_json::Value =
        serde_json::from_str(&calls[1].invocation.items[0].body).expect("it works");
    assert_eq!(record["requestPayload"], 5);
    assert_eq!(record["responsePayload"], 0);
    assert_eq!(record["requestContext"]["requestId"], *calls[0].invocation.id);
    assert!(
        world.said().pop().expect("it works").contains("RECURSION: no record goes to `b` after 16")
    );
    world.offer(None);
    let call = world.call();
    world.end(&call, Outcome::Refused(Refusal::Permanent("no".into())));
    let record: serde_json::Value =
        serde_json::from_str(&world.call().invocation.items[0].body).expect("it works");
    assert_eq!(record["requestContext"]["condition"], "NotRetryable");
    assert_eq!(record["responsePayload"]["errorType"], "SDK_CLIENT_ERROR");
}

#[test]
fn one_event_twice_is_two_calls() {
    let mut world = World::new(vec![plain("t")]);
    let letter = world.letter(None);
    world.delivery.offer(at(0), letter.clone()).expect("it works");
    world.delivery.offer(at(0), letter).expect("it works");
    let (first, second) = (world.call(), world.call());
    assert_eq!(first.invocation.id, second.invocation.id);
    world.end(&second, good());
    world.end(&first, good());
    assert!(world.delivery.idle());
}
