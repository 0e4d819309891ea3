//! Archives and replays, as their operations show them.

use super::arn;
use crate::api::testing::Bench;
use serde_json::{Value, json};

const RULES: &str = "\
targets:
  lake: {plugin: file, config: {folder: out, name: lake}, grants: {files: [out]}}
  pond: {plugin: file, config: {folder: out, name: pond}, grants: {files: [out]}}
buses: {default: {archives: {of-file: {pattern: {source: [b]}, retention: 36h}}}, audit: }
rules:
  one: {pattern: {source: [a]}, targets: [lake]}
  two: {pattern: {source: [a]}, targets: [pond]}
  elsewhere: {bus: audit, pattern: {source: [a]}, targets: [pond]}
";

fn put(bench: &Bench, source: &str, n: u32, time: &str) {
    let at: jiff::Timestamp = time.parse().expect("a time");
    let entry = json!({
        "Source": source, "DetailType": "t", "Detail": format!("{{\"n\":{n}}}"),
        "Time": at.as_second(),
    });
    assert_eq!(bench.ok("PutEvents", json!({"Entries": [entry]}))["FailedEntryCount"], 0);
}

fn count(bench: &Bench, archive: &str) -> Value {
    bench.ok("DescribeArchive", json!({"ArchiveName": archive}))["EventCount"].clone()
}

fn replay(name: &str) -> Value {
    json!({
        "ReplayName": name,
        "EventSourceArn": arn("archive/a"),
        "EventStartTime": 1_777_629_600,
        "EventEndTime": 1_777_633_200,
        "Destination": {"Arn": arn("event-bus/default")},
    })
}

fn with(mut value: Value, field: &str, other: Value) -> Value {
    value[field] = other;
    value
}

#[test]
fn what_matches_is_archived_and_replayed_and_never_archived_again() {
    let mut bench = Bench::new("events", RULES);
    let made = bench.ok(
        "CreateArchive",
        json!({"ArchiveName": "a", "EventSourceArn": arn("event-bus/default"),
            "EventPattern": "{\"source\":[\"a\"]}", "RetentionDays": 30_000, "Description": "D"}),
    );
    assert_eq!(
        (&made["State"], &made["ArchiveArn"]),
        (&json!("ENABLED"), &json!(arn("archive/a")))
    );
    put(&bench, "a", 1, "2026-05-01T10:02:00Z");
    put(&bench, "b", 2, "2026-05-01T10:00:00Z");
    put(&bench, "a", 3, "2026-05-01T10:00:30Z");
    put(&bench, "a", 4, "2026-05-01T09:00:00Z");
    bench.until("all are archived", || count(&bench, "a") == 3 && count(&bench, "of-file") == 1);
    assert_eq!(bench.lines("lake.ndjson", 3).len(), 3);
    let shown = bench.ok("DescribeArchive", json!({"ArchiveName": "a"}));
    assert_eq!((&shown["Description"], &shown["RetentionDays"]), (&json!("D"), &json!(30_000)));
    assert_eq!(shown["EventPattern"], "{\"source\":[\"a\"]}");
    assert!(shown["SizeBytes"].as_i64() > Some(300), "{shown}");
    let start = with(
        replay("r"),
        "Destination",
        json!({
            "Arn": arn("event-bus/default"), "FilterArns": [arn("rule/one")],
        }),
    );
    let started = bench.ok("StartReplay", start);
    assert_eq!(
        (&started["State"], &started["ReplayArn"]),
        (&json!("STARTING"), &json!(arn("replay/r")))
    );
    let lines = bench.lines("lake.ndjson", 5);
    let mut events: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    // Deliveries may overtake one another.
    events.sort_by_key(|event| (event["detail"]["n"].as_i64(), event["replay-name"].is_string()));
    let found: Vec<_> = events.iter().map(|e| (&e["detail"]["n"], &e["replay-name"])).collect();
    let (one, three, four, named) = (json!(1), json!(3), json!(4), json!("r"));
    let no = Value::Null;
    assert_eq!(
        found,
        [(&one, &no), (&one, &named), (&three, &no), (&three, &named), (&four, &no)],
        "what lies in the window"
    );
    assert_eq!(events[0]["id"], events[1]["id"], "the same event");
    bench.until("it is complete", || {
        bench.ok("DescribeReplay", json!({"ReplayName": "r"}))["State"] == "COMPLETED"
    });
    let shown = bench.ok("DescribeReplay", json!({"ReplayName": "r"}));
    assert_eq!(shown["EventLastReplayedTime"], "2026-05-01T10:02:00Z");
    assert_eq!(shown["Destination"]["FilterArns"], json!([arn("rule/one")]));
    assert_eq!(shown["EventSourceArn"], arn("archive/a"));
    // All of it was worked off, and the other rule saw nothing of it.
    put(&bench, "a", 9, "2026-05-01T10:03:00Z");
    let pond = bench.lines("pond.ndjson", 4);
    assert!(pond.iter().all(|line| !line.contains("replay-name")), "{pond:?}");
    bench.until("the last one is archived", || count(&bench, "a") == 4);
    bench.restart();
    assert_eq!(count(&bench, "a"), 4);
    assert_eq!(bench.ok("ListReplays", json!({}))["Replays"][0]["State"], "COMPLETED");
    bench.ok("DeleteArchive", json!({"ArchiveName": "a"}));
    let again = json!({"ArchiveName": "a", "EventSourceArn": arn("event-bus/default")});
    bench.ok("CreateArchive", again);
    assert_eq!(count(&bench, "a"), 0, "its events went with it");
}

