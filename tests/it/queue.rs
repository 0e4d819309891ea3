//! `tripline queue`: what deliveries left in a queue is received, hidden and acknowledged.

use super::program::Folder;
use serde_json::Value;

const RULES: &str = "rules:\n  orders: {pattern: {source: [shop]}, targets: [jobs]}\ntargets:\n  jobs:\n    \
                     plugin: queue\n    config: {visibility-timeout: 1h}\n    grants: {state: true, clock: \
                     true, random: true}\n    limits: {concurrency: 1}\n  other: {plugin: log}\n";

const EVENTS: &str = r#"{"id":"e-1","source":"shop","detail":{"n":1}}
{"id":"e-2","source":"shop","detail":{"n":2}}
{"id":"e-3","source":"shop","detail":{"n":3}}
"#;

fn filled() -> Folder {
    let folder = Folder::new();
    folder.file("rules/a.yaml", RULES).file("events.ndjson", EVENTS);
    let ran = folder.run(&["eval", "--deliver", "--data", "data", "events.ndjson"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    folder
}

fn queue(folder: &Folder, args: &[&str]) -> (i32, Vec<Value>, String) {
    let ran = folder.run(&[&["queue"], args, &["--data", "data"]].concat());
    let lines = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (ran.code, lines, ran.err)
}

#[test]
fn received_messages_are_hidden_and_acknowledged_ones_gone() {
    let folder = filled();
    let (code, messages, _) = queue(&folder, &["receive", "jobs", "--max", "2"]);
    assert_eq!((code, messages.len()), (0, 2));
    let body = |at: usize| -> Value {
        serde_json::from_str(messages[at]["body"].as_str().unwrap()).unwrap()
    };
    assert_eq!((&body(0)["detail"]["n"], &body(1)["detail"]["n"]), (&1.into(), &2.into()));
    let (_, rest, _) = queue(&folder, &["receive", "jobs", "--max", "10"]);
    assert_eq!(rest.len(), 1, "the others are hidden");
    let handle = |at: usize| messages[at]["receipt-handle"].as_str().unwrap().to_owned();
    let (code, answer, _) = queue(&folder, &["ack", "jobs", &handle(0)]);
    assert_eq!((code, answer[0]["acked"].as_array().unwrap().len()), (0, 1));
    let (code, answer, _) = queue(&folder, &["ack", "jobs", &handle(0)]);
    assert_eq!((code, answer[0]["failed"].as_array().unwrap().len()), (1, 1));
    // What is shown again is received again, with another handle.
    let (code, ..) = queue(&folder, &["extend", "jobs", &handle(1), "--visibility-timeout", "0s"]);
    assert_eq!(code, 0);
    let (_, again, _) = queue(&folder, &["receive", "jobs", "--max", "10"]);
    assert_eq!((again.len(), &again[0]["receive-count"]), (1, &2.into()));
    assert_ne!(again[0]["receipt-handle"].as_str().unwrap(), handle(1));
}

#[test]
fn events_that_come_again_are_not_kept_twice() {
    let folder = filled();
    let ran = folder.run(&["eval", "--deliver", "--data", "data", "events.ndjson"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (_, stats, _) = queue(&folder, &["stats", "jobs"]);
    assert_eq!(stats[0]["visible"], 3);
    let (code, ..) = queue(&folder, &["purge", "jobs"]);
    assert_eq!(code, 0);
    let (_, stats, _) = queue(&folder, &["stats", "jobs"]);
    assert_eq!(stats[0]["visible"], 0);
}

#[test]
fn what_is_no_queue() {
    let folder = filled();
    let (code, _, said) = queue(&folder, &["stats", "job"]);
    assert_eq!(code, 2);
    assert!(said.contains("did you mean `jobs`?"), "{said}");
    let (code, _, said) = queue(&folder, &["stats", "other"]);
    assert_eq!(code, 2);
    assert!(said.contains("is no queue"), "{said}");
    let ran = folder.run(&["queue", "stats", "jobs", "--data", "nowhere"]);
    assert_eq!(ran.code, 3);
    let (code, _, said) = queue(&folder, &["receive", "jobs", "--visibility-timeout", "soon"]);
    assert_eq!(code, 4);
    assert!(said.contains("`soon` is not a length of time"), "{said}");
}

#[test]
fn dead_letters_of_a_queue_with_a_bus_are_events() {
    let folder = Folder::new();
    folder.file("events.ndjson", EVENTS.lines().next().unwrap());
    folder.file(
        "rules/a.yaml",
        "rules:\n  orders: {pattern: {source: [shop]}, targets: [jobs]}\n  dead: {pattern: {source: \
         [{anything-but: shop}]}, targets: [letters]}\ntargets:\n  jobs:\n    plugin: queue\n    config: \
         {redrive: {max-receive-count: 1, bus: default}}\n    grants: {state: true, clock: true, random: \
         true, put-events: [default]}\n  letters:\n    plugin: file\n    config: {folder: out, name: \
         letters}\n    grants: {files: [out]}\n",
    );
    let ran = folder.run(&["eval", "--deliver", "--data", "data", "events.ndjson"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (_, messages, _) = queue(&folder, &["receive", "jobs", "--visibility-timeout", "0s"]);
    assert_eq!(messages.len(), 1);
    let (code, messages, said) = queue(&folder, &["receive", "jobs"]);
    assert_eq!((code, messages.len()), (0, 0), "{said}");
    let letters = folder.read("rules/out/letters.ndjson");
    assert!(letters.contains("e-1"), "{letters}");
}
