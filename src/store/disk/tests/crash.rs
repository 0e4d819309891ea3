//! Processes that are killed, and journals as a loss of power leaves them.

use super::{OPTIONS, Temp, block, blocks, count, open};
use crate::store::disk::{Engine, journal, stamp};
use crate::store::{Disk, Durability, Kv, StoreError};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "TRIPLINE_TEST_CRASH";

/// This test as another process, which writes blocks and prints the number of each that is synced.
fn child(folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "store::disk::tests::crash::writes_until_it_is_killed",
        "--nocapture",
    ]);
    command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = open(Path::new(&folder));
    let from = count(&store).unwrap();
    let mut out = std::io::stdout();
    for number in from.. {
        store.write(block(number), Durability::Now).unwrap();
        writeln!(out, "\nsynced {number}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn what_was_synced_survives_being_killed() {
    let folder = Temp::new();
    let mut random = fastrand::Rng::with_seed(11);
    let mut synced = 0;
    for round in 0..8 {
        let mut child = child(folder.path());
        let mut out = BufReader::new(child.stdout.take().unwrap());
        // Killed after a number of blocks, and at once after a while: in the middle of any step.
        let wanted = synced + random.u64(1..60);
        let mut line = String::new();
        while out.read_line(&mut line).unwrap() > 0 {
            let number = line.trim().strip_prefix("synced ").and_then(|text| text.parse().ok());
            synced = number.map_or(synced, |number: u64| number + 1);
            if synced >= wanted {
                break;
            }
            line.clear();
        }
        assert!(synced >= wanted, "round {round}: the child ended by itself");
        child.kill().unwrap();
        child.wait().unwrap();
        // What it printed before it was killed counts too.
        let mut left = String::new();
        out.read_to_string(&mut left).unwrap();
        for line in left.lines() {
            if let Some(number) = line.strip_prefix("synced ").and_then(|text| text.parse().ok()) {
                synced = synced.max(number) + u64::from(number >= synced);
            }
        }
        let store = open(folder.path());
        let there = count(&store).unwrap();
        assert!(there >= synced, "round {round}: {synced} synced, {there} there");
        synced = there;
        if random.bool() {
            store.close().unwrap();
        }
    }
}

/// The files of a store as if its process had been killed: a copy of them while it is open.
fn killed(store: &Disk, to: &Path) {
    let root = store.folder.root();
    let (files, _) = (super::super::seal::files(root).unwrap(), ());
    for (name, length) in files {
        let at = to.join(&name);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        let mut bytes = fs::read(root.join(&name)).unwrap();
        if name.ends_with(".jnl") {
            let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
            bytes.truncate((end + 100).min(length as usize));
        }
        fs::write(at, bytes).unwrap();
    }
}

fn journal_of(root: &Path) -> PathBuf {
    let entries = fs::read_dir(root.join("engine")).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "jnl"))
        .unwrap()
}

/// Any bytes of what was not synced may be missing after a loss of power: a torn page in a batch, a
/// whole batch, the end. What was synced before is there, in order.
#[test]
fn holes_in_what_was_not_synced_are_cut_off() {
    let folder = Temp::new();
    let store = open(&folder.path().join("store"));
    blocks(&store, 0..10);
    let at = |store: &Disk| {
        let bytes = fs::read(journal_of(store.folder.root())).unwrap();
        bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
    };
    let synced = at(&store);
    for number in 10..20 {
        store.write(block(number), Durability::Later).unwrap();
    }
    let written = at(&store);
    let mut random = fastrand::Rng::with_seed(5);
    for round in 0..25 {
        let copy = folder.path().join(format!("copy{round}"));
        killed(&store, &copy);
        let journal = journal_of(&copy);
        let mut bytes = fs::read(&journal).unwrap();
        let (a, b) = (random.usize(synced..written), random.usize(synced..written));
        bytes[a.min(b)..a.max(b)].fill(0);
        fs::write(&journal, bytes).unwrap();
        let store = open(&copy);
        let there = count(&store).unwrap();
        assert!((10..=20).contains(&there), "round {round}: {there}");
        // What comes next follows what is left.
        blocks(&store, there..there + 2);
        drop(store);
        assert_eq!(count(&open(&copy)), Ok(there + 2));
        fs::remove_dir_all(copy).unwrap();
    }
}

/// The same damage to what was synced is told.
#[test]
fn holes_in_what_was_synced_are_damage() {
    let folder = Temp::new();
    let store = open(&folder.path().join("store"));
    blocks(&store, 0..20);
    let mut random = fastrand::Rng::with_seed(6);
    for round in 0..40 {
        let copy = folder.path().join(format!("copy{round}"));
        killed(&store, &copy);
        let journal = journal_of(&copy);
        let mut bytes = fs::read(&journal).unwrap();
        let at = random.usize(..bytes.len() - 101);
        bytes[at] ^= 1 << random.u8(..8);
        fs::write(&journal, bytes).unwrap();
        match Disk::open(&copy, &OPTIONS) {
            // The last batch: nothing is behind it that says that it was synced.
            Ok(store) => assert!(count(&store).unwrap() >= 19, "byte {at}: blocks are gone"),
            Err(StoreError::Damaged(_)) => {}
            Err(other) => panic!("byte {at}: {other}"),
        }
        fs::remove_dir_all(copy).unwrap();
    }
}

#[test]
fn stamps_are_known_by_their_sum() {
    let stamp = stamp::Stamp { number: 5, synced: 4, sum: 9 };
    let mut bytes = stamp.encode();
    assert_eq!(stamp::Stamp::decode(&bytes), Some(stamp));
    bytes[3] ^= 1;
    assert_eq!(stamp::Stamp::decode(&bytes), None);
    assert_eq!(stamp::Stamp::decode(&bytes[1..]), None);
}

#[test]
fn the_engine_writes_journals_as_they_are_read_here() {
    let folder = Temp::new();
    let store = open(folder.path());
    blocks(&store, 0..7);
    let found = journal::mend(&folder.path().join("engine")).unwrap();
    assert_eq!((found.last, found.synced), (7, 6));
    drop(store);
    let engine = Engine::open(&folder.path().join("engine"), 1 << 20).unwrap();
    assert_eq!(engine.stamp().unwrap().number, 7);
}