#[test]
fn archives_are_listed_changed_and_refused() {
    let bench = Bench::new("events", RULES);
    let make = |name: &str, bus: &str| json!({"ArchiveName": name, "EventSourceArn": arn(&format!("event-bus/{bus}"))});
    bench.ok("CreateArchive", make("b", "audit"));
    bench.ok("CreateArchive", make("a", "default"));
    let names = |input: Value| -> Vec<Value> {
        let list = bench.ok("ListArchives", input);
        let all = list["Archives"].as_array().expect("a list");
        all.iter().map(|one| one["ArchiveName"].clone()).collect()
    };
    assert_eq!(names(json!({})), ["a", "b", "of-file"]);
    assert_eq!(names(json!({"NamePrefix": "of"})), ["of-file"]);
    assert_eq!(names(json!({"EventSourceArn": arn("event-bus/audit")})), ["b"]);
    assert_eq!(names(json!({"State": "DISABLED"})), [""; 0]);
    assert_eq!(names(json!({"Limit": 2})), ["a", "b"]);
    let of_file = bench.ok("DescribeArchive", json!({"ArchiveName": "of-file"}));
    assert_eq!(
        (&of_file["RetentionDays"], &of_file["EventPattern"]),
        (&json!(2), &json!("{\"source\":[\"b\"]}"))
    );
    bench.ok("UpdateArchive", json!({"ArchiveName": "a", "RetentionDays": 3}));
    bench.ok("UpdateArchive", json!({"ArchiveName": "a", "EventPattern": "{\"x\":[1]}"}));
    let shown = bench.ok("DescribeArchive", json!({"ArchiveName": "a"}));
    assert_eq!(
        (&shown["RetentionDays"], &shown["EventPattern"]),
        (&json!(3), &json!("{\"x\":[1]}"))
    );
    for (operation, input, want) in [
        (
            "CreateArchive",
            make("a", "default"),
            "ResourceAlreadyExistsException: Archive a already exists.",
        ),
        (
            "CreateArchive",
            make("of-file", "default"),
            "ResourceAlreadyExistsException: Archive of-file already exists.",
        ),
        (
            "CreateArchive",
            make("c", "no"),
            "ResourceNotFoundException: Event bus no does not exist.",
        ),
        (
            "DescribeArchive",
            json!({"ArchiveName": "c"}),
            "ResourceNotFoundException: Archive c does not exist.",
        ),
        (
            "DeleteArchive",
            json!({"ArchiveName": "c"}),
            "ResourceNotFoundException: Archive c does not exist.",
        ),
        (
            "DeleteArchive",
            json!({"ArchiveName": "of-file"}),
            "ValidationException: Archive of-file is defined in a rules file, and changed there only.",
        ),
        (
            "UpdateArchive",
            json!({"ArchiveName": "a"}),
            "ValidationException: At least one of EventPattern, RetentionDays or Description must be specified.",
        ),
        (
            "ListArchives",
            json!({"State": "ENABLED", "NamePrefix": "a"}),
            "ValidationException: At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
        ),
    ] {
        assert_eq!(bench.refused(operation, input), want);
    }
    let long = bench.refused("CreateArchive", make(&"x".repeat(49), "default"));
    assert!(long.ends_with("at 'archiveName' failed to satisfy constraint: Member must have length less than or equal to 48"), "{long}");
    let bad = with(make("c", "default"), "EventPattern", json!("{"));
    assert!(
        bench
            .refused("CreateArchive", bad)
            .starts_with("InvalidEventPatternException: Event pattern is not valid.")
    );
}

