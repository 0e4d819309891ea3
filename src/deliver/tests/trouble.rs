//! Stories of targets in trouble, and of what grows too old.

use super::{World, bad, broken, good, ids};
use crate::deliver::testing::plain;
use crate::deliver::{RetryPolicy, Settings};
use crate::model::{BreakKind, Outcome, Refusal};
use crate::rules::Retry;
use std::time::Duration;

#[test]
fn throttling_slows_the_target_and_does_not_count() {
    let mut target = plain("t");
    target.retry = Retry { attempts: Some(0), age: Some(Duration::from_secs(60)) };
    let mut world = World::new(vec![target]);
    world.offer_many(3);
    let wish = Some(Duration::from_secs(20));
    let throttled =
        || Outcome::Refused(Refusal::Throttled { message: "slow".into(), retry_after: wish });
    let (first, second) = (world.call(), world.call());
    world.end(&first, throttled());
    assert!(world.maybe().is_none(), "the target is left alone");
    world.end(&second, good());
    for ms in [20_000, 40_000, 60_000] {
        let call = world.later();
        assert_eq!(world.ms, ms);
        world.end(&call, throttled());
        if ms == 20_000 {
            assert_eq!(ids(&call), ["e3"], "what waited longer");
        }
    }
    let text = world.said().join("\n");
    assert!(text.contains("slowed to 2 at one time, none before"), "{text}");
    assert_eq!(world.delivery.counts()[0].counts.throttled, 4);
}

#[test]
fn age_ends_retries_but_not_first_tries() {
    let settings = Settings { retry: RetryPolicy::ONE_RUN, ..Settings::default() };
    let mut target = plain("t");
    target.concurrency = 1;
    let mut world = World::with(vec![target], settings);
    world.offer_many(2);
    let call = world.call();
    world.ms = 11_000;
    world.end(&call, bad());
    let call = world.call();
    assert_eq!(ids(&call), ["e2"], "old, but never tried");
    world.end(&call, good());
    let said = world.said();
    assert!(said[0].contains("MaximumEventAgeInSeconds is reached after 1 calls"), "{said:?}");
    assert!(world.delivery.idle());
}

#[test]
fn what_grows_too_old_while_it_waits_for_a_retry_is_lost() {
    let settings = Settings { retry: RetryPolicy::ONE_RUN, ..Settings::default() };
    let mut target = plain("t");
    target.concurrency = 1;
    let mut world = World::with(vec![target], settings);
    world.offer_many(2);
    let call = world.call();
    world.end(&call, bad());
    let slow = world.call();
    world.ms = 12_000;
    world.end(&slow, good());
    assert!(world.maybe().is_none() && world.delivery.idle());
    let said = world.said().pop().expect("it works");
    assert!(said.contains("dropped") && said.contains("MaximumEventAge"), "{said}");
}

#[test]
fn a_target_that_breaks_is_left_alone_and_probed() {
    let mut world = World::new(vec![plain("t"), plain("u")]);
    world.offer_many(30);
    for _ in 0..5 {
        let call = world.call();
        world.end(&call, broken(BreakKind::Trap));
    }
    assert!(world.maybe().is_none());
    world.ms = 29_999;
    assert!(world.maybe().is_none());
    world.ms = 30_000;
    let probe = world.call();
    assert!(world.maybe().is_none(), "one only");
    world.end(&probe, good());
    assert!(world.maybe().is_some() && world.maybe().is_some());
    let text = world.said().join("\n");
    for words in [
        "target `t`: broke too often in a row, no calls before 1970-01-01T00:00:30Z",
        "target `t`: tried again with one call",
        "target `t`: answers again",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn nothing_waits_for_a_target_that_is_in_trouble_longer_than_it_may() {
    let settings = Settings { retry: RetryPolicy::ONE_RUN, ..Settings::default() };
    for outcome in [
        broken(BreakKind::Timeout),
        Outcome::Refused(Refusal::Throttled {
            message: "slow".into(),
            retry_after: Some(Duration::from_secs(3600)),
        }),
    ] {
        let mut world = World::with(vec![plain("t")], settings.clone());
        world.offer_many(100);
        while !world.delivery.idle() {
            match world.maybe() {
                Some(call) => world.end(&call, outcome.clone()),
                None if world.delivery.idle() => {}
                None => world.wake(),
            }
        }
        assert!(world.ms < 10_000, "{} ms", world.ms);
        let calls = world.delivery.counts()[0].counts.calls;
        assert!(calls < 10, "{calls} calls");
        assert_eq!(world.decided().iter().filter(|d| d.ends()).count(), 100);
    }
}
