//! A folder with rules and data that the program is started in, over and over, and what was accepted
//! there.

use super::event;
use super::load::{Bounds, Call, load};
use crate::program::Folder;
use crate::serve::daemon::{Daemon, until};
use crate::serve::got;
use rustix::process::Signal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;

/// A target that gets all; one at the end of a chain of two buses; one that lives on the dead
/// letters of another; one with a file an item, named by the item's id.
pub const RULES: &str = "\
rules:
  all:
    pattern: {source: [shop]}
    targets: [out, copy]
  second:
    bus: second
    pattern: {source: [shop]}
    targets: [copied]
  dying:
    pattern: {source: [shop], detail: {dead: [true]}}
    targets: [dying]
  each:
    pattern: {source: [shop], detail: {each: [true]}}
    targets: [each]
buses:
  second: {}
targets:
  out:
    plugin: file
    config: {folder: out, name: got}
    grants: {files: [out]}
  copy:
    plugin: put-events
    config: {bus: second, source: shop}
    grants: {put-events: [second]}
  copied:
    plugin: file
    config: {folder: out, name: copied}
    grants: {files: [out]}
  dying:
    plugin: webhook
    config: {url: 'http://127.0.0.1:9/'}
    grants: {http: ['http://127.0.0.1:1/']}
    dead-letter: letters
  letters:
    plugin: file
    config: {folder: out, name: letters}
    grants: {files: [out]}
  each:
    plugin: file
    config: {folder: each, mode: put}
    grants: {files: [each]}
";

/// How a round ends.
#[derive(Debug, Clone, Copy)]
pub enum End<'a> {
    /// At this passing of a fail point.
    Point(&'a str, u64),
    /// By the system, after so many answers.
    Kill(u64),
    /// In order.
    Asked(u64),
}

/// What happened so far.
pub struct Story {
    pub folder: Folder,
    store: Option<&'static str>,
    /// Numbers with the ids of their events.
    accepted: BTreeMap<u64, String>,
    /// Calls of which nobody knows whether they count.
    open: Vec<Call>,
    next: AtomicU64,
    seed: u64,
    rounds: u64,
    refused: u64,
    copies: u64,
}

impl Story {
    pub fn new(store: Option<&'static str>, seed: u64) -> Self {
        let folder = Folder::new();
        folder.file("rules/a.yaml", RULES);
        Self {
            folder,
            store,
            accepted: BTreeMap::new(),
            open: Vec::new(),
            next: AtomicU64::new(0),
            seed,
            rounds: 0,
            refused: 0,
            copies: 0,
        }
    }

    fn start(&self, fail: Option<&str>) -> Option<Daemon> {
        let mut env: Vec<_> =
            self.store.map(|store| ("TRIPLINE_STORE", store)).into_iter().collect();
        env.extend(fail.map(|fail| ("TRIPLINE_FAIL_AT", fail)));
        match Daemon::try_start(&self.folder, &["--rules", "rules/a.yaml"], &env) {
            Ok(daemon) => Some(daemon),
            // What was left over led it to the fail point before anybody could ask.
            Err(ran) if fail.is_some() && ran.code == -1 => None,
            Err(ran) => panic!("it ended with {}: {}", ran.code, ran.err),
        }
    }

    /// Starts, puts events until the end, which comes one way or the other.
    pub fn round(&mut self, end: &End<'_>) {
        self.round_with(end, |_| {});
    }

