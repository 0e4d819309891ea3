//! Results over time: against an earlier state, from version to version, as events.

use super::{disk, disks, eval, message, results, snapshot};
use crate::program::Folder;
use serde_json::Value;

/// An earlier snapshot in `old.json` and a later one in `new.json`.
fn compared() -> Folder {
    let folder = disks("");
    let old = [
        disk("vol-same", 1, false),
        disk("vol-fixed", 1, false),
        disk("vol-broken", 1, true),
        disk("vol-gone", 1, false),
        disk("vol-good", 1, true),
    ];
    let new = [
        disk("vol-same", 5, false),
        disk("vol-fixed", 5, true),
        disk("vol-broken", 5, false),
        disk("vol-born", 5, false),
        disk("vol-good", 5, true),
    ];
    folder.file("old.json", snapshot(&old)).file("new.json", snapshot(&new));
    folder
}

#[test]
fn against_an_earlier_state() {
    let folder = compared();
    let ran = eval(&folder, &["new.json", "--against", "old.json"]).code(1);
    let found: Vec<String> = ran
        .lines("compliance")
        .iter()
        .map(|l| format!("{} {} {}", l["resource-id"], l["status"], l["standing"]).replace('"', ""))
        .collect();
    let want = [
        "vol-same NON_COMPLIANT unchanged",
        "vol-fixed COMPLIANT fixed",
        "vol-broken NON_COMPLIANT new",
        "vol-born NON_COMPLIANT new",
        "vol-gone NOT_APPLICABLE fixed",
    ];
    assert_eq!(found, want);
    let said = &ran.lines("compliance")[1]["message"];
    assert_eq!(said, "was NON_COMPLIANT (vol-fixed is not encrypted); now COMPLIANT");
    // Only what is newly failing makes the exit code.
    eval(&folder, &["old.json", "--against", "old.json"]).code(0);
    let summary = &ran.lines("summary")[0];
    assert_eq!((&summary["findings"], &summary["failing"]), (&3.into(), &2.into()));
    // Other spellings, folders and several of them.
    std::fs::create_dir(folder.path().join("past")).unwrap();
    folder.file("past/1.json", folder.read("old.json"));
    eval(&folder, &["old.json", "--against", "past"]).code(0);
    // What could not be read of the earlier state is told, since it may hide what is new.
    folder.file("past/2.json", "{\"configurationItems\":[{\"resourceType\":7}]}");
    let ran = eval(&folder, &["old.json", "--against", "past"]).code(3);
    assert_eq!(ran.lines("error")[0]["input"], "past/2.json");
}

