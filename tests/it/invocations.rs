//! `eval` lists what targets would get.

use crate::program::Folder;
use serde_json::json;

const RULES: &str = r#"
targets: { hook: { plugin: webhook }, chat: { plugin: webhook } }
rules:
  plain: { pattern: { source: [s] } }
  whole: { pattern: { source: [s] }, targets: [hook] }
  many:
    pattern: { source: [s, aws.iam] }
    targets:
      - { target: hook, input-path: $.detail.n }
      - target: chat
        input-transformer:
          input-paths-map: { n: $.detail.n }
          input-template: '"<aws.events.rule-arn> at <aws.events.event.ingestion-time>: <n>"'
"#;

const EVENT: &str = r#"{"id":"1","source":"s","account":"111122223333","region":"eu-west-1",
 "time":"2026-01-02T03:04:05Z", "detail":{"n":42.50}}"#;

#[test]
fn invocations_stand_behind_their_match() {
    let folder = Folder::new();
    folder.file("r.yaml", RULES).file("e.json", EVENT);
    folder.file("none.json", r#"{"source":"s","detail":{}}"#);
    let ran = folder.run(&["eval", "--rules", "r.yaml", "e.json", "--format", "ndjson"]).code(0);
    let kinds: Vec<(String, String)> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|v| {
            (v["kind"].as_str().unwrap().to_owned(), v["rule"].as_str().unwrap_or("").to_owned())
        })
        .collect();
    let order = [
        "match plain",
        "match whole",
        "invocation whole",
        "match many",
        "invocation many",
        "invocation many",
    ];
    let kinds: Vec<String> = kinds.iter().map(|(kind, rule)| format!("{kind} {rule}")).collect();
    assert_eq!(kinds[1..7], order);
    assert!(ran.out.contains(r#""target":"hook","input":42.50}"#), "{}", ran.out);
    let lines = ran.lines("invocation");
    assert_eq!(lines[0]["input"]["detail"], json!({"n": 42.5}));
    let arn = "arn:aws:events:eu-west-1:111122223333:rule/many";
    assert_eq!(lines[2]["input"], format!("{arn} at 2026-01-02T03:04:05Z: 42.50"));

    let args = [
        "eval",
        "--rules",
        "r.yaml",
        "none.json",
        "--account",
        "999900001111",
        "--format",
        "ndjson",
    ];
    let lines = folder.run(&args).code(0).lines("invocation");
    assert_eq!(lines[1]["error"]["code"], "NO_VALUE");
    assert_eq!(lines[1].get("input"), None);
    assert_eq!(lines[2]["input"], "arn:aws:events:us-east-1:999900001111:rule/many at : ");
}

/// The event of a CloudTrail record is written for its targets.
#[test]
fn records_are_delivered_as_events() {
    let folder = Folder::new();
    folder.file("r.yaml", RULES);
    folder.file(
        "t.json",
        r#"{"Records":[{"eventVersion":"1.08","eventID":"7b9c2c0e-1111-4222-8333-444455556666","eventTime":"2026-01-02T03:04:05Z",
           "eventSource":"iam.amazonaws.com","eventName":"CreateUser","eventType":"AwsApiCall","eventCategory":"Management",
           "awsRegion":"us-east-1","recipientAccountId":"111122223333","n":{"b":[1]}}]}"#,
    );
    let ran = folder.run(&["eval", "--rules", "r.yaml", "t.json", "--format", "ndjson"]).code(0);
    let lines = ran.lines("invocation");
    assert_eq!(lines[0]["input"], json!({"b": [1]}));
    let arn = "arn:aws:events:us-east-1:111122223333:rule/many";
    assert_eq!(lines[1]["input"], format!("{arn} at 2026-01-02T03:04:05Z: {{b:[1]}}"));
}
