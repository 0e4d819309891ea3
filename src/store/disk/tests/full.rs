//! Disks that are full or cannot be written.

use super::{OPTIONS, Temp, blocks, count, open};
use crate::store::{Disk, Durability, Kv, Options, Space, StoreError, Write};
use std::path::Path;
use std::process::Command;

#[test]
fn with_less_than_the_reserve_writes_are_refused_and_nothing_is_lost() {
    let folder = Temp::new();
    let store = open(folder.path());
    blocks(&store, 0..5);
    store.close().unwrap();
    let store = Disk::open(folder.path(), &Options { reserve: u64::MAX, ..OPTIONS }).unwrap();
    let write = || store.write(vec![Write::put(Space::LOG, "a", "b")], Durability::Now);
    for _ in 0..2 {
        let refused = write().unwrap_err();
        assert!(matches!(refused, StoreError::Full(_)), "{refused}");
    }
    assert_eq!(store.failure(), None);
    assert_eq!(count(&store), Ok(5));
    store.close().unwrap();
    blocks(&open(folder.path()), 5..6);
}

const FOLDER: &str = "TRIPLINE_TEST_SMALL_DISK";

/// A disk of 150 MB, in a process with its own view of what is mounted.
#[test]
fn a_disk_without_room_is_told_and_what_was_taken_is_there() {
    let folder = Temp::new();
    let this = std::env::current_exe().unwrap();
    let script = "mount -t tmpfs -o size=150m none \"$0\" && exec \"$1\" --exact \
                  store::disk::tests::full::fills_a_small_disk --nocapture";
    let child = Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .args([folder.path(), &this])
        .env(FOLDER, folder.path())
        .output();
    let Ok(output) = child else { return eprintln!("skipped: there is no `unshare`") };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !text.contains("a small disk") {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        return eprintln!("skipped: no file systems can be mounted here: {why}");
    }
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn fills_a_small_disk() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    println!("a small disk");
    let folder = Path::new(&folder);
    fill(&folder.join("with"), Options { reserve: 60 << 20, ..OPTIONS });
    std::fs::remove_dir_all(folder.join("with")).unwrap();
    fill(&folder.join("without"), OPTIONS);
}

/// Writes until the disk is full; frees room, and all that was taken has to be there.
fn fill(folder: &Path, options: Options) {
    let store = Disk::open(folder, &options).unwrap();
    let block = |number: u64| vec![Write::put(Space::LOG, number.to_be_bytes(), vec![1; 500_000])];
    let mut taken = 0;
    let refused = loop {
        match store.write(block(taken), Durability::Now) {
            Ok(()) => taken += 1,
            Err(error) => break error,
        }
        assert!(taken < 1_000);
    };
    println!("{taken} blocks, then: {refused}");
    match refused {
        StoreError::Full(_) => {
            assert!(options.reserve > 0);
            // Taking away is allowed, and makes room.
            store.drop_before(Space::LOG, &(taken - 5).to_be_bytes()).unwrap();
            store.close().unwrap();
            let store = Disk::open(folder, &options).unwrap();
            assert_eq!(store.scan(Space::LOG, &[], None, 999).unwrap().len(), 5);
            store.write(block(taken), Durability::Now).unwrap();
        }
        StoreError::Failed(_) => {
            assert_eq!(options.reserve, 0);
            let again = store.write(block(taken), Durability::Now).unwrap_err();
            assert!(matches!(again, StoreError::Failed(_)), "{again}");
            assert_eq!(store.scan(Space::LOG, &[], None, 999).unwrap().len() as u64, taken);
            drop(store);
            let Ok(store) = Disk::open(folder, &options) else {
                return println!("without any room it cannot be opened");
            };
            let there = store.scan(Space::LOG, &[], None, 999).unwrap().len() as u64;
            assert!(there >= taken, "{there} of {taken} are left");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    // Whoever is root may write anywhere but here.
    let refused = Disk::open(Path::new("/proc/tripline"), &OPTIONS).unwrap_err();
    assert!(matches!(refused, StoreError::Open(_)), "{refused}");
    let refused = Disk::open(Path::new("/proc/self/task"), &OPTIONS).unwrap_err();
    assert!(matches!(refused, StoreError::Open(_)), "{refused}");
}
