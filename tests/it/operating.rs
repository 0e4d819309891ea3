//! The commands that operate a daemon: `dlq`, `top`, `backup`, `restore`, `fsck`; signs of life.

use super::program::Folder;
use super::served::{Served, until};
use serde_json::Value;

/// A rule whose target may not call what it wants to, so that each delivery fails at once, and a
/// target for signs of life.
const RULES: &str = "rules:\n  orders: {pattern: {source: [shop]}, targets: [t]}\ntargets:\n  t:\n    \
                     plugin: webhook\n    config: {url: 'http://127.0.0.1:9/x'}\n    grants: {http: \
                     ['http://127.0.0.1:10/']}\n  beats:\n    plugin: file\n    config: {folder: out, name: \
                     beats}\n    grants: {files: [out]}\n";

const EVENTS: &str = r#"[{"id":"e-1","source":"shop","time":"2026-01-02T03:04:05Z","detail":{}},
{"id":"e-2","source":"shop","time":"2026-01-02T03:04:05Z","detail":{}}]"#;

const SETTINGS: &str =
    "rules: [rules]\ndata: data\nbackups: backups\nheartbeat: {every: 1s, target: beats}\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("rules/a.yaml", RULES).file("tripline.yaml", SETTINGS);
    folder
}

/// Runs `tripline dlq` and reads what it prints.
#[track_caller]
fn dlq(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let ran = folder.run(&[&["dlq"], args].concat()).code(0);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The ids of dead letters, once there are so many.
fn dead(folder: &Folder, whose: &[&str], count: usize) -> Vec<String> {
    until("that number of dead letters", || {
        let letters = dlq(folder, &[&["list", "--rule", "orders"], whose].concat());
        let id = |letter: &Value| letter["id"].as_str().unwrap().to_owned();
        (letters.len() == count).then(|| letters.iter().map(id).collect())
    })
}

fn id_of(document: &str) -> Value {
    serde_json::from_str::<Value>(document).unwrap()["event"]["id"].clone()
}

#[test]
fn a_daemon_is_operated_while_it_runs_and_when_it_does_not() {
    let folder = folder();
    let daemon = Served::start(&folder, &["--config", "tripline.yaml"]);
    let url = daemon.url.clone();
    let at = ["--endpoint", url.as_str()];
    let run = |args: &[&str]| folder.run(&[args, &at].concat());
    assert_eq!(daemon.ask("POST", "/events", EVENTS).0, 200);

    // Dead letters: listed, shown, delivered again (which fails again), forgotten.
    let ids = dead(&folder, &at, 2);
    let mut events: Vec<_> =
        ids.iter().map(|id| id_of(&run(&["dlq", "show", id]).code(0).out)).collect();
    events.sort_by_key(Value::to_string);
    assert_eq!(events, ["e-1", "e-2"]);
    assert!(run(&["dlq", "show", "00"]).code(2).err.contains("no dead letter"));
    let redriven = dlq(&folder, &[&["redrive", "--target", "t"], &at[..]].concat());
    assert_eq!((&redriven[0]["redriven"], &redriven[0]["left"]), (&2.into(), &0.into()));
    let again = until("other dead letters", || {
        let now = dead(&folder, &at, 2);
        now.iter().all(|id| !ids.contains(id)).then_some(now)
    });
    assert_eq!(dlq(&folder, &[&["purge", &again[0]], &at[..]].concat())[0]["purged"], 1);
    assert_eq!(run(&["dlq", "purge"]).code, 2, "what is meant has to be said");

    // One frame, and signs of life.
    let frame = run(&["top", "--once"]).code(0).out;
    for part in ["takes events", "orders", "dead letters", "beats"] {
        assert!(frame.contains(part), "{part}: {frame}");
    }
    until("a sign of life", || {
        let beats = std::fs::read_to_string(folder.path().join("rules/out/beats.ndjson")).ok()?;
        beats.contains("\"detail-type\":\"tripline Heartbeat\"").then_some(())
    });

    // A backup while it runs, at the place that the settings allow.
    let made = run(&["backup", "--to", "one"]).code(0).out;
    assert!(made.starts_with("one: "), "{made}");
    assert!(folder.path().join("backups/one/format").is_file());
    assert!(run(&["backup", "--to", "one"]).code(3).err.contains("already"));
    assert!(run(&["backup", "--to", "../two"]).code(3).err.contains("no name of a backup"));
    assert!(folder.run(&["fsck", "--data", "data"]).code(3).err.contains("in use"));
    daemon.end();
    assert!(run(&["top", "--once"]).code(3).err.contains("does not answer"));

    // The same on the directory of a daemon that does not run.
    let sound = folder.run(&["fsck", "--data", "data"]).code(0).out;
    assert!(sound.contains("dead letters: 1 (t 1)") && sound.ends_with("sound\n"), "{sound}");
    let own = ["--data", "data"];
    assert_eq!(dead(&folder, &own, 1), again[1..]);
    let redriven = dlq(&folder, &[&["redrive", "--all"], &own[..]].concat());
    assert_eq!(redriven[0]["redriven"], 1);
    let sound = folder.run(&["fsck", "--data", "data"]).code(0).out;
    assert!(sound.contains("queue: 1 (t 1)"), "{sound}");
    folder.run(&["backup", "--data", "data", "--to", "copies"]).code(0);
    folder.run(&["backup", "--data", "data", "--to", "copies"]).code(3);

    // What was put back is as it was: the one delivery waits and is made, the other letter is there.
    folder.run(&["restore", "copies", "--data", "later"]).code(0);
    folder.run(&["restore", "backups/one", "--data", "earlier"]).code(0);
    assert_eq!(dead(&folder, &["--data", "earlier"], 1), again[1..]);
    folder.run(&["restore", "copies", "--data", "later"]).code(2);
    let daemon = Served::start(&folder, &["--rules", "rules", "--data", "later"]);
    let whose = ["--endpoint", daemon.url.as_str()];
    let ids = dead(&folder, &whose, 1);
    assert_ne!(ids, again[1..], "it was delivered again");
    daemon.end();
}

#[test]
fn damage_is_told_and_not_put_back() {
    let folder = folder();
    let daemon = Served::start(&folder, &["--rules", "rules", "--data", "data"]);
    assert_eq!(daemon.ask("POST", "/events", EVENTS).0, 200);
    let refused = folder.run(&["backup", "--endpoint", &daemon.url]).code(3).err;
    assert!(refused.contains("the settings allow no backups"), "{refused}");
    daemon.end();
    folder.run(&["backup", "--data", "data", "--to", "copy"]).code(0);
    let damaged = spoil(&folder.path().join("copy/engine"));
    let told = folder.run(&["restore", "copy", "--data", "other"]).code(3).err;
    assert!(told.contains("damaged"), "{}: {told}", damaged.display());
    assert_eq!(std::fs::read_dir(folder.path().join("other")).unwrap().count(), 0);
    let told = folder.run(&["fsck", "--data", "copy"]).code(3);
    assert!((told.out + &told.err).contains("damaged"));
    let all: [&[&str]; 3] = [&["fsck"], &["backup", "--to=x"], &["dlq", "list"]];
    for nothing in all {
        let ran = folder.run(&[nothing, &["--data", "nowhere"]].concat()).code(3);
        assert!(ran.err.contains("no data directory"), "{}", ran.err);
        assert!(!folder.path().join("nowhere").exists());
    }
}

/// Changes a byte in the middle of the largest file of a folder.
fn spoil(folder: &std::path::Path) -> std::path::PathBuf {
    let (mut folders, mut largest) = (vec![folder.to_owned()], (0, folder.to_owned()));
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let facts = entry.metadata().unwrap();
            if facts.is_dir() {
                folders.push(entry.path());
            } else if facts.len() > largest.0 {
                largest = (facts.len(), entry.path());
            }
        }
    }
    let mut bytes = std::fs::read(&largest.1).unwrap();
    // Journals are empty from some place on: the first bytes are those of something.
    let at = bytes.len().min(200) / 2;
    bytes[at] ^= 0x55;
    std::fs::write(&largest.1, bytes).unwrap();
    largest.1
}
