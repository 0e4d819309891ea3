//! Many letters, and targets that do not hold each other up.

use super::{World, at, good, route};
use crate::base::ids::TargetId;
use crate::deliver::Settings;
use crate::deliver::testing::plain;

#[test]
fn a_slow_target_does_not_hold_up_others() {
    let mut world = World::new(vec![plain("slow"), plain("fast")]);
    let fast = world.delivery.route(route("r", 1)).expect("it works");
    world.offer_many(100_000);
    let running: Vec<_> = std::iter::from_fn(|| world.maybe()).collect();
    assert_eq!(running.len(), 4);
    assert_eq!(world.delivery.waiting_for(TargetId(0)), 99_996);
    for _ in 0..1000 {
        let mut letter = world.letter(None);
        letter.route = fast;
        world.delivery.offer(at(0), letter).expect("it works");
        let call = world.call();
        assert_eq!(call.invocation.target, TargetId(1));
        world.end(&call, good());
    }
    assert_eq!(world.delivery.waiting(), 99_996);
}

#[test]
fn targets_take_turns_under_the_common_bound() {
    let settings = Settings { concurrency: 3, ..Settings::default() };
    let mut world = World::with(vec![plain("a"), plain("b")], settings);
    let other = world.delivery.route(route("r", 1)).expect("it works");
    world.offer_many(10);
    let mut letter = world.letter(None);
    letter.route = other;
    world.delivery.offer(at(0), letter).expect("it works");
    let targets: Vec<_> =
        std::iter::from_fn(|| world.maybe()).map(|call| call.invocation.target.0).collect();
    assert_eq!(targets, [0, 1, 0]);
    assert_eq!(world.delivery.running(), 3);
}

/// Two microseconds at most: `cargo test --release --lib the_cost_of_a_letter -- --ignored`.
#[test]
#[ignore = "only a release build is fast enough"]
fn the_cost_of_a_letter() {
    let mut world = World::new(vec![plain("t")]);
    let letters: Vec<_> = (0..1_000_000).map(|_| world.letter(None)).collect();
    let began = std::time::Instant::now();
    for letter in letters {
        world.delivery.offer(at(0), letter).expect("it works");
        let call = world.delivery.next(at(0)).expect("a call");
        world.delivery.completed(at(0), call.ticket, good()).expect("it works");
        drop(world.delivery.decisions());
    }
    let took = began.elapsed();
    assert!(world.delivery.idle());
    assert!(took.as_micros() < 2_000_000, "{took:?} for a million letters");
}
