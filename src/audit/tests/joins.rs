//! Rules that look at other items, at accounts, and at extra inputs.

use super::testing::*;
use crate::audit::{Auditor, Ledger, Setup, Tell};
use crate::items::Normalised;
use crate::model::ComplianceType::{
    Compliant, Error, InsufficientData, NonCompliant, NotApplicable,
};
use serde_json::{Value, json};

fn instance(id: &str, relationships: Value) -> Value {
    let mut item = json!({"resourceType": "T::Instance", "resourceId": id, "awsAccountId": "1", "awsRegion": "x",
        "configuration": {"volume": "shared"}});
    item["relationships"] = relationships;
    item
}

fn volume(id: &str, name: &str, encrypted: bool) -> Value {
    json!({"resourceType": "T::Volume", "resourceId": id, "resourceName": name, "awsAccountId": "1",
        "awsRegion": "x", "configuration": {"encrypted": encrypted}})
}

fn volumes_encrypted() -> Value {
    json!({"resource": "T::Instance", "require": {"related": {"type": "T::Vol*", "name": "Is attached*",
        "if-absent": "not-applicable", "require": {"path": "@.configuration.encrypted", "equals": true}}}})
}

fn attached(by: &str, to: &str) -> Value {
    json!([{"resourceType": "T::Volume", by: to, "name": "Is attached to Volume "}])
}

#[test]
fn by_relationship() {
    let auditor = Auditor::new(Setup {
        tell: Tell { all: true, ..Tell::default() },
        ..setup(vec![rule("volumes", &volumes_encrypted())])
    });
    let mut elsewhere = volume("v-1", "one", true);
    elsewhere["awsRegion"] = "y".into();
    let mut foreign = volume("v-3", "three", false);
    foreign["awsAccountId"] = "2".into();
    let mut gone = volume("v-4", "four", false);
    gone["configurationItemStatus"] = "ResourceDeleted".into();
    let other = json!([{"resourceType": "T::Volume", "resourceId": "v-1", "name": "Has"}]);
    let items = [
        instance("by-id", attached("resourceId", "v-1")),
        instance("by-name", attached("resourceName", "two")),
        instance("foreign", attached("resourceId", "v-3")),
        instance("gone", attached("resourceId", "v-4")),
        instance("other", other),
        volume("v-1", "one", false),
        volume("v-2", "two", true),
        elsewhere,
        foreign,
        gone,
    ];
    let found = run(&auditor, &items);
    let want = [
        (0, "by-id", NonCompliant),
        (0, "by-name", Compliant),
        (0, "foreign", NotApplicable),
        (0, "gone", NotApplicable),
        (0, "other", NotApplicable),
    ];
    assert_eq!(found.outcomes(), want);
    let result = found.results()[0];
    assert!(result.message.ends_with("(v-1)"), "{}", result.message);
    // The value stands in another record: the result points to its own.
    assert_eq!(result.place, spot(0).place);
    assert_eq!(result.path.as_deref(), Some("$.configuration.encrypted"));
}

#[test]
fn by_key_and_only_newest_versions() {
    let by_key = json!({"resource": "T::Instance", "require": {"related": {"type": "T::Volume", "theirs": "$.resourceName",
        "mine": "$.configuration.volume", "quantifier": "some", "if-absent": "fail",
        "require": {"path": "@.configuration.encrypted", "equals": true}}}});
    let auditor = Auditor::new(setup(vec![rule("key", &by_key)]));
    let at = |day: u32, encrypted: bool| {
        let mut item = volume("v", "shared", encrypted);
        item["configurationItemCaptureTime"] = format!("2026-01-0{day}T00:00:00.000Z").into();
        item
    };
    let one = || instance("i", json!([]));
    assert_eq!(run(&auditor, &[one(), at(1, false), at(2, true)]).counts.compliant, 1);
    assert_eq!(run(&auditor, &[at(2, false), at(1, true), one()]).counts.non_compliant, 1);
    assert_eq!(run(&auditor, &[one()]).counts.non_compliant, 1);
}

#[test]
fn keys_that_cannot_be_told_are_errors() {
    let by_key = json!({"resource": "T::Instance", "require": {"related": {"type": "T::Volume",
        "theirs": "$.resourceName | json | $.x", "mine": "$.configuration.volume",
        "if-absent": "pass", "require": {"all": []}}}});
    let auditor = Auditor::new(setup(vec![rule("key", &by_key)]));
    let found = run(&auditor, &[instance("i", json!([])), volume("v", "no json", true)]);
    assert_eq!(found.outcomes(), [(0, "i", Error)]);
    assert!(found.results()[0].message.contains("the key of `v`"), "{:?}", found.results());
}

fn root_used() -> Value {
    json!({"resource": "AWS::::Account", "require": {"related": {"type": "T::Trail", "theirs": "$.awsAccountId",
        "mine": "$.awsAccountId", "quantifier": "some", "if-absent": "fail",
        "require": {"path": "@.configuration.on", "equals": true}}}})
}

