//! Data directories: made, opened, refused.

use super::{OPTIONS, Temp, blocks, count, open};
use crate::store::{Disk, Durability, Kv, Options, Space, StoreError, Write};
use std::fs;

#[test]
fn a_store_that_was_closed_is_sealed_and_opened_again() {
    let folder = Temp::new();
    let at = folder.path().join("a/b");
    let store = open(&at);
    assert!(!at.join("sealed").exists());
    blocks(&store, 0..20);
    store.close().unwrap();
    assert!(at.join("sealed").exists());
    assert_eq!(fs::read_to_string(at.join("format")).unwrap(), "tripline 1\n");
    let store = open(&at);
    assert_eq!(count(&store), Ok(20));
    assert!(store.bytes() > 10_000);
}

#[test]
fn a_second_one_is_refused_and_told_who_has_it() {
    let folder = Temp::new();
    let store = open(folder.path());
    let refused = Disk::open(folder.path(), &OPTIONS).unwrap_err();
    let StoreError::InUse(text) = &refused else { panic!("{refused}") };
    assert!(text.contains(&format!("process {} has", std::process::id())), "{text}");
    drop(store);
    open(folder.path());
}

#[test]
fn a_newer_store_is_refused_and_not_touched() {
    let folder = Temp::new();
    open(folder.path()).close().unwrap();
    fs::write(folder.path().join("format"), "tripline 7, with more\n").unwrap();
    let refused = Disk::open(folder.path(), &OPTIONS).unwrap_err();
    assert_eq!(refused, StoreError::Newer { found: 7, known: 1 });
    assert!(folder.path().join("sealed").exists());
}

#[test]
fn a_folder_of_others_is_refused_and_not_touched() {
    let folder = Temp::new();
    fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let refused = Disk::open(folder.path(), &OPTIONS).unwrap_err().to_string();
    assert!(refused.contains("not a data directory of tripline"), "{refused}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let file = folder.path().join("letter.txt");
    assert!(matches!(Disk::open(&file, &OPTIONS), Err(StoreError::Open(_))));
}

#[test]
fn a_store_that_was_not_completed_is_made_anew() {
    let folder = Temp::new();
    let root = folder.path();
    fs::write(root.join("format"), "tripline 1, being made\n").unwrap();
    fs::create_dir_all(root.join("new/keyspaces")).unwrap();
    fs::write(root.join("new/0.jnl"), "").unwrap();
    fs::create_dir_all(root.join("engine")).unwrap();
    let store = open(root);
    blocks(&store, 0..3);
    drop(store);
    assert_eq!(count(&open(root)), Ok(3));
    assert!(!root.join("new").exists());
}

#[test]
fn files_that_are_gone_are_damage() {
    let folder = Temp::new();
    open(folder.path()).close().unwrap();
    fs::remove_dir_all(folder.path().join("engine")).unwrap();
    assert!(matches!(Disk::open(folder.path(), &OPTIONS), Err(StoreError::Damaged(_))));
    fs::write(folder.path().join("format"), "what").unwrap();
    assert!(matches!(Disk::open(folder.path(), &OPTIONS), Err(StoreError::Damaged(_))));
}

#[test]
fn for_reading_it_takes_no_writes() {
    let folder = Temp::new();
    let store = open(folder.path());
    blocks(&store, 0..3);
    drop(store);
    let store = Disk::open(folder.path(), &Options { read_only: true, ..OPTIONS }).unwrap();
    assert_eq!(count(&store), Ok(3));
    let write = vec![Write::put(Space::LOG, "a", "b")];
    assert!(matches!(store.write(write, Durability::Now), Err(StoreError::Refused(_))));
    assert!(matches!(store.drop_before(Space::LOG, b"a"), Err(StoreError::Refused(_))));
}

#[test]
fn what_was_dropped_stays_away_and_gives_its_room_back() {
    let folder = Temp::new();
    let store = open(folder.path());
    let mut most = 0;
    for number in 0..400u64 {
        let block = vec![Write::put(Space::LOG, number.to_be_bytes(), vec![1; 256 << 10])];
        store.write(block, Durability::Later).unwrap();
        if number % 20 == 19 {
            store.drop_before(Space::LOG, &(number - 10).to_be_bytes()).unwrap();
            most = most.max(store.bytes() >> 20);
        }
    }
    store.close().unwrap();
    let store = open(folder.path());
    let left = store.scan(Space::LOG, &[], None, 1_000).unwrap();
    assert_eq!((left.len(), left[0].0.as_slice()), (11, 389u64.to_be_bytes().as_slice()));
    assert!(most < 300, "{most} MB for 5 MB that are left");
}
