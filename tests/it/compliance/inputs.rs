//! What items come in: spellings, versions, broken and huge ones, data besides items.

use super::{disk, disks, eval, item, message, results, snapshot};
use crate::program::Folder;
use serde_json::{Value, json};

#[test]
fn all_spellings_say_the_same() {
    let folder = disks("");
    let bad = disk("vol-1", 1, false);
    let api = {
        let mut api = bad.clone();
        let map = api.as_object_mut().unwrap();
        for (from, to) in
            [("configurationItemVersion", "version"), ("awsAccountId", "accountId"), ("ARN", "arn")]
        {
            let value = map.remove(from).unwrap();
            map.insert(to.to_owned(), value);
        }
        api["configuration"] = bad["configuration"].to_string().into();
        api["configurationStateId"] = bad["configurationStateId"].to_string().into();
        api
    };
    let stream = message(&bad, "UPDATE", &["Configuration.Encrypted"]);
    let event = json!({ "version": "0", "id": "e-1", "source": "aws.config",
        "detail-type": "Config Configuration Item Change", "account": "111122223333",
        "time": "2026-03-01T01:00:00Z", "region": "eu-west-1", "resources": [], "detail": stream });
    let mut row = bad.clone();
    row["tags"] = json!([]);
    let all = [
        snapshot(std::slice::from_ref(&bad)),
        bad.to_string(),
        json!([bad]).to_string(),
        stream.to_string(),
        event.to_string(),
        json!({ "Type": "Notification", "Message": stream.to_string() }).to_string(),
        json!({ "invokingEvent": stream.to_string(), "ruleParameters": "{}" }).to_string(),
        json!({ "configurationItems": [api] }).to_string(),
        json!({ "baseConfigurationItems": [api], "unprocessedResourceKeys": [] }).to_string(),
        json!({ "Results": [row.to_string()], "QueryInfo": { "SelectFields": [] } }).to_string(),
    ];
    let mut seen = Vec::new();
    for text in all {
        folder.file("items.json", &text);
        let ran = eval(&folder, &["items.json"]).code(1);
        let mut found = ran.lines("compliance");
        assert_eq!(found.len(), 1, "{text}");
        let map = found[0].as_object_mut().unwrap();
        for place in ["index", "line", "column"] {
            map.remove(place);
        }
        seen.push(found.remove(0));
    }
    assert!(seen.iter().all(|line| *line == seen[0]), "{seen:#?}");
}

#[test]
fn of_several_versions_the_newest_counts() {
    let folder = disks("");
    // An older version later in the input, and a newer one in another file.
    folder.file("a.json", snapshot(&[disk("vol-1", 9, true), disk("vol-1", 3, false)]));
    folder.file("b.json", snapshot(&[disk("vol-2", 3, false), disk("vol-2", 4, true)]));
    let ran = eval(&folder, &["a.json", "b.json", "--all"]).code(0);
    assert_eq!(results(&ran), ["encrypted vol-1 COMPLIANT", "encrypted vol-2 COMPLIANT"]);
    // Of two of one age the later counts, and that is said.
    folder.file("a.json", snapshot(&[disk("vol-1", 9, false), disk("vol-1", 9, true)]));
    let ran = eval(&folder, &["a.json", "--all"]).code(0);
    assert_eq!(results(&ran), ["encrypted vol-1 COMPLIANT"]);
    let notices = ran.lines("notice");
    assert_eq!(notices[0]["notice"], "duplicate-resource");
    assert_eq!(notices[0]["subject"], "AWS::EC2::Volume vol-1");
    // The same id in another region is another resource.
    let mut far = disk("vol-1", 9, false);
    far["awsRegion"] = "us-east-1".into();
    folder.file("a.json", snapshot(&[disk("vol-1", 9, true), far]));
    let ran = eval(&folder, &["a.json", "--all"]).code(1);
    assert_eq!(results(&ran), ["encrypted vol-1 COMPLIANT", "encrypted vol-1 NON_COMPLIANT"]);
}

