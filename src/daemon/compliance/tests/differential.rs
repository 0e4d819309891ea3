//! The daemon against runs: after every item its results are those of a run over all items so far,
//! whatever came in whichever order, and wherever it was killed.

use super::testing::*;
use crate::daemon::compliance::Changed;
use crate::store::Memory;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

fn rounds() -> u64 {
    std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(30)
}

/// The entries of a log: items with the times at which they came.
fn log(rng: &mut Rng) -> Vec<(String, Timestamp)> {
    let (mut now, all) = (start(), items(rng));
    let stamp = |text| {
        now += SignedDuration::from_secs([0, 7, 400, 3000][rng.usize(..4)]);
        (text, now)
    };
    all.into_iter().map(stamp).collect()
}

fn events(changed: Vec<Changed>, to: &mut BTreeMap<String, String>) {
    for event in changed.into_iter().filter_map(|change| change.event) {
        let before = to.insert(event.id.clone(), event.text.clone());
        assert!(before.is_none_or(|before| before == event.text));
    }
}

#[test]
fn results_are_those_of_a_run_after_every_item() {
    let auditor = auditor(RULES);
    let (mut told, mut killed) = (0, 0);
    for seed in 0..rounds() {
        let rng = &mut Rng::with_seed(seed);
        let log = log(rng);
        let texts: Vec<String> = log.iter().map(|(text, _)| text.clone()).collect();
        // Straight on, without a store that matters.
        let (mut straight, mut straight_events) =
            (begin(&Arc::default(), &auditor, start()).0, BTreeMap::new());
        for (text, now) in &log {
            events(straight.take(text.as_bytes(), *now).expect("taken"), &mut straight_events);
            events(straight.evaluate(*now), &mut straight_events);
        }
        // Killed now and then.
        let kv = Arc::new(Memory::default());
        let (mut compliance, _) = begin(&kv, &auditor, start());
        let (mut written, mut at, mut kills) = (0, 0, 0);
        let mut found_events = BTreeMap::new();
        while let Some((text, now)) = log.get(at) {
            events(compliance.take(text.as_bytes(), *now).expect("taken"), &mut found_events);
            events(compliance.evaluate(*now), &mut found_events);
            at += 1;
            let want = of_run(&auditor, &texts[..at], *now);
            same(&of_daemon(&compliance), &want, &format!("seed {seed}, entry {at}"));
            if rng.u8(..3) == 0 {
                write(&kv, &mut compliance);
                written = at;
            }
            if kills < 5 && rng.u8(..6) == 0 {
                kills += 1;
                let then = written.checked_sub(1).map_or(start(), |last| log[last].1);
                let (again, changed) = begin(&kv, &auditor, then);
                assert_eq!(changed, [], "seed {seed}");
                (compliance, at) = (again, written);
            }
        }
        killed += kills;
        told += straight_events.len();
        assert_eq!(found_events, straight_events, "seed {seed}");
    }
    assert!(told > 100 && killed > 25, "{told} told, {killed} killed");
}

#[test]
fn time_that_went_by_while_it_was_down_is_told_at_the_start() {
    let auditor = auditor(RULES);
    let mut late = 0;
    for seed in 0..rounds() {
        let rng = &mut Rng::with_seed(seed);
        let (log, kv) = (log(rng), Arc::new(Memory::default()));
        let texts: Vec<String> = log.iter().map(|(text, _)| text.clone()).collect();
        let (mut compliance, _) = begin(&kv, &auditor, start());
        for (text, _) in &log {
            compliance.take(text.as_bytes(), start()).expect("taken");
        }
        compliance.evaluate(start());
        write(&kv, &mut compliance);
        let later = start() + SignedDuration::from_secs(rng.i64(0..5000));
        let (mut again, changed) = begin(&kv, &auditor, later);
        same(&of_daemon(&again), &of_run(&auditor, &texts, later), &format!("seed {seed}"));
        // As if it had been up.
        assert_eq!(compliance.evaluate(later), changed, "seed {seed}");
        late += changed.len();
        write(&kv, &mut again);
        assert_eq!(begin(&kv, &auditor, later).1, [], "seed {seed}");
    }
    assert!(late > 15, "{late}");
}