    /// The same, with something else going on beside it.
    pub fn round_with(&mut self, end: &End<'_>, beside: impl FnOnce(&Daemon) + Send) {
        self.rounds += 1;
        let fail = match end {
            End::Point(point, turn) => Some(format!("{point}:{turn}")),
            _ => None,
        };
        let Some(daemon) = self.start(fail.as_deref()) else { return };
        let (answers, signal) = match *end {
            End::Point(..) => (u64::MAX, None),
            End::Kill(answers) => (answers, Some(Signal::KILL)),
            End::Asked(answers) => (answers, Some(Signal::TERM)),
        };
        let then = || {
            if let Some(signal) = signal {
                daemon.signal(signal);
            }
        };
        if answers == 0 {
            then();
        }
        let bounds = Bounds { calls: 1_000, answers, then: &then };
        let again = std::mem::take(&mut self.open);
        let seed = self.seed + self.rounds;
        let answered = std::thread::scope(|scope| {
            let beside = scope.spawn(|| beside(&daemon));
            let answered = load(daemon.address, &self.next, again, &bounds, seed);
            beside.join().unwrap();
            answered
        });
        let ran = match end {
            End::Point(..) => daemon.kill(),
            End::Kill(_) | End::Asked(_) => daemon.ended(),
        };
        let code = if matches!(end, End::Asked(_)) { 0 } else { -1 };
        assert_eq!(ran.code, code, "{end:?}: {}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        self.open = answered.open;
        self.refused += answered.refused;
        // An answered call is made again at times: its ids stay.
        self.open.extend(answered.calls.into_iter().rev().step_by(7).take(4));
        self.note(answered.accepted);
    }

    fn note(&mut self, accepted: Vec<(u64, String)>) {
        for (number, id) in accepted {
            let first = self.accepted.entry(number).or_insert_with(|| id.clone());
            assert_eq!(*first, id, "a call that comes again has the ids it had: {number}");
        }
    }

    /// Starts without an end, makes the open calls again, and waits until everything has arrived.
    pub fn quiet(&mut self) {
        let daemon = self.start(None).unwrap();
        let again = std::mem::take(&mut self.open);
        let calls = again.len() as u64;
        let bounds = Bounds { calls, answers: u64::MAX, then: &|| {} };
        let answered = load(daemon.address, &self.next, again, &bounds, self.seed);
        assert!(answered.open.is_empty(), "{:?}", answered.open);
        self.note(answered.accepted);
        self.settled(&daemon);
        let ran = daemon.end().code(0);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
    }

    /// Has all targets live and go on, and what a dead one lost delivered again.
    pub fn calm(&mut self) {
        std::fs::write(self.folder.path().join("rules/a.yaml"), RULES).unwrap();
        let daemon = self.start(None).unwrap();
        let mut client = daemon.client();
        for target in ["out", "copy", "copied", "dying", "letters", "each"] {
            client.post(&format!("/targets/{target}/resume"), "").is(200);
        }
        until("no dead letters of a target that lives", || {
            client.post("/dead-letters/redrive?target=out", "").is(200);
            let idle = client.get("/readyz").json()["behind"] == 0
                && client.get("/targets").json()["targets"]["out"]["waiting-in-memory"] == 0;
            let left = client.get("/dead-letters?target=out").json();
            (idle && left["dead-letters"].as_array().unwrap().is_empty()).then_some(())
        });
        daemon.end().code(0);
    }

    /// Waits until nothing is under way, and looks for what is missing.
    pub fn settled(&mut self, daemon: &Daemon) {
        let mut client = daemon.client();
        until("nothing is under way", || {
            let behind = client.get("/readyz").json()["behind"] == 0;
            let look = client.get("/targets").json();
            let targets = look["targets"].as_object().unwrap();
            let idle = targets
                .values()
                .all(|target| target["waiting-in-memory"] == 0 && target["more-on-disk"] == false);
            // Between an event that a plugin put and its entry in the log nothing shows.
            let behind = behind && client.get("/readyz").json()["behind"] == 0;
            (behind && idle && look["calls-under-way"] == 0 && self.chain_is_whole()).then_some(())
        });
        let lost = self.lost();
        assert!(lost.is_empty(), "lost: {lost:?}");
    }

    /// Has everything that was put on the second bus come through?
    fn chain_is_whole(&self) -> bool {
        let copied = numbers(&got(&self.folder, "copied"));
        self.accepted.keys().all(|number| copied.contains_key(number))
    }

    /// What was accepted and has not arrived where it should.
    pub fn lost(&mut self) -> Vec<String> {
        let mut lost = Vec::new();
        let all = got(&self.folder, "got");
        self.copies = (all.len() - numbers(&all).len()) as u64;
        for (name, found, every) in [("got", all, 1), ("letters", got(&self.folder, "letters"), 5)]
        {
            let found = numbers(&found);
            for (number, id) in self.accepted.iter().filter(|(n, _)| n.is_multiple_of(every)) {
                match found.get(number) {
                    None => lost.push(format!("{number} in {name}")),
                    Some(ids) => assert!(ids.iter().all(|own| own == id), "{number}: {ids:?}"),
                }
            }
        }
        let copied = numbers(&got(&self.folder, "copied"));
        let missing = self.accepted.keys().filter(|number| !copied.contains_key(number));
        lost.extend(missing.map(|number| format!("{number} in copied")));
        let mut files: BTreeMap<u64, u32> = BTreeMap::new();
        for path in files_below(&self.folder.path().join("rules/each")) {
            // A write that was cut off leaves its part.
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let event: Value = serde_json::from_str(&text).unwrap();
            *files.entry(event["detail"]["n"].as_u64().unwrap()).or_default() += 1;
        }
        assert!(files.values().all(|count| *count == 1), "an item has one id: {files:?}");
        let each = self.accepted.keys().filter(|number| number.is_multiple_of(9));
        let missing = each.filter(|number| !files.contains_key(number));
        lost.extend(missing.map(|number| format!("{number} in each")));
        lost
    }

    /// A line about it.
    pub fn told(&self) -> String {
        format!(
            "{} rounds, {} events accepted, {} delivered again, {} calls refused, store {}",
            self.rounds,
            self.accepted.len(),
            self.copies,
            self.refused,
            self.store.unwrap_or("disk"),
        )
    }
}

/// The ids of events by their number.
fn numbers(lines: &[Value]) -> BTreeMap<u64, Vec<String>> {
    let mut all: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for event in lines.iter().map(event) {
        // What was put again has the event as its detail.
        let inner = event["detail"].get("detail").unwrap_or(&event["detail"]);
        let number = inner["n"].as_u64();
        let number = number.unwrap_or_else(|| panic!("an event without a number: {event}"));
        all.entry(number).or_default().push(event["id"].as_str().unwrap_or_default().to_owned());
    }
    all
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { all.push(path) }
        }
    }
    all
}