#[test]
fn replays_are_refused_cancelled_and_listed() {
    let mut bench = Bench::new("events", RULES);
    bench.ok(
        "CreateArchive",
        json!({"ArchiveName": "a", "EventSourceArn": arn("event-bus/default")}),
    );
    let to = |to: &str| with(replay("r"), "Destination", json!({"Arn": arn(to)}));
    let only = |rule: &str| {
        let destination = json!({"Arn": arn("event-bus/default"), "FilterArns": [arn(rule)]});
        with(replay("r"), "Destination", destination)
    };
    for (input, want) in [
        (to("event-bus/no"), "ResourceNotFoundException: Event bus no does not exist."),
        (
            to("rule/x"),
            "ValidationException: Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.",
        ),
        (
            to("event-bus/audit"),
            "ValidationException: Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        ),
        (
            with(replay("r"), "EventSourceArn", json!("x")),
            "ValidationException: Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.",
        ),
        (
            with(replay("r"), "EventSourceArn", json!(arn("archive/z"))),
            "ValidationException: Parameter EventSourceArn is not valid. Reason: Archive z does not exist.",
        ),
        (
            with(replay("r"), "EventEndTime", json!(1_777_629_600)),
            "ValidationException: Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        ),
        (
            only("rule/none"),
            "ResourceNotFoundException: Rule none does not exist on EventBus default.",
        ),
        (
            only("rule/audit/elsewhere"),
            "ValidationException: Parameter Destination.FilterArns is not valid. Reason: Rule elsewhere is not on EventBus default.",
        ),
    ] {
        assert_eq!(bench.refused("StartReplay", input), want);
    }
    for n in 0..50 {
        put(&bench, "a", n, "2026-05-01T10:00:00Z");
    }
    bench.until("all are archived", || count(&bench, "a") == 50);
    // Fifty events at one a second go on for longer than this test.
    let slow = with(replay("slow"), "EventsPerSecond", json!(1));
    bench.ok("StartReplay", slow.clone());
    assert_eq!(
        bench.refused("StartReplay", slow),
        "ResourceAlreadyExistsException: Replay slow already exists."
    );
    let state =
        |bench: &Bench| bench.ok("DescribeReplay", json!({"ReplayName": "slow"}))["State"].clone();
    bench.until("it runs", || state(&bench) == "RUNNING");
    bench.restart();
    assert_eq!(state(&bench), "RUNNING");
    let cancelled = bench.ok("CancelReplay", json!({"ReplayName": "slow"}));
    assert_eq!(cancelled["State"], "CANCELLING");
    bench.until("it ends", || state(&bench) == "CANCELLED");
    assert_eq!(
        bench.refused("CancelReplay", json!({"ReplayName": "slow"})),
        "IllegalStatusException: Replay slow is not in a valid state for this operation."
    );
    for operation in ["DescribeReplay", "CancelReplay"] {
        assert_eq!(
            bench.refused(operation, json!({"ReplayName": "q"})),
            "ResourceNotFoundException: Replay q does not exist."
        );
    }
    let list = bench.ok("ListReplays", json!({"State": "CANCELLED"}));
    assert_eq!(list["Replays"][0]["ReplayName"], "slow");
    assert_eq!(bench.ok("ListReplays", json!({"NamePrefix": "r"}))["Replays"], json!([]));
}
