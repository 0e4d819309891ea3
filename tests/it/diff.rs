//! `tripline diff` and `tripline replay`: other matches of the same events.

use crate::program::Folder;
use serde_json::{Value, json};
use std::path::Path;
use tripline::base::limits::Limits;
use tripline::daemon::archive::Archiver;
use tripline::eval::Archived;
use tripline::rules::{Bundle, Loaded, Role, bundle};
use tripline::store::{Disk, Durability, Kv, Options};

const OLD: &str = "rules:\n  same: {pattern: {source: [a]}}\n  wide: {pattern: {detail: {n: [1, 2]}}}\n  \
                   gone: {pattern: {source: [b]}}\n";
const NEW: &str = "rules:\n  same: {pattern: {source: [a]}}\n  wide: {pattern: {detail: {n: [2, 3]}}}\n  \
                   fresh: {pattern: {source: [c]}}\nbuses: {default: {archives: {all: , other: }}}\n";

fn events() -> Vec<String> {
    let event = |(n, source): (u32, &str)| {
        json!({"id": format!("e{n}"), "source": source, "detail-type": "t", "detail": {"n": n},
            "time": format!("2026-05-01T10:0{n}:00Z")})
        .to_string()
    };
    [(0, "a"), (1, "a"), (2, "b"), (3, "c")].into_iter().map(event).collect()
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("old/r.yaml", OLD)
        .file("new/r.yaml", NEW)
        .file("events.ndjson", events().join("\n"));
    folder
}

fn rules() -> Bundle {
    let mut loaded = Loaded::default();
    loaded.add_texts(&[("new.yaml", NEW)], Role::Own, &Limits::default());
    let no_files = |_: &Path| Err(std::io::Error::other("no files"));
    bundle(&loaded, &[], &no_files, &Limits::default()).0
}

/// Writes a data directory with an archive `all`.
fn archive(folder: &Folder) {
    let options = Options { reserve: 0, ..Options::default() };
    let store = Disk::open(&folder.path().join("data"), &options).unwrap();
    let mut archiver = Archiver::restore(&store).unwrap();
    for (seq, event) in (1..).zip(events()) {
        let time: Value = serde_json::from_str(&event).unwrap();
        let time = time["time"].as_str().map(str::to_owned);
        let archived = Archived { archives: vec![0], time, event: event.into_bytes().into() };
        archiver.take(seq, 0, &rules().archives, &archived);
    }
    let mut writes = Vec::new();
    archiver.settle(&mut writes);
    store.write(writes, Durability::Now).unwrap();
    store.close().unwrap();
}

const TEXT: &str = "\
fresh: 0 -> 1 matches, not among the old rules
  + 2026-05-01T10:03:00Z c t e3 (IN, 3)
gone: 1 -> 0 matches, not among the new rules
  - 2026-05-01T10:02:00Z b t e2 (IN, 2)
wide: 2 -> 2 matches
  + 2026-05-01T10:03:00Z c t e3 (IN, 3)
  - 2026-05-01T10:01:00Z a t e1 (IN, 1)
4 events of WHAT: 2 matches appear and 2 disappear
";

#[test]
fn matches_that_appear_and_disappear() {
    let folder = folder();
    let ran = folder.run(&["diff", "old", "new", "--events", "events.ndjson"]).code(1);
    assert_eq!(ran.out, TEXT.replace("IN", "events.ndjson").replace("WHAT", "the inputs"));
    let ran = folder.run(&["diff", "old", "old", "--events", "events.ndjson"]).code(0);
    assert_eq!(ran.out, "4 events of the inputs: the same matches\n");
    let ran = folder.run(&["diff", "old", "new", "--format", "json", "--events", "events.ndjson"]);
    let found: Value = serde_json::from_str(&ran.code(1).out).unwrap();
    let summary = json!({"kind": "summary", "events": 4, "errors": 0, "rules": 3, "appear": 2, "disappear": 2});
    assert_eq!(found["summary"], summary);
    assert_eq!(found["differences"][0]["in"], "new");
    assert_eq!(found["differences"][2]["appearing"][0]["event-id"], "e3");
    let args = [
        "diff",
        "old",
        "new",
        "--format",
        "ndjson",
        "--examples",
        "0",
        "--events",
        "events.ndjson",
    ];
    let lines = folder.run(&args).code(1).out;
    assert_eq!(lines.lines().count(), 4);
    assert!(lines.contains(r#""rule":"wide","#) && lines.contains(r#""appearing":[]"#), "{lines}");
}

#[test]
fn archives_are_taken_through_changed_rules() {
    let folder = folder();
    archive(&folder);
    let what = |text: &str| text.replace("IN", "archive all").replace("WHAT", "the archive `all`");
    let ran = folder.run(&["diff", "old", "new", "--archive", "all", "--data", "data"]).code(1);
    assert_eq!(ran.out, what(TEXT));
    let window = ["replay", "--from", "2026-05-01T10:00:00Z", "--to", "2026-05-01T10:02:00Z"];
    let with = |more: &[&str]| folder.run(&[&window[..], more].concat());
    let ran = with(&["--rules", "new", "--against", "old", "--data", "data"]).code(1);
    assert!(
        ran.out.ends_with("2 events of the archive `all`: 0 matches appear and 1 disappears\n"),
        "{}",
        ran.out
    );
    with(&["--rules", "new", "--against", "new", "--data", "data"]).code(0);
    let none =
        with(&["--rules", "new", "--against", "old", "--data", "data", "--archive", "other"])
            .code(2);
    assert!(
        none.err.contains("no archive `other` holds anything; there are `all`"),
        "{}",
        none.err
    );
    let none = with(&["--rules", "old", "--against", "old", "--data", "data"]).code(2);
    assert!(none.err.contains("name its bus with `--bus`"), "{}", none.err);
    with(&["--rules", "old", "--against", "old", "--data", "data", "--bus", "default"]).code(0);
    with(&["--rules", "new", "--against", "old", "--data", "new"]).code(3);
}

#[test]
fn bad_rules_and_events_that_cannot_be_read() {
    let folder = folder();
    folder.file("bad/r.yaml", "rules: {r: {pattern: 1}}\n");
    folder.run(&["diff", "old", "bad", "--events", "events.ndjson"]).code(2);
    folder.run(&["diff", "old", "new", "--events", "nothing.json"]).code(3);
    folder.file("broken.ndjson", "{\"source\":\"a\",\"detail\":{}}\n{\"source\":}\n");
    let ran = folder.run(&["diff", "old", "new", "--events", "broken.ndjson"]).code(3);
    assert!(ran.err.contains("broken.ndjson"), "{}", ran.err);
    folder.run(&["diff", "old", "new"]).code(2);
}
