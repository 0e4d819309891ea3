//! What a review found: results that were passes and should not have been, and losses without a
//! word.

use super::{disk, disks, eval, item, results, snapshot};
use crate::program::Folder;
use serde_json::{Value, json};

/// A folder with one rule on security groups.
fn groups(require: &str) -> Folder {
    let folder = Folder::new();
    let text = format!(
        "compliance:\n  g:\n    resource: AWS::EC2::SecurityGroup\n    require: {require}\n"
    );
    folder.file("rules/r.yaml", text);
    folder
}

#[test]
fn any_member_of_a_configuration_is_read_as_it_is_normalised() {
    let folder = groups(
        "{ path: '$.configuration[*][*].ipv4Ranges[*].cidrIp', quantifier: none, equals: 0.0.0.0/0 }",
    );
    let open = json!({"ipPermissions": [{"ipProtocol": "-1", "ipRanges": ["0.0.0.0/0"]}]});
    folder.file("i.json", snapshot(&[item("AWS::EC2::SecurityGroup", "sg", 1, open)]));
    for how in [&["i.json"][..], &["i.json", "--all"], &["i.json", "--timeline"]] {
        assert_eq!(results(&eval(&folder, how).code(1)), ["g sg NON_COMPLIANT"], "{how:?}");
    }
}

#[test]
fn a_report_that_was_cut_off_is_no_report() {
    let folder = Folder::new();
    let row = "<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,true";
    let text = format!("user,arn,user_creation_time,mfa_active,access_key_1_active\n{row}\n");
    folder.file("report.csv", text);
    let ran = folder.run(&["eval", "--pack", "aws-config", "--format", "ndjson", "report.csv"]);
    let ran = ran.code(3);
    let words = ran.lines("error")[0]["message"].to_string();
    assert!(words.contains("line 2 has 4 cells, not the 5 of its heading"), "{words}");
}

#[test]
fn relations_of_relations_begin_at_the_other_item() {
    let folder = Folder::new();
    let inner = "related: { type: 'AWS::EC2::Subnet', via: relationship, quantifier: none, if-absent: fail, \
                 require: { path: '@.configuration.public', equals: true } }";
    folder.file(
        "rules/r.yaml",
        format!(
            "compliance:\n  hops:\n    resource: AWS::EC2::Volume\n    require:\n      related: {{ type: \
             'AWS::EC2::Instance', via: relationship, quantifier: each, if-absent: fail, require: {{ {inner} }} }}\n"
        ),
    );
    let with = |mut item: Value, kind: &str, id: &str| {
        item["relationships"] = json!([{"resourceType": kind, "resourceId": id, "name": "to"}]);
        item
    };
    for (public, status) in [(true, "NON_COMPLIANT"), (false, "COMPLIANT")] {
        let items = [
            with(disk("vol", 1, true), "AWS::EC2::Instance", "i"),
            with(item("AWS::EC2::Instance", "i", 1, json!({})), "AWS::EC2::Subnet", "net"),
            item("AWS::EC2::Subnet", "net", 1, json!({ "public": public })),
        ];
        folder.file("i.json", snapshot(&items));
        let ran = eval(&folder, &["i.json", "--all"]);
        assert_eq!(results(&ran), [format!("hops vol {status}")]);
    }
}

#[test]
fn an_item_without_a_configuration_passes_nothing() {
    let folder =
        groups("{ none: { over: $.configuration.ipPermissions, satisfy: { exists: true } } }");
    let mut bare = item("AWS::EC2::SecurityGroup", "sg", 1, Value::Null);
    folder.file("null.json", snapshot(&[bare.clone()]));
    let fields = bare.as_object_mut().unwrap();
    fields.remove("configuration");
    fields.remove("supplementaryConfiguration");
    folder.file("absent.json", snapshot(&[bare]));
    for file in ["null.json", "absent.json"] {
        assert_eq!(results(&eval(&folder, &[file]).code(0)), ["g sg INSUFFICIENT_DATA"], "{file}");
        eval(&folder, &[file, "--strict"]).code(3);
    }
}

#[test]
fn accounts_of_items_that_name_none_are_judged() {
    let folder = Folder::new();
    let rule = "compliance: {a: {resource: 'AWS::::Account', require: {path: $.awsAccountId, equals: x}}}\n";
    folder.file("rules/r.yaml", rule);
    let mut own = disk("vol", 1, true);
    own.as_object_mut().unwrap().remove("awsAccountId");
    folder.file("i.json", snapshot(&[own]));
    let ran = eval(&folder, &["i.json", "--account", "111122223333"]).code(1);
    assert_eq!(results(&ran), ["a 111122223333 NON_COMPLIANT"]);
}

#[test]
fn what_cannot_be_read_is_not_gone() {
    let folder = disks("");
    folder.file("old.json", snapshot(&[disk("vol-1", 1, false), disk("vol-2", 1, false)]));
    let now = snapshot(&[disk("vol-1", 2, false), disk("vol-2", 2, "broken")]);
    folder.file("new.json", now.replace("\"broken\"", "nonsense"));
    let ran = eval(&folder, &["new.json", "--against", "old.json"]).code(3);
    assert_eq!(results(&ran), ["encrypted vol-1 NON_COMPLIANT"]);
}

#[test]
fn what_left_the_scope_of_a_rule_is_not_judged() {
    let folder = disks("");
    let message = json!({
        "configurationItem": disk("vol-1", 1, false),
        "messageType": "ConfigurationItemChangeNotification",
        "notificationCreationTime": "2026-03-01T02:00:00.000Z", "recordVersion": "1.3"
    });
    for (left, status) in [(true, "NOT_APPLICABLE"), (false, "NON_COMPLIANT")] {
        let event = json!({"invokingEvent": message.to_string(), "eventLeftScope": left});
        folder.file("event.json", event.to_string());
        let ran = eval(&folder, &["event.json", "--all"]);
        assert_eq!(results(&ran), [format!("encrypted vol-1 {status}")]);
    }
}
