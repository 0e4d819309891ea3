//! Rules: put, described, listed, switched, deleted, over restarts.

use super::{FILE, arn, bench, lambda};
use crate::api::context::Compat;
use serde_json::json;

#[test]
fn a_rule_is_described_as_it_was_put() {
    let mut bench = bench();
    let pattern = r#"{ "source": ["shop"], "detail": {"n": [1.50]} }"#;
    let put = json!({"Name": "r", "EventPattern": pattern, "Description": "D", "State": "DISABLED",
        "RoleArn": "arn:aws:iam::1:role/r", "EventBusName": "default",
        "Tags": [{"Key": "team", "Value": "a"}]});
    assert_eq!(bench.ok("PutRule", put), json!({"RuleArn": arn("rule/r")}));
    let want = json!({"Name": "r", "Arn": arn("rule/r"), "EventBusName": "default",
        "State": "DISABLED", "EventPattern": pattern, "Description": "D",
        "RoleArn": "arn:aws:iam::1:role/r", "CreatedBy": "000000000000"});
    assert_eq!(bench.ok("DescribeRule", json!({"Name": "r"})), want);
    bench.restart();
    assert_eq!(bench.ok("DescribeRule", json!({"Name": "r"})), want);
    let mut listed = want;
    listed.as_object_mut().expect("a map").remove("CreatedBy");
    let list = json!({"NamePrefix": "r"});
    assert_eq!(bench.ok("ListRules", list), json!({"Rules": [listed]}));
    let tags = json!({"Tags": [{"Key": "team", "Value": "a"}]});
    let resource = json!({"ResourceARN": arn("rule/r")});
    assert_eq!(bench.ok("ListTagsForResource", resource.clone()), tags);
    // What is put again is put whole, but for tags and targets.
    bench.ok("PutTargets", json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": lambda("lake")}]}));
    bench.ok(
        "PutRule",
        json!({"Name": "r", "EventPattern": r#"{"source":["b"]}"#,
        "Tags": [{"Key": "team", "Value": "b"}]}),
    );
    let want = json!({"Name": "r", "Arn": arn("rule/r"), "EventBusName": "default",
        "State": "ENABLED", "EventPattern": r#"{"source":["b"]}"#, "CreatedBy": "000000000000"});
    assert_eq!(bench.ok("DescribeRule", json!({"Name": "r"})), want);
    assert_eq!(bench.ok("ListTagsForResource", resource), tags);
    let targets = bench.ok("ListTargetsByRule", json!({"Rule": "r"}));
    assert_eq!(targets, json!({"Targets": [{"Id": "1", "Arn": lambda("lake")}]}));
}

#[test]
fn rules_are_switched_and_deleted() {
    let mut bench = bench();
    bench.ok("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#}));
    bench.ok("PutTargets", json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": "lake"}]}));
    let put = |bench: &crate::api::testing::Bench, n: u32| {
        let entry =
            json!({"Source": "shop", "DetailType": "t", "Detail": format!("{{\"n\":{n}}}")});
        bench.ok("PutEvents", json!({"Entries": [entry]}));
    };
    put(&bench, 1);
    bench.lines("lake.ndjson", 1);
    bench.ok("DisableRule", json!({"Name": "r"}));
    assert_eq!(bench.ok("DescribeRule", json!({"Name": "r"}))["State"], "DISABLED");
    put(&bench, 2);
    bench.restart();
    assert_eq!(bench.ok("DescribeRule", json!({"Name": "r"}))["State"], "DISABLED");
    bench.ok("EnableRule", json!({"Name": "r", "EventBusName": arn("event-bus/default")}));
    put(&bench, 3);
    let lines = bench.lines("lake.ndjson", 2).join("\n");
    assert!(lines.contains("\"n\":1") && lines.contains("\"n\":3") && !lines.contains("\"n\":2"));
    assert_eq!(
        bench.refused("DeleteRule", json!({"Name": "r"})),
        "ValidationException: Rule can't be deleted since it has targets."
    );
    bench.ok("RemoveTargets", json!({"Rule": "r", "Ids": ["1"]}));
    bench.ok("DeleteRule", json!({"Name": "r"}));
    let gone = "ResourceNotFoundException: Rule r does not exist on EventBus default.";
    assert_eq!(bench.refused("DescribeRule", json!({"Name": "r"})), gone);
    assert_eq!(bench.refused("EnableRule", json!({"Name": "r"})), gone);
    bench.ok("DeleteRule", json!({"Name": "r"}));
    bench.restart();
    assert_eq!(bench.refused("DescribeRule", json!({"Name": "r"})), gone);
}

#[test]
fn rules_of_files_are_shown_and_not_changed() {
    let bench = bench();
    assert_eq!(
        bench.ok("DescribeRule", json!({"Name": "of-file"})),
        json!({"Name": "of-file", "Arn": arn("rule/of-file"), "EventBusName": "default",
            "State": "ENABLED", "Description": "D", "CreatedBy": "000000000000",
            "EventPattern": r#"{"source":["aws.iam"],"detail":{"n":[1,{"exists":false}]}}"#})
    );
    assert_eq!(
        bench.ok("ListTargetsByRule", json!({"Rule": "of-file"})),
        json!({"Targets": [
            {"Id": "lake", "Arn": lambda("lake")},
            {"Id": "lake.2", "Arn": lambda("lake"),
                "InputTransformer": {"InputTemplate": "\"<n>\"", "InputPathsMap": {"n": "$.detail.n"}},
                "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 120},
                "DeadLetterConfig": {"Arn": lambda("spare")}},
        ]})
    );
    let refusal =
        "ManagedRuleException: Rule of-file is defined in rules.yaml, and changed there only.";
    let pattern = r#"{"source":["a"]}"#;
    for (operation, input) in [
        ("PutRule", json!({"Name": "of-file", "EventPattern": pattern})),
        ("DeleteRule", json!({"Name": "of-file"})),
        ("DisableRule", json!({"Name": "of-file"})),
        ("EnableRule", json!({"Name": "of-file"})),
        ("PutTargets", json!({"Rule": "of-file", "Targets": [{"Id": "1", "Arn": "lake"}]})),
        ("RemoveTargets", json!({"Rule": "of-file", "Ids": ["lake"]})),
        ("UntagResource", json!({"ResourceARN": arn("rule/of-file"), "TagKeys": ["a"]})),
    ] {
        assert_eq!(bench.refused(operation, input), refusal, "{operation}");
    }
    assert_eq!(
        bench.refused("PutRule", json!({"Name": "on-audit", "EventPattern": pattern})),
        "ValidationException: Rule on-audit exists on EventBus audit: names of rules are unique over \
         all buses here."
    );
}

#[test]
fn a_file_that_takes_a_name_wins() {
    let mut bench = bench();
    bench.ok(
        "PutRule",
        json!({"Name": "r", "EventPattern": r#"{"source":["api"]}"#,
        "ScheduleExpression": "rate(1 hour)"}),
    );
    assert_eq!(bench.api.daemon.rules().bundle.schedules.len(), 1);
    let with = format!("{FILE}  r: {{pattern: {{source: [file]}}}}\n");
    bench.texts.files.lock().expect("files")[0].1 = with;
    bench.api.daemon.reload().expect("rules");
    let shown = bench.ok("DescribeRule", json!({"Name": "r"}));
    assert_eq!(shown["EventPattern"], r#"{"source":["file"]}"#);
    assert!(shown.get("ScheduleExpression").is_none());
    let rules = bench.api.daemon.rules();
    assert_eq!(rules.hidden, ["rules/r", "schedules/rule.r"]);
    assert!(rules.bundle.schedules.is_empty());
    bench.texts.files.lock().expect("files")[0].1 = FILE.to_owned();
    bench.restart();
    let shown = bench.ok("DescribeRule", json!({"Name": "r"}));
    assert_eq!(shown["EventPattern"], r#"{"source":["api"]}"#);
}

#[test]
fn rules_are_listed_in_pages() {
    let bench = bench();
    for n in 0..5 {
        let put = json!({"Name": format!("p{n}"), "EventPattern": r#"{"source":["a"]}"#});
        bench.ok("PutRule", put);
    }
    let (mut names, mut token) = (Vec::new(), None::<String>);
    loop {
        let mut input = json!({"NamePrefix": "p", "Limit": 2});
        if let Some(token) = &token {
            input["NextToken"] = json!(token);
        }
        let answer = bench.ok("ListRules", input);
        let rules = answer["Rules"].as_array().expect("rules");
        assert!(rules.len() <= 2);
        names.extend(rules.iter().map(|rule| rule["Name"].as_str().expect("a name").to_owned()));
        token = answer.get("NextToken").map(|token| token.as_str().expect("a token").to_owned());
        match &token {
            // A token is good for its own list only.
            Some(token) => assert_eq!(
                bench.refused("ListRules", json!({"NamePrefix": "q", "NextToken": token})),
                "ValidationException: Parameter NextToken is not valid. Reason: it is no token of \
                 this list."
            ),
            None => break,
        }
    }
    assert_eq!(names, ["p0", "p1", "p2", "p3", "p4"]);
}

#[test]
fn refusals_have_the_words_of_aws() {
    let mut bench = bench();
    let pattern = r#"{"source":["a"]}"#;
    let validation = |words: &str| format!("ValidationException: {words}");
    for (input, want) in [
        (json!({}), validation("1 validation error detected: Value null at 'name' failed to satisfy \
            constraint: Member must not be null")),
        (json!({"Name": "r"}), validation("Parameter(s) EventPattern or ScheduleExpression must be specified.")),
        (json!({"Name": "r", "EventPattern": pattern, "EventBusName": "x"}),
            "ResourceNotFoundException: Event bus x does not exist.".to_owned()),
        (json!({"Name": "r", "EventPattern": pattern, "State": "ON"}),
            validation("1 validation error detected: Value 'ON' at 'state' failed to satisfy constraint: \
            Member must satisfy enum value set: [ENABLED, DISABLED, \
            ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]")),
        (json!({"Name": "r", "ScheduleExpression": "rate(1 minutes)"}),
            validation("Parameter ScheduleExpression is not valid.")),
        (json!({"Name": "r", "ScheduleExpression": "at(2027-01-01T00:00:00)"}),
            validation("Parameter ScheduleExpression is not valid.")),
        (json!({"Name": "r", "ScheduleExpression": "rate(1 minute)", "EventBusName": "audit"}),
            validation("ScheduleExpression is supported only on the default event bus.")),
        (json!({"Name": "r", "EventPattern": r#"{"source":["a""#}),
            "InvalidEventPatternException: Event pattern is not valid. Reason: expected `,` or `]`, \
            found the end of the text (byte 14)".to_owned()),
        (json!({"Name": "r", "EventPattern": r#"{"source":[{"param":"x"}]}"#}),
            "InvalidEventPatternException: Event pattern is not valid. Reason: unknown operator `param` \
            (byte 12)".to_owned()),
        (json!({"Name": "r", "EventPattern": r#"{"n":[12345678901234567890.5]}"#}),
            "InvalidEventPatternException: Event pattern is not valid. Reason: a number has more digits \
            than can be kept".to_owned()),
    ] {
        assert_eq!(bench.refused("PutRule", input.clone()), want, "{input}");
    }
    assert_eq!(bench.ok("ListRules", json!({"NamePrefix": "r"})), json!({"Rules": []}));
    // What is taken is there after a restart, however deep; what is not is refused at once.
    let mut deepest = 0;
    for depth in [60, 90, 118, 119, 120, 121, 125, 127, 128, 200] {
        let pattern = format!("{}[1]{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        let put = bench.call("PutRule", json!({"Name": "deep", "EventPattern": pattern}));
        if put.is_ok() {
            deepest = depth;
            bench.restart();
            let shown = bench.ok("DescribeRule", json!({"Name": "deep"}));
            assert_eq!(shown["EventPattern"], pattern);
        }
    }
    assert!(deepest >= 60, "{deepest}");
    bench.api.compat = Compat::Aws;
    let long = format!(r#"{{"source":["{}"]}}"#, "a".repeat(4096));
    let refusal = bench.refused("PutRule", json!({"Name": "r", "EventPattern": long}));
    assert!(refusal.ends_with("Member must have length less than or equal to 4096"), "{refusal}");
}

/// A thousand rules, each of which compiles all: how long that takes is told by running it.
#[test]
#[ignore = "it is for measuring"]
fn a_thousand_rules() {
    let bench = bench();
    for n in 0..1000 {
        let pattern = format!(r#"{{"source":["s{n}"]}}"#);
        bench.ok("PutRule", json!({"Name": format!("p{n}"), "EventPattern": pattern}));
    }
    assert_eq!(bench.api.daemon.rules().bundle.rules.len(), 1002);
}
