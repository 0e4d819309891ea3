//! Stores that lose and fail on demand.

use super::{OPTIONS, Temp};
use crate::store::{Disk, Durability, Fault, Faulty, Kv, Lossy, Memory, Space, StoreError, Write};

fn one(key: &str) -> Vec<Write> {
    vec![Write::put(Space::FACTS, key, "1")]
}

#[test]
fn unsynced_writes_are_seen_here_and_lost_with_the_process() {
    let folder = Temp::new();
    let store = Lossy::new(Disk::open(folder.path(), &OPTIONS).unwrap());
    store.write(one("a"), Durability::Now).unwrap();
    store.write(one("b"), Durability::Later).unwrap();
    store.write(vec![Write::remove(Space::FACTS, "a")], Durability::Later).unwrap();
    assert_eq!(store.get(Space::FACTS, b"a").unwrap(), None);
    assert_eq!(store.last(Space::FACTS, None).unwrap().unwrap().0, b"b");
    let left = store.lose();
    assert!(left.get(Space::FACTS, b"a").unwrap().is_some());
    assert!(left.get(Space::FACTS, b"b").unwrap().is_none());
}

#[test]
fn a_synced_write_keeps_what_was_written_before_it() {
    let store = Lossy::new(Memory::default());
    store.write(one("a"), Durability::Later).unwrap();
    store.write(vec![Write::put(Space::FACTS, "a", "2")], Durability::Later).unwrap();
    store.write(one("b"), Durability::Now).unwrap();
    let left = store.lose();
    assert_eq!(left.get(Space::FACTS, b"a").unwrap(), Some(b"2".to_vec()));
    assert!(left.get(Space::FACTS, b"b").unwrap().is_some());
}

#[test]
fn a_full_disk_passes_and_a_failed_one_does_not() {
    let store = Faulty::new(Memory::default());
    store.fail(1..3, Fault::Full);
    store.fail(4..5, Fault::Lost);
    let answers: Vec<String> = ["a", "b", "c", "d", "e", "f"]
        .into_iter()
        .map(|key| match store.write(one(key), Durability::Now) {
            Ok(()) => "there".into(),
            Err(error) => error.to_string(),
        })
        .collect();
    let (full, failed) =
        ("the disk is full: by order", "the store has failed and takes nothing more: by order");
    assert_eq!(answers, ["there", full, full, "there", failed, failed]);
    let there = store.scan(Space::FACTS, &[], None, 9).unwrap();
    assert_eq!(there.len(), 2);
    assert_eq!(store.writes(), 6);
}

#[test]
fn a_failed_sync_may_leave_the_batch_there() {
    let store = Faulty::new(Memory::default());
    store.fail(0..1, Fault::Kept);
    assert!(matches!(store.write(one("a"), Durability::Now), Err(StoreError::Failed(_))));
    assert!(store.get(Space::FACTS, b"a").unwrap().is_some());
    assert!(store.write(one("b"), Durability::Now).is_err());
    assert!(store.get(Space::FACTS, b"b").unwrap().is_none());
}

#[test]
fn damage_on_demand() {
    let store = Faulty::new(Memory::default());
    store.damage(Space::LOG);
    assert!(matches!(store.get(Space::LOG, b"a"), Err(StoreError::Damaged(_))));
    assert!(store.last(Space::LOG, None).is_err() && store.scan(Space::LOG, &[], None, 1).is_err());
    assert!(store.get(Space::FACTS, b"a").is_ok());
}
