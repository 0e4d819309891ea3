//! Restarts, reloads, windows of exports.

use super::{at, keep, moments, open, rows, seconds, timed};
use crate::store::Memory;
use std::collections::BTreeMap;

const EVERY_TEN: &str = "  s: {cron: 0/10 * * * ? *, targets: [t]CATCH}\n";

#[test]
fn moments_of_a_downtime_fire_as_the_policy_says() {
    for (catch_up, want) in [
        ("", &[][..]),
        (", catch-up: none", &[]),
        (", catch-up: last", &["12:30 late"]),
        (", catch-up: 2", &["12:20 late", "12:30 late"]),
        (", catch-up: 1000", &["12:10 late", "12:20 late", "12:30 late"]),
    ] {
        let text = EVERY_TEN.replace("CATCH", catch_up);
        let kv = Memory::default();
        let mut schedules = open(&kv, &text, "11:55:30");
        assert_eq!(schedules.next(), Some(at("12:00:00")));
        assert!(schedules.advance(at("11:59:59")).is_empty());
        assert_eq!(moments(&schedules.advance(at("12:00:00"))), ["12:00"]);
        assert!(schedules.advance(at("12:05:00")).is_empty());
        keep(&mut schedules, &kv);
        // Down from 12:05 to 12:35. A process that ends before its batch is written changes nothing.
        let first = open(&kv, &text, "12:35:00").advance(at("12:35:00"));
        let mut schedules = open(&kv, &text, "12:35:01");
        let again = schedules.advance(at("12:35:01"));
        assert_eq!(moments(&again), want, "{catch_up}");
        assert_eq!(first, again, "the same moments have the same ids");
        let missed = usize::from(want.len() < 3);
        assert_eq!(schedules.missed().len(), missed, "{catch_up}");
        keep(&mut schedules, &kv);
        let mut schedules = open(&kv, &text, "12:36:00");
        assert!(schedules.advance(at("12:36:00")).is_empty(), "nothing fires twice");
        assert_eq!(schedules.next(), Some(at("12:40:00")));
        assert_eq!(moments(&schedules.advance(at("12:40:20"))), ["12:40"]);
    }
}

#[test]
fn a_restart_of_less_than_a_minute_misses_nothing() {
    let text = EVERY_TEN.replace("CATCH", "");
    let kv = Memory::default();
    let mut schedules = open(&kv, &text, "11:55:00");
    keep(&mut schedules, &kv);
    let mut schedules = open(&kv, &text, "12:00:40");
    assert_eq!(moments(&schedules.advance(at("12:00:40"))), ["12:00"]);
    assert!(schedules.missed().is_empty());
}

#[test]
fn rates_count_from_when_they_were_made_over_restarts() {
    let kv = Memory::default();
    let text = "  a: {rate: 7 minutes, targets: [t]}\n  rule.b: {rule: b, rate: 7 minutes, targets: [t]}\n";
    let mut schedules = open(&kv, text, "12:00:30");
    let fired = schedules.advance(at("12:00:30"));
    assert_eq!(moments(&fired), ["12:00"], "at once, but for that of a rule");
    assert_eq!(&*fired[0].name, "a");
    keep(&mut schedules, &kv);
    let mut schedules = open(&kv, text, "12:05:00");
    assert_eq!(schedules.next(), Some(at("12:07:30")));
    let fired = schedules.advance(at("12:07:30"));
    assert_eq!(moments(&fired), ["12:07", "12:07"]);
    let sources: Vec<_> = fired
        .iter()
        .map(|one| {
            let event = one.event.as_ref().expect("an event");
            let event: serde_json::Value = serde_json::from_str(&event.text).expect("JSON");
            assert_eq!(
                (&event["detail-type"], &event["detail"]),
                (&"Scheduled Event".into(), &serde_json::json!({}))
            );
            assert_eq!(event["time"], "2026-03-02T12:07:30Z");
            format!("{} {}", event["source"], event["resources"][0])
        })
        .collect();
    assert_eq!(
        sources,
        [
            "\"aws.scheduler\" \"arn:aws:scheduler:us-east-1:000000000000:schedule/default/a\"",
            "\"aws.events\" \"arn:aws:events:us-east-1:000000000000:rule/b\"",
        ]
    );
}

