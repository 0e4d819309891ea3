//! Random stories. Whatever happens, every letter ends once, keys keep their order, and no bound is
//! exceeded.

use super::observer::Observer;
use super::{at, route};
use crate::base::ids::TargetId;
use crate::deliver::batch::BatchPolicy;
use crate::deliver::testing::plain;
use crate::deliver::{Call, Delivery, Letter, RetryPolicy, Role, RouteId, Settings, TargetPolicy};
use crate::model::{BreakKind, Item, ItemFailure, Outcome, Refusal};
use crate::rules::Retry;
use fastrand::Rng;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// A random target; those before it in the list can take its dead letters and records.
fn target(rng: &mut Rng, index: u32) -> TargetPolicy {
    let mut other =
        |chance| (index > 0 && rng.u8(0..100) < chance).then(|| TargetId(rng.u32(0..index)));
    let (dead_letter, on_success, on_failure) = (other(60), other(30), other(30));
    let mut target = plain(&format!("t{index}"));
    (target.dead_letter, target.on_success, target.on_failure) =
        (dead_letter, on_success, on_failure);
    target.ordered = rng.bool();
    target.concurrency = rng.u32(1..5);
    target.rate = rng.bool().then(|| rng.u32(1..3000));
    if rng.bool() {
        let time = Duration::from_millis(rng.u64(1..3000));
        target.batch = BatchPolicy { count: rng.usize(1..9), bytes: rng.u64(1..60), time };
    }
    target.retry =
        Retry { attempts: Some(rng.u8(0..5)), age: Some(Duration::from_secs(rng.u64(60..600))) };
    target
}

fn refusal(rng: &mut Rng) -> Refusal {
    let message = "busy".to_owned();
    match rng.u8(0..6) {
        0 => Refusal::Permanent(message),
        1 => Refusal::Throttled { message, retry_after: None },
        2 => {
            let retry_after = Some(Duration::from_millis(rng.u64(0..9000)));
            Refusal::Throttled { message, retry_after }
        }
        _ => Refusal::Retryable(message),
    }
}

fn outcome(rng: &mut Rng, call: &Call) -> Outcome {
    match rng.u8(0..10) {
        0 => Outcome::Refused(refusal(rng)),
        1 | 2 => {
            let kinds = [BreakKind::Trap, BreakKind::Timeout, BreakKind::MissingGrant];
            let kind = kinds[rng.usize(0..kinds.len())];
            Outcome::Broken { kind, message: "it fell over".into() }
        }
        3..=5 => {
            let items = call.invocation.items.iter().filter(|_| rng.bool());
            let ids: Vec<_> = items.map(|item| item.id.to_string()).collect();
            let mut failures: Vec<_> =
                ids.into_iter().map(|id| ItemFailure { id, reason: refusal(rng) }).collect();
            if rng.u8(0..8) == 0 {
                failures.push(ItemFailure { id: "?".into(), reason: refusal(rng) });
            }
            Outcome::Answered { output: None, failures }
        }
        _ => Outcome::Answered { output: Some("[]".into()), failures: Vec::new() },
    }
}

fn letter(rng: &mut Rng, route: RouteId, index: usize, born: Timestamp) -> Letter {
    let id = format!("i{index}");
    let order_key = (rng.u8(0..4) > 0).then(|| format!("k{}", rng.u8(0..4)).into());
    let body = "x".repeat(rng.usize(1..20)).into();
    Letter {
        route,
        event_id: None,
        event: format!("[{index}]").into(),
        item: Item { id: id.into(), body, attributes: Vec::new() },
        order_key,
        born,
        hops: 0,
        attempts: 0,
        tag: 0,
    }
}

