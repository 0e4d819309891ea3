//! Targets: put and removed one by one, listed, found by their ARNs, and sent to.

use super::{arn, bench, lambda};
use crate::api::context::Compat;
use serde_json::json;

#[test]
fn targets_are_listed_as_they_were_put_and_get_events() {
    let mut bench = bench();
    bench.ok("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#}));
    let targets = json!([
        {"Id": "a", "Arn": lambda("lake"), "RoleArn": "arn:aws:iam::1:role/r",
            "InputTransformer": {"InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": "{\"got\": <n>}"},
            "RetryPolicy": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 60},
            "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:1:spare"}},
        {"Id": "b", "Arn": "arn:aws:sqs:us-east-1:1:lake", "InputPath": "$.detail"},
        {"Id": "c", "Arn": "spare", "Input": "{\"k\": 1.50}"},
        {"Id": "d", "Arn": arn("event-bus/audit")},
    ]);
    let put = json!({"Rule": "r", "EventBusName": "default", "Targets": targets});
    assert_eq!(bench.ok("PutTargets", put), json!({"FailedEntryCount": 0, "FailedEntries": []}));
    let list = json!({"Rule": "r"});
    assert_eq!(bench.ok("ListTargetsByRule", list.clone()), json!({"Targets": targets}));
    bench.restart();
    assert_eq!(bench.ok("ListTargetsByRule", list.clone()), json!({"Targets": targets}));
    let entry = json!({"Source": "shop", "DetailType": "t", "Detail": "{\"n\":7}"});
    let answer = bench.ok("PutEvents", json!({"Entries": [entry]}));
    assert_eq!(answer["FailedEntryCount"], 0);
    let mut lines = bench.lines("lake.ndjson", 2);
    lines.sort();
    assert_eq!(lines, [r#"{"got":7}"#, r#"{"n":7}"#]);
    assert_eq!(bench.lines("spare.ndjson", 1), [r#"{"k":1.50}"#]);

    // An id that is put again is replaced in its place.
    let again = json!({"Rule": "r", "Targets": [{"Id": "b", "Arn": "spare"}]});
    bench.ok("PutTargets", again);
    let listed = bench.ok("ListTargetsByRule", json!({"Rule": "r", "Limit": 2}));
    assert_eq!(listed["Targets"][1], json!({"Id": "b", "Arn": "spare"}));
    assert!(listed["NextToken"].is_string());
    assert_eq!(
        bench.ok("RemoveTargets", json!({"Rule": "r", "Ids": ["a", "x", "d"]})),
        json!({"FailedEntryCount": 1, "FailedEntries": [{"TargetId": "x",
            "ErrorCode": "ResourceNotFoundException",
            "ErrorMessage": "Rule 'r' does not have a target with the Id 'x'."}]})
    );
    let ids = |answer: &serde_json::Value| -> Vec<String> {
        let all = answer["Targets"].as_array().expect("targets");
        all.iter().map(|target| target["Id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&bench.ok("ListTargetsByRule", list.clone())), ["b", "c"]);
    bench.restart();
    assert_eq!(ids(&bench.ok("ListTargetsByRule", list)), ["b", "c"]);
}

#[test]
fn entries_are_refused_one_by_one() {
    let bench = bench();
    bench.ok("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#}));
    let targets = json!([
        {"Id": "good", "Arn": "lake"},
        {"Id": "none", "Arn": lambda("nobody")},
        {"Id": "bus", "Arn": arn("event-bus/default")},
        {"Id": "self", "Arn": "lake", "DeadLetterConfig": {"Arn": lambda("lake")}},
        {"Id": "ecs", "Arn": "lake", "EcsParameters": {"TaskDefinitionArn": "x"}},
    ]);
    let answer = bench.ok("PutTargets", json!({"Rule": "r", "Targets": targets}));
    let failed = |id: &str, code: &str, words: String| json!({"TargetId": id, "ErrorCode": code, "ErrorMessage": words});
    let missing = "ResourceNotFoundException";
    assert_eq!(
        answer,
        json!({"FailedEntryCount": 4, "FailedEntries": [
            failed("none", missing, format!("Target {} does not exist: no target of the rules is \
                called nobody; there are lake, relay, spare.", lambda("nobody"))),
            failed("bus", missing, format!("Target {} is a bus, and no target of the rules with the \
                plugin put-events puts events on default.", arn("event-bus/default"))),
            failed("self", "ValidationException",
                format!("The dead letters of {} cannot go to the target itself.", lambda("lake"))),
            failed("ecs", "ValidationException",
                "EcsParameters of target ecs are not offered by this server.".to_owned()),
        ]})
    );
    let listed = bench.ok("ListTargetsByRule", json!({"Rule": "r"}));
    assert_eq!(listed, json!({"Targets": [{"Id": "good", "Arn": "lake"}]}));
}

#[test]
fn calls_are_refused_in_the_words_of_aws() {
    let mut bench = bench();
    bench.ok("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#}));
    let template = |map: serde_json::Value, text: &str| json!({"InputTransformer": {"InputPathsMap": map, "InputTemplate": text}});
    for (more, want) in [
        (
            json!({"Input": "1", "InputPath": "$"}),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
        ),
        (
            template(json!({"a": "$.x"}), "\"<b>\""),
            "InputTemplate for target t contains invalid placeholder b.",
        ),
        (template(json!({}), "hello"), "Invalid InputTemplate for target t : it makes no JSON."),
        (
            json!({"Input": "hello"}),
            "JSON syntax error in input for target t : expected a value, found `h`",
        ),
        (
            json!({"InputPath": "detail"}),
            "Invalid InputPath for target t : `detail` is not a path: a path begins at the event, `$`.",
        ),
        (
            json!({"RetryPolicy": {"MaximumRetryAttempts": 186}}),
            "1 validation error detected: Value '186' at 'maximumRetryAttempts' failed to satisfy \
             constraint: Member must have value less than or equal to 185",
        ),
    ] {
        let mut target = more;
        target["Id"] = json!("t");
        target["Arn"] = json!("lake");
        let got = bench.refused("PutTargets", json!({"Rule": "r", "Targets": [target]}));
        assert_eq!(got, format!("ValidationException: {want}"));
    }
    let many: Vec<_> = (0..6).map(|n| json!({"Id": format!("{n}"), "Arn": "lake"})).collect();
    bench.api.compat = Compat::Aws;
    assert_eq!(
        bench.refused("PutTargets", json!({"Rule": "r", "Targets": many})),
        "LimitExceededException: The requested resource exceeds the maximum number allowed."
    );
    assert_eq!(bench.ok("ListTargetsByRule", json!({"Rule": "r"})), json!({"Targets": []}));
}

#[test]
fn rules_are_found_by_their_targets() {
    let bench = bench();
    for (name, target) in [("one", "lake"), ("two", "spare"), ("three", "lake")] {
        bench.ok("PutRule", json!({"Name": name, "EventPattern": r#"{"source":["shop"]}"#}));
        let targets = json!([{"Id": "1", "Arn": lambda(target)}]);
        bench.ok("PutTargets", json!({"Rule": name, "Targets": targets}));
    }
    let by = |arn: String, bus: &str| {
        bench.ok("ListRuleNamesByTarget", json!({"TargetArn": arn, "EventBusName": bus}))
    };
    assert_eq!(by(lambda("lake"), "default"), json!({"RuleNames": ["of-file", "one", "three"]}));
    assert_eq!(by(lambda("spare"), "default"), json!({"RuleNames": ["two"]}));
    assert_eq!(by(lambda("spare"), "audit"), json!({"RuleNames": ["on-audit"]}));
    assert_eq!(by(lambda("nobody"), "default"), json!({"RuleNames": []}));
}