#[test]
fn what_is_gone_or_elsewhere_is_not_judged() {
    let folder = disks("");
    let mut gone = disk("vol-1", 2, false);
    gone["configuration"] = Value::Null;
    for status in ["ResourceDeleted", "ResourceNotRecorded", "ResourceDeletedNotRecorded"] {
        gone["configurationItemStatus"] = status.into();
        folder.file("a.json", snapshot(&[disk("vol-1", 1, false), gone.clone()]));
        let ran = eval(&folder, &["a.json", "--all"]).code(0);
        assert_eq!(results(&ran), ["encrypted vol-1 NOT_APPLICABLE"], "{status}");
    }
    // An item without configuration that is there is no pass.
    gone["configurationItemStatus"] = "OK".into();
    folder.file("a.json", snapshot(&[gone]));
    let ran = eval(&folder, &["a.json", "--all"]).code(1);
    assert_eq!(results(&ran), ["encrypted vol-1 NON_COMPLIANT"]);
    let mut summary = disk("vol-2", 1, false);
    summary
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !key.to_lowercase().ends_with("configuration"));
    let large = json!({ "configurationItemSummary": summary,
        "s3DeliverySummary": { "s3BucketLocation": "bucket/AWSLogs/x.json.gz" },
        "notificationCreationTime": "2026-03-01T01:00:00.000Z", "recordVersion": "1.0",
        "messageType": "OversizedConfigurationItemChangeNotification" });
    folder.file("a.json", large.to_string());
    let ran = eval(&folder, &["a.json"]).code(0);
    assert_eq!(results(&ran), ["encrypted vol-2 INSUFFICIENT_DATA"]);
    let found = &ran.lines("compliance")[0]["message"];
    assert!(found.as_str().unwrap().contains("bucket/AWSLogs/x.json.gz"), "{found}");
    eval(&folder, &["a.json", "--strict"]).code(3);
}

#[test]
fn broken_items_are_counted_with_their_place() {
    let folder = disks("");
    let good = disk("vol-1", 1, true).to_string();
    let mut nameless = disk("vol-2", 1, true);
    nameless.as_object_mut().unwrap().remove("resourceId");
    let mut garbled = disk("vol-3", 1, true);
    garbled["configuration"] = "{\"encrypted\": tru".into();
    folder.file("items.json", format!("{good}\n{nameless}\n{garbled}\n{{\"resourceType\": \"AWS::EC2::Volume\", \"resourceId\": }}\n{}\n", disk("vol-4", 1, false)));
    let ran = eval(&folder, &["items.json", "--input-format", "config", "--all"]).code(3);
    assert_eq!(results(&ran), ["encrypted vol-1 COMPLIANT", "encrypted vol-4 NON_COMPLIANT"]);
    let errors = ran.lines("error");
    let lines: Vec<&Value> = errors.iter().map(|e| &e["line"]).collect();
    assert_eq!(lines, [2, 3, 4], "{errors:#?}");
    assert!(errors.iter().all(|e| e["column"].is_u64() && e["input"] == "items.json"));
    assert_eq!(ran.lines("summary")[0]["errors"], 3);
}

#[test]
fn an_item_of_ten_megabytes_is_read() {
    let folder = disks("");
    let mut huge = disk("vol-huge", 1, false);
    huge["configuration"]["blob"] = "x".repeat(10 << 20).into();
    folder.file("items.json", snapshot(&[disk("vol-0", 1, true), huge, disk("vol-2", 1, false)]));
    let ran = eval(&folder, &["items.json"]).code(1);
    assert_eq!(
        results(&ran),
        ["encrypted vol-huge NON_COMPLIANT", "encrypted vol-2 NON_COMPLIANT"]
    );
    let ran = eval(&folder, &["items.json", "--max-event-size", "1MiB"]).code(3);
    assert_eq!(results(&ran), ["encrypted vol-2 NON_COMPLIANT"]);
    assert_eq!(ran.lines("error").len(), 1);
}

