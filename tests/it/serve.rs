//! `tripline serve` from outside: a process, its HTTP interface, its files and its signals.

pub mod client;
pub mod daemon;

use crate::program::Folder;
use client::Client;
use daemon::{Daemon, until};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::io::Write;

const RULES: &str = "\
rules:
  orders:
    pattern: {source: [shop, aws.ec2]}
    targets: [out]
  others:
    bus: orders
    pattern: {source: [shop]}
    targets: [out]
buses:
  orders: {}
targets:
  out:
    plugin: file
    config: {folder: out, name: got}
    grants: {files: [out]}
";

fn folder(rules: &str) -> Folder {
    let folder = Folder::new();
    folder.file("rules/a.yaml", rules);
    folder
}

/// The events that the file target `name` has got so far.
pub fn got(folder: &Folder, name: &str) -> Vec<Value> {
    let path = folder.path().join(format!("rules/out/{name}.ndjson"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    // The last line may be half there.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Waits until the file target `name` has got so many events.
fn wait_for(folder: &Folder, name: &str, count: usize) -> Vec<Value> {
    until(&format!("{count} events in {name}"), || {
        let got = got(folder, name);
        (got.len() >= count).then_some(got)
    })
}

/// An entry of PutEvents.
pub fn entry(n: u64) -> Value {
    json!({"Source": "shop", "DetailType": "Order", "Detail": json!({"n": n}).to_string()})
}

fn put(client: &mut Client, id: &str, entries: &Value) -> client::Reply {
    client.events("PutEvents", id, &json!({"Entries": entries})).unwrap()
}

#[test]
fn events_reach_a_target_and_a_call_counts_once() {
    let folder = folder(RULES);
    let daemon = Daemon::start(&folder, &[]);
    let mut client = daemon.client();
    assert_eq!(client.get("/healthz").is(200).json()["alive"], true);
    assert_eq!(client.get("/readyz").is(200).json()["ready"], true);
    let mut other = entry(2);
    other["EventBusName"] = json!("orders");
    let first = put(&mut client, "call-1", &json!([entry(1), other])).is(200).json();
    assert_eq!(first["FailedEntryCount"], 0);
    let again = put(&mut client, "call-1", &json!([entry(1), other])).is(200).json();
    assert_eq!(first, again, "the same ids");
    let another = put(&mut client, "call-2", &json!([entry(1)])).is(200).json();
    assert_ne!(first["Entries"][0], another["Entries"][0]);
    let events = wait_for(&folder, "got", 3);
    let mut ids: Vec<&Value> = events.iter().map(|event| &event["id"]).collect();
    let mut answered = [&first["Entries"][0], &first["Entries"][1], &another["Entries"][0]]
        .map(|entry| &entry["EventId"]);
    ids.sort_by_key(ToString::to_string);
    answered.sort_by_key(ToString::to_string);
    assert_eq!(ids, answered);
    daemon.end().code(0);
    assert_eq!(got(&folder, "got").len(), 3, "once each");
}

#[test]
fn entries_fail_by_themselves_and_calls_as_a_whole() {
    let folder = folder(RULES);
    let daemon = Daemon::start(&folder, &["--compat", "tripline"]);
    let mut client = daemon.client();
    let mut nowhere = entry(1);
    nowhere["EventBusName"] = json!("nowhere");
    let mut broken = entry(2);
    broken["Detail"] = json!("{\"n\":");
    let bare = json!({"Source": "shop", "DetailType": "t"});
    let answer = put(&mut client, "a", &json!([nowhere, broken, bare, entry(3)])).is(200).json();
    assert_eq!(answer["FailedEntryCount"], 3);
    let codes: Vec<_> = (0..4).map(|at| answer["Entries"][at]["ErrorCode"].clone()).collect();
    let want = [json!("ResourceNotFoundException"), json!("MalformedDetail")];
    assert_eq!(codes[..2], want);
    assert_eq!(codes[2..], [json!("InvalidArgument"), Value::Null]);
    let eleven: Vec<Value> = (0..11).map(entry).collect();
    for entries in [json!(eleven), json!([])] {
        let refused = put(&mut client, "b", &entries).is(400);
        assert_eq!(refused.header("x-amzn-errortype"), Some("ValidationException"));
    }
    let unread = [("x-amz-target", "AWSEvents.PutEvents")];
    let unread = client.ask("POST", "/", &unread, b"{\"Entries\":").unwrap().is(400);
    assert!(unread.text().contains("SerializationException"), "{}", unread.text());
    let unknown = client.events("PutPartnerEvents", "c", &json!({})).unwrap().is(400);
    assert!(unknown.text().contains("UnknownOperationException"), "{}", unknown.text());
    assert_eq!(wait_for(&folder, "got", 1)[0]["detail"]["n"], 3);
    daemon.end().code(0);
    assert_eq!(got(&folder, "got").len(), 1);
}

#[test]
fn bodies_of_every_form_are_taken() {
    let event = |n: u64| json!({"id": format!("e-{n}"), "source": "shop", "detail": {"n": n}});
    let lines =
        |from: u64, to: u64| -> String { (from..to).map(|n| format!("{}\n", event(n))).collect() };
    let gzip = |text: &str| {
        let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        to.write_all(text.as_bytes()).unwrap();
        to.finish().unwrap()
    };
    let zstd = |text: &str| {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(text.as_bytes(), level)
    };
    let trail = json!({"Records": [
        {"eventVersion": "1.08", "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances",
         "eventTime": "2026-01-02T03:04:05Z", "eventID": "t-1", "awsRegion": "us-east-1"},
        {"eventVersion": "1.08", "eventSource": "ec2.amazonaws.com", "eventName": "StopInstances",
         "eventTime": "2026-01-02T03:04:06Z", "eventID": "t-2", "awsRegion": "us-east-1"},
    ]});
    let bodies: Vec<(u64, Vec<u8>)> = vec![
        (1, event(1).to_string().into_bytes()),
        (2, json!([event(2), event(3)]).to_string().into_bytes()),
        (3, lines(4, 7).into_bytes()),
        (2, trail.to_string().into_bytes()),
        (3, gzip(&lines(7, 10))),
        (3, zstd(&lines(10, 13))),
        (2, gzip(&trail.to_string().replace("t-", "u-"))),
    ];
    let folder = folder(RULES);
    let daemon = Daemon::start(&folder, &[]);
    let mut client = daemon.client();
    let mut sum = 0;
    for (count, body) in &bodies {
        let answer = client.post("/events", body).is(200).json();
        assert_eq!((&answer["accepted"], &answer["broken"]), (&json!(count), &json!(0)));
        sum += count;
    }
    let events = wait_for(&folder, "got", usize::try_from(sum).unwrap());
    assert_eq!(events.len() as u64, sum);
    let from_ec2 = events.iter().filter(|event| event["source"] == "aws.ec2");
    assert_eq!(from_ec2.count(), 4);
    client.post("/events?bus=nowhere", event(1).to_string()).is(404);
    client.post("/events", "no event at all").is(400);
    client.post("/events", "").is(400);
    let header = [("idempotency-key", "k-1")];
    let body = event(50).to_string();
    let mut repeat = || client.ask("POST", "/events?bus=orders", &header, body.as_bytes()).unwrap();
    assert_eq!(repeat().is(200).json()["repeated"], false);
    assert_eq!(repeat().is(200).json()["repeated"], true);
    daemon.end().code(0);
}

#[test]
fn rules_change_while_it_runs_and_bad_ones_stay_out() {
    let folder = folder(RULES);
    let daemon = Daemon::start(&folder, &[]);
    let mut client = daemon.client();
    let digest = |client: &mut Client| client.get("/readyz").json()["rules"]["digest"].clone();
    let first = digest(&mut client);
    folder.file(
        "rules/b.yaml",
        "rules:\n  more:\n    pattern: {source: [bank]}\n    targets: [out]\n",
    );
    daemon.signal(Signal::HUP);
    let second = until("the signal is heard", || {
        let now = digest(&mut client);
        (now != first).then_some(now)
    });
    let mut bank = entry(1);
    bank["Source"] = json!("bank");
    put(&mut client, "a", &json!([bank])).is(200);
    wait_for(&folder, "got", 1);
    folder.file("rules/b.yaml", "rules:\n  more:\n    patern: {source: [bank]}\n");
    let told = until("the files are looked at", || {
        let rules = client.get("/readyz").is(200).json()["rules"].take();
        (rules["newest-in-force"] == false).then_some(rules)
    });
    assert_eq!(told["digest"], second, "the old ones stay");
    assert!(told["problems"].as_str().unwrap().contains("patern"), "{told}");
    client.post("/reload", "").is(422);
    put(&mut client, "b", &json!([bank])).is(200);
    wait_for(&folder, "got", 2);
    std::fs::remove_file(folder.path().join("rules/b.yaml")).unwrap();
    let answer = client.post("/reload", "").is(200).json();
    assert_eq!(answer["digest"], first);
    put(&mut client, "c", &json!([bank, entry(3)])).is(200);
    assert_eq!(wait_for(&folder, "got", 3)[2]["detail"]["n"], 3);
    let ran = daemon.end().code(0);
    assert!(ran.err.contains("the old ones stay in force"), "{}", ran.err);
}

#[test]
fn what_a_dead_target_lost_is_delivered_once_it_lives() {
    // A port on which nobody listens any more.
    let at = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let dead = format!(
        "  out:\n    plugin: webhook\n    config: {{url: 'http://{at}/'}}\n    \
         grants: {{http: ['http://{at}/']}}\n    retry: {{maximum-retry-attempts: 0}}\n"
    );
    let (rules, _) = RULES.split_once("  out:\n").unwrap();
    let folder = folder(&format!("{rules}{dead}"));
    let daemon = Daemon::start(&folder, &[]);
    let mut client = daemon.client();
    let ids = put(&mut client, "a", &json!([entry(1), entry(2)])).is(200).json();
    let letters = until("two dead letters", || {
        let letters = client.get("/dead-letters?target=out").is(200).json()["dead-letters"].take();
        (letters.as_array().unwrap().len() == 2).then_some(letters)
    });
    let letter = &letters[0];
    assert_eq!((&letter["rule"], &letter["target"]), (&json!("orders"), &json!("out")));
    assert_eq!(letter["attributes"]["RETRY_ATTEMPTS"], "0");
    let id = letter["id"].as_str().unwrap();
    let whole = client.get(&format!("/dead-letters/{id}")).is(200).json();
    assert_eq!(whole["event"]["detail-type"], "Order");
    folder.file("rules/a.yaml", RULES);
    client.post("/reload", "").is(200);
    let answer = client.post("/dead-letters/redrive?target=out", "").is(200).json();
    assert_eq!(answer, json!({"redriven": 2, "left": 0}));
    let events = wait_for(&folder, "got", 2);
    let known = |event: &Value| {
        let answered = ids["Entries"].as_array().unwrap();
        answered.iter().any(|entry| entry["EventId"] == event["id"])
    };
    assert!(events.iter().all(known), "{events:?}");
    until("no dead letters", || {
        let letters = client.get("/dead-letters").is(200).json();
        letters["dead-letters"].as_array().unwrap().is_empty().then_some(())
    });
    daemon.end().code(0);
}

#[test]
fn a_paused_target_waits_also_over_a_restart() {
    let folder = folder(RULES);
    let daemon = Daemon::start(&folder, &[]);
    let mut client = daemon.client();
    client.post("/targets/nobody/pause", "").is(404);
    client.post("/targets/out/pause", "").is(200);
    put(&mut client, "a", &json!([entry(1), entry(2)])).is(200);
    let waiting = |client: &mut Client| {
        until("two wait", || {
            let out = client.get("/targets").is(200).json()["targets"]["out"].take();
            (out["waiting-in-memory"] == 2 && out["paused"] == true).then_some(())
        });
    };
    waiting(&mut client);
    daemon.end().code(0);
    assert!(got(&folder, "got").is_empty());
    let daemon = Daemon::start(&folder, &[]);
    let mut client = daemon.client();
    waiting(&mut client);
    assert!(got(&folder, "got").is_empty());
    client.post("/targets/out/resume", "").is(200);
    assert_eq!(wait_for(&folder, "got", 2).len(), 2);
    daemon.end().code(0);
}

#[test]
fn it_says_why_it_does_not_start() {
    let folder = folder(RULES);
    let refused = |args: &[&str], code, words: &str| {
        let ran = Daemon::try_start(&folder, args, &[]).err().unwrap();
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(ran.err.contains(words), "{words} in {}", ran.err);
        assert!(ran.out.is_empty());
    };
    let first = Daemon::start(&folder, &[]);
    refused(&[], 3, "in use");
    first.end().code(0);
    refused(&["--lissten", "127.0.0.1:1"], 2, "--lissten");
    folder.file("settings.yaml", "lissten: 127.0.0.1:0\n");
    refused(&["--config", "settings.yaml"], 2, "lissten");
    refused(&["--config", "nowhere.yaml"], 2, "nowhere.yaml");
    refused(&["--rules", "nowhere"], 2, "nowhere");
    refused(&["--listen", "192.0.2.1:1"], 2, "192.0.2.1");
    folder.file("plain/file", "");
    refused(&["--data", "plain/file"], 3, "data directory");
}
