//! Clocks that jump, and flexible windows.

use super::{at, keep, moments, open, seconds};
use crate::schedules::FlexibleWindow;
use crate::store::Memory;
use jiff::Timestamp;
use std::collections::BTreeMap;

#[test]
fn a_clock_that_goes_back_fires_nothing_twice() {
    let kv = Memory::default();
    let text = "  s: {cron: 0/10 * * * ? *, targets: [t], catch-up: 9}\n";
    let mut schedules = open(&kv, text, "12:05:00");
    assert_eq!(moments(&schedules.advance(at("12:10:00"))), ["12:10"]);
    for time in ["11:30:00", "11:40:00", "12:00:00", "12:10:00", "12:19:59"] {
        assert!(schedules.advance(at(time)).is_empty(), "{time}");
    }
    keep(&mut schedules, &kv);
    let mut schedules = open(&kv, text, "11:00:00");
    assert!(schedules.advance(at("11:00:00")).is_empty());
    assert!(schedules.advance(at("12:10:00")).is_empty());
    assert_eq!(moments(&schedules.advance(at("12:20:00"))), ["12:20"]);
}

#[test]
fn a_clock_that_jumps_forward_leaves_it_to_the_policy() {
    for (catch_up, want) in [
        ("none", &["13:00"][..]),
        ("last", &["12:50 late", "13:00"]),
        ("2", &["12:40 late", "12:50 late", "13:00"]),
    ] {
        let kv = Memory::default();
        let text = format!("  s: {{cron: 0/10 * * * ? *, targets: [t], catch-up: {catch_up}}}\n");
        let mut schedules = open(&kv, &text, "12:05:00");
        assert!(schedules.advance(at("12:06:00")).is_empty());
        schedules.jumped(at("13:00:30"));
        assert_eq!(moments(&schedules.advance(at("13:00:30"))), want);
        keep(&mut schedules, &kv);
        assert_eq!(moments(&schedules.advance(at("13:10:30"))), ["13:10"]);
    }
}

#[test]
fn a_flexible_window_over_a_restart_fires_once() {
    let text = "  s: {cron: 0 * * * ? *, flexible-window: 15m, targets: [t]}\n";
    let place = FlexibleWindow::new(15).expect("a window").place("s", at("12:00:00"));
    assert!(place > at("12:01:00") && place < at("12:14:00"), "the name is chosen so: {place}");
    // Down over the place, over the moment, between the two, and over all of the window.
    let second = |offset: i64| place + seconds(offset);
    for (stop, start, fires) in [
        (second(-30), second(30), true),
        (at("11:59:00"), at("12:00:40"), true),
        (at("12:00:10"), second(-1), true),
        (second(-1), at("12:15:30"), true),
        (second(-1), at("12:17:00"), false),
        (at("11:50:00"), at("12:16:30"), false),
    ] {
        let kv = Memory::default();
        let mut count = 0;
        let mut run = |from: Timestamp, to: Timestamp| {
            let timed = super::timed(text);
            let mut schedules = super::Schedules::restore(&kv, timed, from).expect("readable");
            let mut now = from;
            while now <= to {
                let fired = schedules.advance(now);
                assert!(fired.iter().all(|one| now >= place && one.scheduled == at("12:00:00")));
                count += fired.len();
                keep(&mut schedules, &kv);
                now += seconds(1);
            }
        };
        run(at("11:45:00"), stop);
        run(start, at("12:40:00"));
        assert_eq!(count, usize::from(fires), "from {stop} to {start}");
    }
}

#[test]
fn windows_longer_than_the_rate_fire_every_moment_once_over_restarts() {
    let text = "  s: {cron: 0/5 * * * ? *, flexible-window: 20m, targets: [t]}\n";
    for every in [1, 7, 40, 1_000_000] {
        let kv = Memory::default();
        let mut seen: BTreeMap<Timestamp, u32> = BTreeMap::new();
        let mut now = at("12:02:00");
        let mut schedules = open(&kv, text, "12:02:00");
        for turn in 1.. {
            if now > at("14:30:00") {
                break;
            }
            for fired in schedules.advance(now) {
                *seen.entry(fired.scheduled).or_default() += 1;
                assert!(now >= fired.scheduled && now < fired.scheduled + seconds(20 * 60 + 20));
            }
            keep(&mut schedules, &kv);
            now += seconds(10);
            if turn % every == 0 {
                let timed = super::timed(text);
                schedules = super::Schedules::restore(&kv, timed, now).expect("readable");
            }
        }
        let settled = seen.iter().filter(|(moment, _)| **moment <= at("14:10:00"));
        let counts: Vec<_> = settled.map(|(_, count)| *count).collect();
        assert_eq!(counts, [1; 26], "restarted every {every} turns");
    }
}