#[test]
fn against_an_earlier_state_as_a_comment() {
    let folder = compared();
    let args = ["eval", "--format", "markdown", "new.json", "--against", "old.json"];
    let ran = folder.run(&args).code(1);
    let at = |words: &str| ran.out.find(words).unwrap_or_else(|| panic!("{words}: {}", ran.out));
    let (new, fixed, same) =
        (at("#### Newly failing: 2"), at("#### Fixed: 2"), at("Failing as before: 1"));
    assert!(new < fixed && fixed < same);
    for (words, from, to) in [
        ("vol-broken", new, fixed),
        ("vol-born", new, fixed),
        ("the resource is gone", fixed, same),
        ("vol-same", same, ran.out.len()),
    ] {
        assert!(ran.out[from..to].contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn a_history_makes_a_time_line() {
    let folder = disks("");
    let versions = [
        // The newest need not come first.
        disk("vol-1", 9, true),
        disk("vol-1", 1, true),
        disk("vol-1", 3, false),
        disk("vol-1", 5, false),
        disk("vol-2", 2, false),
        disk("vol-2", 4, true),
    ];
    folder.file("history.json", snapshot(&versions));
    let ran = eval(&folder, &["history.json", "--timeline"]).code(0);
    let lines: Vec<String> = ran
        .lines("timeline")
        .iter()
        .map(|l| {
            format!(
                "{} {} {} {} {}",
                l["resource-id"], l["captured"], l["from"], l["to"], l["seconds"]
            )
            .replace('"', "")
        })
        .collect();
    let want = [
        "vol-1 2026-03-01T01:00:00Z null COMPLIANT null",
        "vol-1 2026-03-01T03:00:00Z COMPLIANT NON_COMPLIANT null",
        "vol-1 2026-03-01T09:00:00Z NON_COMPLIANT COMPLIANT 21600",
        "vol-2 2026-03-01T02:00:00Z null NON_COMPLIANT null",
        "vol-2 2026-03-01T04:00:00Z NON_COMPLIANT COMPLIANT 7200",
    ];
    assert_eq!(lines, want);
    assert_eq!(ran.lines("timeline")[1]["changes"], serde_json::json!(["Configuration.Encrypted"]));
    assert_eq!(ran.lines("timeline")[1]["path"], "$.configuration.encrypted");
    assert_eq!(ran.lines("summary")[0]["mean-seconds-to-repair"], 14400.0);
    // Of the newest version only there are findings, and of every version only with the flag.
    assert_eq!(results(&ran), Vec::<String>::new());
    assert!(eval(&folder, &["history.json"]).code(0).lines("timeline").is_empty());
}

#[test]
fn messages_tell_what_needs_no_second_look() {
    let folder = disks("");
    let stream: Vec<String> = [
        message(&disk("vol-1", 1, true), "CREATE", &[]),
        message(&disk("vol-1", 2, true), "UPDATE", &["Configuration.Size"]),
        message(&disk("vol-1", 3, true), "UPDATE", &["Configuration.Attachments.0"]),
        message(&disk("vol-1", 4, false), "UPDATE", &["Configuration.Encrypted"]),
        message(&disk("vol-1", 5, false), "UPDATE", &["Configuration.Size"]),
    ]
    .map(|m| m.to_string())
    .into();
    folder.file("stream.json", stream.join("\n"));
    let ran = eval(&folder, &["stream.json"]).code(1);
    // The second and third are carried over; what fails is judged anew for its place.
    assert_eq!(ran.lines("summary")[0]["carried"], 2);
    assert_eq!(results(&ran), ["encrypted vol-1 NON_COMPLIANT"]);
    assert_eq!(ran.lines("compliance")[0]["index"], 4);
    // A message that got lost makes no difference to what is right.
    folder.file("stream.json", [&stream[0], &stream[4]].map(String::as_str).join("\n"));
    let ran = eval(&folder, &["stream.json"]).code(1);
    assert_eq!(ran.lines("summary")[0]["carried"], 0);
}

#[test]
fn event_rules_hear_of_changes() {
    let folder = disks(
        r#"
rules:
  disk-changed:
    severity: info
    pattern: { source: [aws.config], detail-type: [Config Configuration Item Change], detail: { configurationItem: { resourceType: [AWS::EC2::Volume] } } }
  disk-opened:
    severity: critical
    pattern:
      source: [aws.config]
      detail-type: [Config Rules Compliance Change]
      detail: { configRuleName: [encrypted], newEvaluationResult: { complianceType: [NON_COMPLIANT] }, oldEvaluationResult: { complianceType: [COMPLIANT] } }
    targets:
      - target: channel
        input-transformer: { input-paths-map: { id: $.detail.resourceId, old: $.detail.oldEvaluationResult.complianceType }, input-template: '"<id> was <old>"' }
  any-of-config:
    pattern: { source: [aws.config] }
targets: { channel: { plugin: log } }
"#,
    );
    let stream = [
        message(&disk("vol-1", 1, true), "CREATE", &[]),
        message(&disk("vol-1", 2, false), "UPDATE", &["Configuration.Encrypted"]),
        message(&disk("vol-1", 3, true), "UPDATE", &["Configuration.Encrypted"]),
    ];
    folder.file("stream.json", stream.map(|m| m.to_string()).join("\n"));
    let ran = eval(&folder, &["stream.json"]).code(1);
    let count = |rule: &str| ran.lines("match").iter().filter(|m| m["rule"] == rule).count();
    // Three notifications; three results that changed: the first one, the fall, the repair.
    assert_eq!((count("disk-changed"), count("disk-opened"), count("any-of-config")), (3, 1, 6));
    let opened: Vec<Value> =
        ran.lines("match").into_iter().filter(|m| m["rule"] == "disk-opened").collect();
    assert_eq!(
        (&opened[0]["time"], &opened[0]["index"]),
        (&"2026-03-01T02:00:00Z".into(), &1.into())
    );
    let invocations = ran.lines("invocation");
    assert_eq!(invocations.len(), 1);
    assert_eq!(invocations[0]["input"], "vol-1 was COMPLIANT");
    // The same inputs give the same events.
    assert_eq!(eval(&folder, &["stream.json"]).out, ran.out);
    // As EventBridge delivers them, the notifications are events and items as well.
    let detail = message(&disk("vol-1", 2, false), "CREATE", &[]);
    let event = serde_json::json!({ "version": "0", "id": "e-1", "source": "aws.config",
        "detail-type": "Config Configuration Item Change", "account": "111122223333",
        "time": "2026-03-01T02:00:00Z", "region": "eu-west-1", "resources": [], "detail": detail });
    folder.file("event.json", event.to_string());
    let ran = eval(&folder, &["event.json"]).code(1);
    let count = |rule: &str| ran.lines("match").iter().filter(|m| m["rule"] == rule).count();
    assert_eq!((count("disk-changed"), count("any-of-config")), (1, 2));
    assert_eq!(results(&ran), ["encrypted vol-1 NON_COMPLIANT"]);
    // Items of a snapshot are no notifications, but results change by them.
    folder.file("a.json", snapshot(&[disk("vol-1", 1, true), disk("vol-1", 2, false)]));
    let ran = eval(&folder, &["a.json"]).code(1);
    let count = |rule: &str| ran.lines("match").iter().filter(|m| m["rule"] == rule).count();
    assert_eq!((count("disk-changed"), count("disk-opened")), (0, 1));
    // A rule that its own consequence matches is no loop that runs away.
    assert_eq!(count("any-of-config"), 2);
}
