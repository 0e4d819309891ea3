//! Files of a closed store that someone changed. Either all is there and right, or opening or reading
//! says that it is not: never a panic, never wrong data.

use super::{OPTIONS, Temp, blocks, count, open};
use crate::store::{Disk, Kv, Space, StoreError, Write};
use fastrand::Rng;
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    for (name, _) in super::super::seal::files(from).unwrap() {
        let at = to.join(&name);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::copy(from.join(&name), at).unwrap();
    }
}

fn harm(root: &Path, random: &mut Rng) -> String {
    let files = super::super::seal::files(root).unwrap();
    let (name, length) = loop {
        // Half of the time one that matters most.
        let chosen = &files[random.usize(..files.len())];
        if chosen.1 > 0 && (random.bool() || chosen.1 > 1_000) {
            break chosen.clone();
        }
    };
    let path = root.join(&name);
    let mut bytes = fs::read(&path).unwrap();
    let at = random.usize(..length as usize);
    let what = match random.u8(..6) {
        0 => {
            bytes.truncate(at);
            "cut off"
        }
        1 => {
            let end = (at + random.usize(1..5_000)).min(bytes.len());
            bytes[at..end].fill(0);
            "zeros"
        }
        2 => {
            fs::remove_file(&path).unwrap();
            return format!("{name} removed");
        }
        3 => {
            bytes.extend_from_within(..at);
            "longer"
        }
        _ => {
            bytes[at] ^= 1 << random.u8(..8);
            "flipped"
        }
    };
    fs::write(&path, bytes).unwrap();
    format!("{name} {what} at {at} of {length}")
}

#[test]
fn changed_files_are_told_or_make_no_difference() {
    let folder = Temp::new();
    let whole = folder.path().join("whole");
    let store = open(&whole);
    blocks(&store, 0..60);
    // So that there are tables of several sizes and not journals alone.
    for _ in 0..2 {
        let fill = |n: u8| Write::put(Space::METRICS, [n], vec![n; 900_000]);
        store.write((0..12).map(fill).collect(), crate::store::Durability::Now).unwrap();
    }
    blocks(&store, 60..80);
    store.close().unwrap();
    let rounds = std::env::var("TRIPLINE_ROUNDS").ok().and_then(|text| text.parse().ok());
    let mut told = 0;
    for round in 0..rounds.unwrap_or(80u64) {
        let mut random = Rng::with_seed(round);
        let harmed = folder.path().join("harmed");
        copy(&whole, &harmed);
        let what = harm(&harmed, &mut random);
        match Disk::open(&harmed, &OPTIONS) {
            Ok(store) => {
                let found = store.verify().unwrap();
                match count(&store) {
                    Ok(many) => assert!(many == 80 || found.damage.is_some(), "{what}: {many}"),
                    Err(why) => assert!(found.damage.is_some(), "{what}: {why}"),
                }
                let metrics = store.scan(Space::METRICS, &[], None, 99);
                assert!(metrics.is_err() || metrics.unwrap().len() == 12, "{what}");
                told += u32::from(found.damage.is_some());
            }
            Err(StoreError::Damaged(_) | StoreError::Open(_) | StoreError::Newer { .. }) => {
                told += 1
            }
            Err(other) => panic!("{what}: {other}"),
        }
        fs::remove_dir_all(&harmed).unwrap();
    }
    assert!(told > 40, "only {told} were found");
}