#[test]
fn accounts_are_resources() {
    let tell = Tell { all: true, ..Tell::default() };
    let rules = vec![rule("trail", &root_used())];
    let auditor = Auditor::new(Setup { tell, ..setup(rules.clone()) });
    let trail = |account: &str| json!({"resourceType": "T::Trail", "resourceId": "t", "awsAccountId": account, "configuration": {"on": true}});
    let other = json!({"resourceType": "T::Else", "resourceId": "e", "awsAccountId": "2"});
    let found = run(&auditor, &[other.clone(), trail("1"), trail("1")]);
    assert_eq!(found.outcomes(), [(0, "2", NonCompliant), (0, "1", Compliant)]);
    let result = found.results()[0];
    assert_eq!((result.index, result.place), (0, spot(0).place));
    assert_eq!(result.resource.account.as_deref(), Some("2"));
    assert_eq!((&result.path, &result.value), (&None, &None));
    // An item that was not read has an account all the same.
    let mut ledger = Ledger::new();
    ledger.account(&auditor, Some("7"), &spot(4));
    assert_eq!(ledger.finish(&auditor).outcomes(), [(0, "7", NonCompliant)]);
    // An account in the inputs is not made once more.
    let given = json!({"resourceType": "AWS::::Account", "resourceId": "2", "awsAccountId": "2", "awsRegion": "z"});
    assert_eq!(run(&auditor, &[given, other]).results().len(), 1);
    // Items that name no account are of the run's.
    let account = Some("9".to_owned());
    let auditor = Auditor::new(Setup { tell, account, ..setup(rules) });
    let bare = json!({"resourceType": "T::Else", "resourceId": "e"});
    let on = json!({"resourceType": "T::Trail", "resourceId": "t", "awsAccountId": null, "configuration": {"on": true}});
    assert_eq!(run(&auditor, std::slice::from_ref(&bare)).outcomes(), [(0, "9", NonCompliant)]);
    assert_eq!(run(&auditor, &[bare, on]).outcomes(), [(0, "9", Compliant)]);
}

#[test]
fn extra_inputs_that_are_absent_are_named() {
    let mfa = json!({"resource": "AWS::IAM::User", "inputs": ["credential-report"],
        "when": {"path": "$.configuration.asked", "equals": true},
        "require": {"related": {"type": "Tripline::IAM::Credential", "theirs": "$.ARN", "mine": "$.ARN",
        "quantifier": "some", "if-absent": "not-applicable", "require": {"path": "@.configuration.mfa_active", "equals": "true"}}}});
    let tell = Tell { all: true, ..Tell::default() };
    let auditor = Auditor::new(Setup { tell, ..setup(vec![rule("mfa", &mfa)]) });
    let user = |name: &str, account: &str, asked: bool| {
        json!({"resourceType": "AWS::IAM::User", "resourceId": name, "ARN": name, "awsAccountId": account,
            "configuration": {"asked": asked}})
    };
    let row = |name: &str, active: &str| {
        json!({"resourceType": "Tripline::IAM::Credential", "resourceId": name, "ARN": name, "awsAccountId": "1",
            "configuration": {"mfa_active": active}})
    };
    let found = run(&auditor, &[user("a", "1", true), user("b", "1", false)]);
    assert_eq!(found.outcomes(), [(0, "a", InsufficientData), (0, "b", NotApplicable)]);
    assert_eq!(found.results()[0].message, "needs the input `credential-report`");
    let items = [
        user("a", "1", true),
        user("c", "1", true),
        user("d", "2", true),
        row("a", "true"),
        row("c", "false"),
    ];
    let found = run(&auditor, &items);
    assert_eq!(
        found.outcomes(),
        [(0, "a", Compliant), (0, "c", NonCompliant), (0, "d", InsufficientData)]
    );
    assert_eq!(found.results()[2].message, "needs the input `credential-report` of account 2");
}

#[test]
fn inputs_that_name_no_account_are_of_the_only_one() {
    let length = json!({"resource": "AWS::::Account", "inputs": ["password-policy"],
        "require": {"related": {"type": "Tripline::IAM::PasswordPolicy", "theirs": "$.awsAccountId", "mine": "$.awsAccountId",
        "quantifier": "some", "if-absent": "fail", "require": {"path": "@.configuration.MinimumPasswordLength", "equals": 14}}}});
    let tell = Tell { all: true, ..Tell::default() };
    let auditor = Auditor::new(Setup { tell, ..setup(vec![rule("length", &length)]) });
    let policy = json!({"resourceType": "Tripline::IAM::PasswordPolicy", "resourceId": "policy",
        "configuration": {"MinimumPasswordLength": 14}});
    let of =
        |account: &str| json!({"resourceType": "T", "resourceId": "t", "awsAccountId": account});
    let found = run(&auditor, &[policy.clone(), of("1")]);
    assert_eq!(found.outcomes(), [(0, "1", Compliant)]);
    let found = run(&auditor, &[policy, of("1"), of("2")]);
    assert_eq!(found.outcomes(), [(0, "1", InsufficientData), (0, "2", InsufficientData)]);
    let words =
        "needs the input `password-policy` of account 1; the one given does not say whose it is";
    assert_eq!(found.results()[0].message, words);
}

#[test]
fn explanations_name_the_related_items() {
    let auditor = Auditor::new(setup(vec![rule("volumes", &volumes_encrypted())]));
    let one = *item(&instance("i", attached("resourceId", "v-1")));
    let items = [one, *item(&volume("v-1", "one", false))];
    let explain = |items: &[Normalised]| auditor.explain(0, items, 0).expect("an explanation");
    let found = explain(&items);
    assert_eq!(found.compliance, NonCompliant);
    let steps = found.steps.expect("steps");
    assert_eq!(steps.result.evidence[0].resource.as_deref(), Some("v-1"));
    assert_eq!(explain(&items[..1]).compliance, NotApplicable);
    let account = *item(&json!({"resourceType": "AWS::::Account", "resourceId": "1"}));
    let every = json!({"resource": "AWS::*", "require": {"all": []}});
    let every = Auditor::new(setup(vec![rule("every", &every)]));
    let found = every.explain(0, &[account], 0).expect("an explanation");
    assert_eq!(found.note.as_deref(), Some("the rule does not concern AWS::::Account"));
}
