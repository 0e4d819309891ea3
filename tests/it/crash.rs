//! Nothing that was accepted is lost, and nothing gets a second id: the program is ended at every fail
//! point, by the system and over a store that forgets what was not synced, and started again.
//! `TRIPLINE_SOAK=MINUTES` goes on with it at random, with reloads, dead and paused targets.

mod load;
mod soak;
mod story;

use crate::program::Folder;
use crate::serve::daemon::{Daemon, until};
use crate::serve::{entry, got};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use story::{End, Story};

/// The fail points, in the order in which an event passes them.
const POINTS: [&str; 8] =
    ["append", "fsync", "reply", "match", "enqueue", "invoke", "complete", "checkpoint"];

/// Ends the program at every point, soon, later and much later, with a quiet start now and then.
fn at_every_point(store: Option<&'static str>, turns: [u64; 3]) {
    let mut story = Story::new(store, 7);
    for turn in turns {
        for (number, point) in POINTS.iter().enumerate() {
            story.round(&End::Point(point, turn));
            if number % 4 == 3 {
                story.quiet();
            }
        }
    }
    println!("{}", story.told());
}

#[test]
fn it_ends_at_every_point() {
    at_every_point(None, [1, 4, 23]);
}

#[test]
fn it_ends_at_every_point_and_forgets() {
    at_every_point(Some("lossy"), [2, 5, 29]);
}

#[test]
fn it_is_killed() {
    for (seed, store) in [(1, None), (2, Some("lossy"))] {
        let mut story = Story::new(store, seed);
        for answers in [0, 1, 17, 40, 90, 5] {
            story.round(&End::Kill(answers));
        }
        story.quiet();
        println!("{}", story.told());
    }
}

/// One that cannot write says so, and goes on where it was when it can.
#[test]
fn a_full_disk_is_told_and_passes() {
    let folder = Folder::new();
    folder.file("rules/a.yaml", story::RULES);
    let env = [("TRIPLINE_STORE", "full:20..60")];
    let daemon = Daemon::try_start(&folder, &[], &env).unwrap_or_else(|ran| panic!("{}", ran.err));
    let mut client = daemon.client();
    let (mut accepted, mut refused, mut unready) = (BTreeSet::new(), 0, 0);
    for n in 0..60 {
        // As SDKs do it: the same call again, under the same id.
        until("the call is taken", || {
            let call = json!({"Entries": [entry(n)]});
            let reply = client.events("PutEvents", &format!("call-{n}"), &call).unwrap();
            if reply.status == 200 {
                assert_eq!(reply.json()["FailedEntryCount"], 0);
                return Some(());
            }
            refused += 1;
            assert_eq!(reply.status, 503, "{}", reply.text());
            assert!(reply.text().contains("InternalException"), "{}", reply.text());
            assert!(reply.text().contains("full"), "{}", reply.text());
            unready += u32::from(client.get("/readyz").status == 503);
            None
        });
        accepted.insert(n);
    }
    assert!(refused > 0 && unready > 0, "{refused} refused");
    let numbers = || -> BTreeSet<u64> {
        got(&folder, "got").iter().filter_map(|event| event["detail"]["n"].as_u64()).collect()
    };
    until("everything has arrived", || (numbers() == accepted).then_some(()));
    client.get("/readyz").is(200);
    daemon.end().code(0);
}

/// After a write that failed nobody knows what is there: nothing more is taken until a restart.
#[test]
fn a_failed_disk_takes_nothing_more() {
    for fault in ["lost", "kept"] {
        let folder = Folder::new();
        folder.file("rules/a.yaml", story::RULES);
        let store = format!("{fault}:30..31");
        let daemon = Daemon::try_start(&folder, &[], &[("TRIPLINE_STORE", &store)]);
        let daemon = daemon.unwrap_or_else(|ran| panic!("{}", ran.err));
        let mut client = daemon.client();
        let mut accepted = BTreeSet::new();
        let mut call = |n: u64| {
            let input = json!({"Entries": [entry(n)]});
            client.events("PutEvents", &format!("call-{n}"), &input).unwrap()
        };
        let first = (0..).find(|n| match call(*n).status {
            200 => !accepted.insert(*n),
            _ => true,
        });
        let first = first.unwrap();
        assert!(first < 31);
        for n in first..first + 5 {
            call(n).is(503);
        }
        client.get("/readyz").is(503);
        client.get("/healthz").is(200);
        daemon.end().code(0);
        let daemon = Daemon::start(&folder, &[]);
        let numbers = || -> BTreeSet<u64> {
            got(&folder, "got").iter().filter_map(|event| event["detail"]["n"].as_u64()).collect()
        };
        until("everything has arrived", || numbers().is_superset(&accepted).then_some(()));
        daemon.end().code(0);
    }
}

/// The event in a line of a file target: of a dead letter its body.
fn event(line: &Value) -> &Value {
    match line.get("body") {
        Some(body) => body,
        None => line,
    }
}