#[test]
fn other_expressions_begin_anew_and_the_same_go_on() {
    let kv = Memory::default();
    let text = "  a: {rate: 7 minutes, targets: [t]}\n  b: {rate: 7 minutes, targets: [t]}\n  c: {rate: 1 hour, targets: [t]}\n";
    let mut schedules = open(&kv, text, "12:00:00");
    assert_eq!(schedules.advance(at("12:00:00")).len(), 3);
    keep(&mut schedules, &kv);
    let other = "  a: {rate: 7 minutes, targets: [u], catch-up: last}\n  b: {rate: 8 minutes, targets: [t]}\n";
    schedules.reload(timed(other), at("12:03:00"));
    let standing: BTreeMap<_, _> =
        schedules.standing().map(|one| (one.name.to_owned(), one.next)).collect();
    assert_eq!(standing["a"], Some(at("12:07:00")));
    assert_eq!(standing["b"], Some(at("12:03:00")), "it begins now");
    assert_eq!(moments(&schedules.advance(at("12:03:00"))), ["12:03"]);
    assert_eq!(rows(&kv), 3);
    keep(&mut schedules, &kv);
    assert_eq!(rows(&kv), 2);
    // The same over a restart.
    let mut schedules = open(&kv, text, "12:04:00");
    assert_eq!(moments(&schedules.advance(at("12:04:00"))), ["12:04", "12:04"]);
    keep(&mut schedules, &kv);
    let mut schedules = open(&kv, "  c: {rate: 1 hour, targets: [t]}\n", "12:05:00");
    keep(&mut schedules, &kv);
    assert_eq!(rows(&kv), 1, "what is gone is forgotten");
}

#[test]
fn windows_of_exports_lie_side_by_side_whatever_was_missed() {
    let windows = |catch_up: &str| {
        let text =
            format!("  e: {{cron: 0/10 * * * ? *, export: {{what: events, to: out}}{catch_up}}}\n");
        let kv = Memory::default();
        let mut all = Vec::new();
        for (start, end) in [("11:55:00", "12:00:00"), ("12:35:00", "12:40:00")] {
            let mut schedules = open(&kv, &text, start);
            let mut fired = schedules.advance(at(start));
            fired.extend(schedules.advance(at(end)));
            keep(&mut schedules, &kv);
            assert!(fired.iter().all(|one| one.event.is_none()), "nobody gets an event");
            all.extend(fired.iter().filter_map(|one| one.export));
        }
        let pending = crate::daemon::exports::pending::all(&kv).expect("readable");
        let kept: Vec<_> = pending.iter().map(|one| one.window).collect();
        assert_eq!(kept, all, "all wait in the store");
        let time = |at: jiff::Timestamp| at.strftime("%H:%M").to_string();
        all.iter().map(|w| format!("{}-{}", time(w.from()), time(w.to()))).collect::<Vec<_>>()
    };
    assert_eq!(windows(""), ["11:55-12:00", "12:00-12:30", "12:30-12:40"]);
    assert_eq!(windows(", catch-up: none"), ["11:55-12:00", "12:00-12:40"]);
    let each = ["11:55-12:00", "12:00-12:10", "12:10-12:20", "12:20-12:30", "12:30-12:40"];
    assert_eq!(windows(", catch-up: 9"), each);
    let text = "  e: {cron: 0/10 * * * ? *, export: {what: events, to: out, window: 1h}}\n";
    let window = open(&Memory::default(), text, "11:55:00").advance(at("12:00:00"))[0].export;
    let window = window.expect("a window");
    assert_eq!((window.from(), window.to()), (at("11:00:00"), at("12:00:00")));
}

#[test]
fn many_moments_fire_in_turns() {
    let kv = Memory::default();
    let text = "  s: {rate: 1 minute, targets: [t], catch-up: 1000}\n";
    let mut schedules = open(&kv, text, "00:00:00");
    keep(&mut schedules, &kv);
    // The thread was busy for a day: that is late, and not missed.
    let now = at("23:59:30");
    let mut count = 0;
    while schedules.next().is_some_and(|next| next <= now) {
        let fired = schedules.advance(now);
        assert!(!fired.is_empty() && fired.iter().all(|one| !one.late));
        count += fired.len();
    }
    assert_eq!(count, 24 * 60);
    assert_eq!(schedules.next(), Some(now + seconds(30)));
}