/// Plays a story to its end; gives all that was said.
fn play(seed: u64) -> Vec<String> {
    let mut rng = Rng::with_seed(seed);
    let targets = rng.u32(1..5);
    let policies: Vec<_> = (0..targets).map(|i| target(&mut rng, i)).collect();
    let retry = RetryPolicy::ONE_RUN;
    let settings = Settings { seed, retry, concurrency: 10, ..Settings::default() };
    let mut delivery = Delivery::new(policies.clone(), settings);
    let routes: Vec<_> = (0..targets * 2)
        .map(|i| {
            (delivery.route(route(&format!("r{i}"), i % targets)).expect("it works"), i % targets)
        })
        .collect();
    let mut observer = Observer {
        running: Vec::new(),
        calls: vec![Vec::new(); policies.len()],
        keys: BTreeMap::new(),
        ended: BTreeMap::new(),
        endings: BTreeMap::new(),
        born: BTreeMap::new(),
        failures: BTreeMap::new(),
        made: BTreeMap::new(),
        said: Vec::new(),
        policies,
    };
    let (mut now, mut offered, count) = (at(0), 0, rng.usize(1..150));
    for step in 0.. {
        assert!(step < 200_000, "seed {seed}: no end");
        match rng.u8(0..4) {
            0 if offered < count => {
                offered += 1;
                let (route, target) = routes[rng.usize(0..routes.len())];
                let letter = letter(&mut rng, route, offered, now);
                let ordered = observer.policies[target as usize].ordered;
                let key = letter.order_key.as_deref().filter(|_| ordered).map(str::to_owned);
                let id = letter.item.id.to_string();
                observer.born.insert(id.clone(), now);
                observer.keys.insert(id, (TargetId(target), key, offered));
                if rng.u8(0..20) == 0 {
                    delivery.offer_failed(now, letter, "NO_VALUE", "no value").expect("it works");
                } else {
                    delivery.offer(now, letter).expect("it works");
                }
                if offered == count {
                    delivery.flush();
                }
            }
            1 if !observer.running.is_empty() => {
                let call = observer.running.swap_remove(rng.usize(0..observer.running.len()));
                let outcome = outcome(&mut rng, &call);
                delivery.completed(now, call.ticket, outcome).expect("it works");
            }
            2 => {
                if let Some(call) = delivery.next(now) {
                    observer.called(now, call);
                } else if let Some(wake) = delivery.wake_at().filter(|_| rng.bool()) {
                    now = now.max(wake);
                }
            }
            _ => {
                let most = if rng.u8(0..100) == 0 { 90_000 } else { 50 };
                now = now.max(at(now.as_millisecond() + rng.i64(0..most)));
            }
        }
        delivery.decisions().for_each(|decision| observer.decided(decision));
        assert_eq!(delivery.running(), observer.running.len());
        if delivery.idle() && offered == count {
            break;
        }
    }
    assert_eq!((delivery.waiting(), delivery.wake_at().is_none()), (0, true), "seed {seed}");
    let events = observer.endings.iter().filter(|((_, _, role), _)| *role == Role::Event);
    assert_eq!(events.clone().count(), count, "seed {seed}: every letter ends");
    assert!(events.clone().all(|(_, ends)| *ends == 1), "seed {seed}: and once");
    let made: u32 = observer.made.values().sum();
    let derived = observer.endings.iter().filter(|((_, _, role), _)| *role != Role::Event);
    assert_eq!(derived.map(|(_, ends)| *ends).sum::<u32>(), made, "seed {seed}: derived");
    let counts = delivery.counts();
    let sum =
        |f: fn(&crate::deliver::Counts) -> u64| counts.iter().map(|c| f(&c.counts)).sum::<u64>();
    assert_eq!(sum(|c| c.invocations), sum(|c| c.successes) + sum(|c| c.failed));
    assert_eq!(sum(|c| c.invocations), (count as u64) + u64::from(made));
    observer.said
}

#[test]
fn every_letter_ends_once_and_no_bound_is_exceeded() {
    let mut said = String::new();
    for seed in 0..400 {
        said += &play(seed).join("\n");
    }
    for words in [
        "delivered at attempt 5",
        "MaximumRetryAttempts",
        "MaximumEventAgeInSeconds",
        "trying again is of no use; NO_VALUE",
        "INVALID_RESPONSE",
        "sent again at",
        "sent to dead letters",
        "dropped",
        "given up",
        "EventAgeExceeded, goes to",
        "Success, goes to",
        "halved into 2 and 1",
        "slowed to 1 at one time, none before",
        "broke too often in a row",
        "answers again",
    ] {
        assert!(said.contains(words), "no story of: {words}");
    }
}

#[test]
fn the_same_seed_tells_the_same_story() {
    for seed in [3, 77, 1234] {
        assert_eq!(play(seed), play(seed));
    }
}
