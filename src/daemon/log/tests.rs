//! The log as its users see it.

use super::{CallKey, Change, Entry, EventLog, Local, Options, Refused, decode};
use crate::store::{Fault, Faulty, Kv, Memory, Space, StoreError, Write};
use std::sync::Arc;
use std::time::Duration;

fn event(text: &str) -> Entry {
    Entry::event("default".into(), 5, text.as_bytes().to_vec())
}

fn open(kv: &Arc<Memory>) -> Local {
    let kv: Arc<dyn Kv> = Arc::<Memory>::clone(kv);
    Local::open(kv, Options::default()).expect("it opens")
}

fn bodies(log: &Local, from: u64) -> Vec<(u64, String)> {
    let mut all = Vec::new();
    for block in log.read(0, from, usize::MAX).expect("readable") {
        for (at, seen) in (block.first..).zip(decode(&block.bytes).expect("entries")) {
            if at >= from {
                all.push((at, String::from_utf8_lossy(seen.body).into_owned()));
            }
        }
    }
    all
}

#[test]
fn what_is_accepted_is_read_in_order_also_after_a_restart() {
    let kv = Arc::new(Memory::default());
    let log = open(&kv);
    for n in 0..500 {
        let entries = [event(&format!("{{\"n\":{n}}}")), event(&"x".repeat(1000))];
        let accepted = log.append(0, &entries, None).blocking_recv().expect("an answer");
        assert_eq!(accepted.expect("accepted").first, 1 + 2 * n);
    }
    let all = bodies(&log, 1);
    assert_eq!(all.len(), 1000);
    assert!(log.wait(0, 1000, Duration::ZERO) && !log.wait(0, 1001, Duration::ZERO));
    log.close();
    let log = open(&kv);
    assert_eq!(log.next(0), 1001);
    assert_eq!(bodies(&log, 1), all);
    assert_eq!(bodies(&log, 777), all[776..]);
    assert!(bodies(&log, 1001).is_empty());
}

#[test]
fn a_repeated_call_is_accepted_once() {
    let kv = Arc::new(Memory::default());
    let key = Some(CallKey::new("k", "id", b"body"));
    for round in 0..3 {
        let log = open(&kv);
        let accepted = log.append(0, &[event("{}")], key).blocking_recv().expect("an answer");
        assert_eq!(accepted.expect("accepted").repeated, round > 0);
        assert_eq!(log.next(0), 2);
        log.close();
    }
}

#[test]
fn state_entries_and_the_position_change_together() {
    let kv = Arc::new(Memory::default());
    let log = open(&kv);
    log.append(0, &[event("1"), event("2")], None).blocking_recv().expect("an answer").expect("ok");
    let change = Change {
        position: Some(3),
        writes: vec![Write::put(Space::ALARMS, "a", "ALARM")],
        entries: vec![event("3")],
    };
    log.checkpoint(0, change).blocking_recv().expect("an answer").expect("written");
    assert_eq!(log.position(0), 3);
    log.close();
    let closed = log.append(0, &[event("4")], None).blocking_recv().expect("an answer");
    assert_eq!(closed, Err(Refused::Closed));
    let log = open(&kv);
    assert_eq!((log.position(0), log.next(0)), (3, 4));
    assert_eq!(kv.get(Space::ALARMS, b"a").expect("readable"), Some(b"ALARM".to_vec()));
}

#[test]
fn worked_off_entries_can_be_forgotten_and_numbers_go_on() {
    let kv = Arc::new(Memory::default());
    let log = open(&kv);
    for _ in 0..300 {
        log.append(0, &[event(&"y".repeat(2000))], None)
            .blocking_recv()
            .expect("an answer")
            .expect("ok");
    }
    log.trim(0, 200).expect("writable");
    assert_eq!(kv.scan(Space::LOG, &[], None, 1).expect("readable")[0].0, 1u64.to_be_bytes());
    let done = Change { position: Some(200), ..Change::default() };
    log.checkpoint(0, done).blocking_recv().expect("an answer").expect("written");
    log.trim(0, 250).expect("writable");
    log.close();
    let log = open(&kv);
    let left = bodies(&log, 200);
    assert_eq!((left.first().map(|(at, _)| *at), left.len()), (Some(200), 101));
    assert_eq!(log.next(0), 301);
}

#[test]
fn too_much_waiting_is_refused() {
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let log = Local::open(kv, Options { behind: 2, ..Options::default() }).expect("it opens");
    for _ in 0..3 {
        log.append(0, &[event("1")], None).blocking_recv().expect("an answer").expect("ok");
    }
    let refused = log.append(0, &[event("1")], None).blocking_recv().expect("an answer");
    assert!(matches!(refused, Err(Refused::Busy(_))));
}

#[test]
fn a_call_that_was_refused_is_new_when_it_comes_again() {
    let kv = Arc::new(Faulty::new(Memory::default()));
    let as_kv: Arc<dyn Kv> = Arc::<Faulty<Memory>>::clone(&kv);
    let log = Local::open(as_kv, Options::default()).expect("it opens");
    let append = || {
        let key = Some(CallKey::new("k", "id", b"body"));
        log.append(0, &[event("{}")], key).blocking_recv().expect("an answer")
    };
    kv.fail(0..2, Fault::Full);
    for _ in 0..2 {
        assert!(matches!(append(), Err(Refused::Store(StoreError::Full(_)))));
        assert!(log.trouble().is_some());
    }
    assert!(!append().expect("there is room again").repeated);
    assert!(append().expect("accepted").repeated);
    assert_eq!((log.trouble(), log.next(0), bodies(&log, 1).len()), (None, 2, 1));
    kv.fail(kv.writes()..kv.writes() + 1, Fault::Lost);
    let accepted = log.append(0, &[event("{}")], None).blocking_recv().expect("an answer");
    assert!(matches!(accepted, Err(Refused::Store(StoreError::Failed(_)))));
    assert!(matches!(log.trouble(), Some(StoreError::Failed(_))), "that stays");
}