#[test]
fn relationships_may_go_round() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", "compliance:\n  paired:\n    resource: AWS::EC2::*\n    require:\n      related:\n        type: AWS::EC2::*\n        via: relationship\n        require: { path: \"@.configuration.on\", equals: true }\n        if-absent: fail\n");
    let with = |id: &str, on: bool, other: &str| {
        let mut item = item("AWS::EC2::Instance", id, 1, json!({ "on": on }));
        item["relationships"] = json!([{ "resourceType": "AWS::EC2::Instance",
            "resourceId": other, "name": "Is attached to Instance" }]);
        item
    };
    let items = [
        with("i-a", true, "i-b"),
        with("i-b", false, "i-a"),
        with("i-c", true, "i-c"),
        with("i-d", true, "i-9"),
    ];
    folder.file("items.json", snapshot(&items));
    let ran = eval(&folder, &["items.json", "--all"]).code(1);
    let want = [
        "paired i-a NON_COMPLIANT",
        "paired i-b COMPLIANT",
        "paired i-c COMPLIANT",
        "paired i-d NON_COMPLIANT",
    ];
    assert_eq!(results(&ran), want);
    assert!(ran.lines("compliance")[0]["message"].as_str().unwrap().contains("i-b"));
}

#[test]
fn data_besides_items_are_inputs_of_their_own() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", r#"
compliance:
  mfa:
    resource: AWS::IAM::User
    inputs: [credential-report]
    require:
      related: { type: "Tripline::IAM::Credential", via: key, theirs: $.ARN, mine: $.ARN, require: { path: "@.configuration.mfa_active", equals: "true" }, if-absent: fail }
  long-passwords:
    resource: AWS::::Account
    inputs: [password-policy]
    require:
      related: { type: "Tripline::IAM::PasswordPolicy", via: key, theirs: $.awsAccountId, mine: $.awsAccountId, require: { path: "@.configuration.MinimumPasswordLength", gte: 14 }, if-absent: fail }
  root-has-mfa:
    resource: AWS::::Account
    inputs: [account-summary]
    require:
      related: { type: "Tripline::IAM::AccountSummary", via: key, theirs: $.awsAccountId, mine: $.awsAccountId, require: { path: "@.configuration.AccountMFAEnabled", equals: 1 }, if-absent: fail }
"#);
    let user = |id: &str| {
        let mut user = item("AWS::IAM::User", id, 1, json!({}));
        user["ARN"] = format!("arn:aws:iam::111122223333:user/{id}").into();
        user
    };
    folder.file("items.json", snapshot(&[user("a"), user("b"), user("c")]));
    let ran = eval(&folder, &["items.json"]).code(0);
    let lacks: Vec<String> = ran
        .lines("compliance")
        .iter()
        .map(|l| format!("{} {} {}", l["rule"], l["status"], l["message"]).replace('"', ""))
        .collect();
    for (rule, input) in [
        ("mfa", "credential-report"),
        ("long-passwords", "password-policy"),
        ("root-has-mfa", "account-summary"),
    ] {
        let words = format!("{rule} INSUFFICIENT_DATA needs the input `{input}`");
        assert!(lacks.contains(&words), "{lacks:?}");
    }
    eval(&folder, &["items.json", "--strict"]).code(3);
    let report = "user,arn,user_creation_time,mfa_active\n\
                  a,arn:aws:iam::111122223333:user/a,2026-01-01T00:00:00+00:00,true\n\
                  b,arn:aws:iam::111122223333:user/b,2026-01-01T00:00:00+00:00,false\n";
    folder.file("more/report.csv", report);
    folder.file("more/policy.json", r#"{ "PasswordPolicy": { "MinimumPasswordLength": 8 } }"#);
    folder.file("more/summary.json", r#"{ "SummaryMap": { "AccountMFAEnabled": 1, "Users": 3 } }"#);
    let ran = eval(
        &folder,
        &["items.json", "more", "more/report.csv", "--account", "111122223333", "--all"],
    )
    .code(1);
    let mut found = results(&ran);
    found.sort();
    let want = [
        "long-passwords 111122223333 NON_COMPLIANT",
        "mfa a COMPLIANT",
        "mfa b NON_COMPLIANT",
        "mfa c NON_COMPLIANT",
        "root-has-mfa 111122223333 COMPLIANT",
    ];
    assert_eq!(found, want);
    // A report of another account is none of this one.
    folder.file("more/report.csv", report.replace("111122223333", "444455556666"));
    let ran = eval(&folder, &["items.json", "more/report.csv"]).code(0);
    let found = &ran.lines("compliance")[0];
    let words = "needs the input `credential-report` of account 111122223333";
    assert_eq!(found["message"], words);
}
