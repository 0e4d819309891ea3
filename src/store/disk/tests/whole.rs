//! Copies, and what verifying finds.

use super::{OPTIONS, Temp, blocks, count, open};
use crate::store::{Disk, Durability, Kv, SPACES, Space, StoreError, Write};

#[test]
fn a_copy_holds_what_was_there_when_it_began() {
    let folder = Temp::new();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    let store = open(&from);
    blocks(&store, 0..50);
    store.write(vec![Write::put(Space::TRAIL, "a", "1")], Durability::Later).unwrap();
    store.write(vec![Write::put(Space::TRAIL, "b", "2")], Durability::Later).unwrap();
    store.drop_before(Space::TRAIL, b"b").unwrap();
    let counts = store.copy_to(&to).unwrap();
    blocks(&store, 50..60);
    assert_eq!(counts[0].pairs, 50);
    let copy = open(&to);
    assert_eq!(count(&copy), Ok(50));
    assert_eq!(copy.scan(Space::TRAIL, &[], None, 9).unwrap().len(), 1);
    assert_eq!(copy.verify().unwrap().counts.len(), SPACES.len());
    assert_eq!(count(&store), Ok(60));
    assert!(matches!(store.copy_to(&to), Err(StoreError::Open(_))), "there is a store");
}

#[test]
fn a_whole_store_is_verified_as_such() {
    let folder = Temp::new();
    let store = open(folder.path());
    blocks(&store, 0..30);
    let found = store.verify().unwrap();
    assert_eq!(found.damage, None);
    assert_eq!((found.counts[0].space, found.counts[0].pairs), (Space::LOG, 30));
    let bytes: usize = (0..30).map(|number| 8 + super::value(number).len()).sum();
    assert_eq!(found.counts[0].bytes, bytes as u64);
}

/// A flipped byte in the middle of a large table, where neither the seal nor opening looks.
#[test]
fn verifying_finds_a_damaged_block() {
    let folder = Temp::new();
    let store = open(folder.path());
    for number in 0..200u64 {
        let block = vec![Write::put(Space::LOG, number.to_be_bytes(), vec![number as u8; 200_000])];
        store.write(block, Durability::Later).unwrap();
    }
    store.close().unwrap();
    let engine = folder.path().join("engine");
    let mut tables = super::super::seal::files(&engine).unwrap();
    tables.retain(|(name, _)| name.contains("/tables/"));
    let (name, length) = tables.into_iter().max_by_key(|(_, length)| *length).unwrap();
    assert!(length > 1 << 20, "there is a large table");
    let mut bytes = std::fs::read(engine.join(&name)).unwrap();
    bytes[length as usize / 2] ^= 0x20;
    std::fs::write(engine.join(&name), bytes).unwrap();
    let store = open(folder.path());
    let found = store.verify().unwrap();
    let damage = found.damage.unwrap();
    assert_eq!(damage.space, Space::LOG);
    assert!(matches!(damage.why, StoreError::Damaged(_)), "{}", damage.why);
    assert!(damage.after.is_some());
    let copy = folder.path().join("copy");
    assert!(store.copy_to(&copy).is_err());
    assert!(Disk::open(&copy, &OPTIONS).is_err(), "a part of a store is none");
}
