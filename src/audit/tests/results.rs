//! Results of single items, what is told of them, and how they roll up.

use super::testing::*;
use crate::audit::{Assessed, Auditor, Ledger, Setup, Spot, Tell};
use crate::model::ComplianceType::{
    Compliant, Error, InsufficientData, NonCompliant, NotApplicable,
};
use crate::model::{NoticeKind, RollupOf};
use serde_json::{Value, json};

fn volume(id: &str, encrypted: &Value) -> Value {
    json!({"resourceType": "AWS::EC2::Volume", "resourceId": id, "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1", "configuration": {"encrypted": encrypted}})
}

fn encrypted() -> Value {
    json!({"resource": "AWS::EC2::Volume", "require": {"path": "$.configuration.encrypted", "equals": true},
        "message": "{resourceId} is not encrypted", "controls": ["CIS:1"], "pack": "storage"})
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let auditor = Auditor::new(Setup { first: 2, ..setup(vec![rule("encrypted", &encrypted())]) });
    let found = run(&auditor, &[volume("vol-1", &json!(true)), volume("vol-2", &json!(false))]);
    let results = found.results();
    assert_eq!(results.len(), 1);
    let result = results[0];
    assert_eq!((result.rule.0, result.compliance, result.index), (2, NonCompliant, 1));
    assert_eq!(result.message, "vol-2 is not encrypted");
    assert_eq!(result.path.as_deref(), Some("$.configuration.encrypted"));
    assert_eq!(result.value.as_deref(), Some("false"));
    let text = volume("vol-2", &json!(false)).to_string();
    let at = text.find("false").expect("false") as u64;
    assert_eq!(result.place.map(|p| (p.offset, p.line, p.column)), Some((1000 + at, 2, 1 + at)));
    assert_eq!(result.resource.region.as_deref(), Some("eu-west-1"));
    assert_eq!((found.counts.compliant, found.counts.non_compliant), (1, 1));
    assert_eq!(found.resources, 2);
}

#[test]
fn everything_is_told_when_asked() {
    let rules = vec![
        rule("encrypted", &encrypted()),
        rule("none", &json!({"resource": "T::None", "require": {"all": []}})),
    ];
    let tell = Tell { all: true, ..Tell::default() };
    let auditor = Auditor::new(Setup { tell, ..setup(rules) });
    let mut gone = volume("vol-3", &json!(false));
    gone["configurationItemStatus"] = "ResourceDeleted".into();
    let items = [volume("vol-1", &json!(true)), gone, volume("vol-2", &json!("x"))];
    let found = run(&auditor, &items);
    let want = [(0, "vol-1", Compliant), (0, "vol-3", NotApplicable), (0, "vol-2", NonCompliant)];
    assert_eq!(found.outcomes(), want);
    let rollups: Vec<_> = found
        .rollups()
        .iter()
        .map(|r| (r.of.to_string(), r.counts.status(), r.counts.score()))
        .collect();
    let want = [
        ("encrypted".to_owned(), NonCompliant, Some(0.5)),
        ("none".to_owned(), InsufficientData, None),
        ("storage".to_owned(), NonCompliant, Some(0.5)),
        ("CIS:1".to_owned(), NonCompliant, Some(0.5)),
        ("AWS::EC2::Volume vol-1".to_owned(), Compliant, Some(1.0)),
        ("AWS::EC2::Volume vol-3".to_owned(), InsufficientData, None),
        ("AWS::EC2::Volume vol-2".to_owned(), NonCompliant, Some(0.0)),
    ];
    assert_eq!(rollups, want);
}

#[test]
fn packs_of_files_stand_in_for_conformance_packs() {
    let mut own = encrypted();
    own["pack"] = Value::Null;
    let mut one = rule("one", &json!({"resource": "T", "require": {"all": []}}));
    one.header.controls = vec!["CIS:1".to_owned()];
    let packs = vec![Some("file".into())];
    let auditor = Auditor::new(Setup { packs, ..setup(vec![one.clone(), one]) });
    let found = run(&auditor, &[json!({"resourceType": "T", "resourceId": "1"})]);
    let of: Vec<_> = found.rollups().iter().map(|r| r.of.clone()).collect();
    let rule = || RollupOf::Rule("one".into());
    assert_eq!(of, [rule(), rule(), RollupOf::Pack("file".into())]);
    assert_eq!(found.rollups()[2].counts.compliant, 1);
}

#[test]
fn broken_values_are_errors_and_oversized_items_lack_data() {
    let lt = json!({"resource": "T::A", "require": {"path": "$.configuration.n", "lt": 3}});
    let auditor = Auditor::new(setup(vec![rule("lt", &lt)]));
    let odd = json!({"resourceType": "T::A", "resourceId": "odd", "configuration": {"n": "x"}});
    let oversized = json!({"configurationItemSummary": {"resourceType": "T::A", "resourceId": "big", "changeType": "UPDATE"},
        "s3DeliverySummary": {"s3BucketLocation": "bucket/key"},
        "messageType": "OversizedConfigurationItemChangeNotification"});
    let found = run(&auditor, &[odd, oversized]);
    assert_eq!(found.outcomes(), [(0, "odd", Error), (0, "big", InsufficientData)]);
    let want = "the configuration was too large for its message; it is in `bucket/key`";
    assert_eq!(found.results()[1].message, want);
    assert_eq!((found.counts.error, found.counts.insufficient_data), (1, 1));
}

#[test]
fn the_newest_version_counts_whatever_the_order() {
    let auditor = Auditor::new(setup(vec![rule("encrypted", &encrypted())]));
    let at = |day: u32, encrypted: bool| {
        let mut item = volume("vol-1", &json!(encrypted));
        item["configurationItemCaptureTime"] = format!("2026-01-0{day}T00:00:00.000Z").into();
        item
    };
    let outcomes = |items: &[Value]| run(&auditor, items).counts;
    assert_eq!(outcomes(&[at(1, true), at(2, false)]).non_compliant, 1);
    assert_eq!(outcomes(&[at(2, false), at(1, true)]).non_compliant, 1);
    assert_eq!(outcomes(&[at(2, true), at(1, false)]).compliant, 1);
    // Of equal ones the later.
    let found = run(&auditor, &[at(1, true), at(1, false), at(1, false)]);
    assert_eq!((found.counts.compliant, found.counts.non_compliant), (0, 1));
    let notices = found.notices();
    assert_eq!((notices.len(), notices[0].kind), (1, NoticeKind::Duplicate));
    assert_eq!(notices[0].subject, "AWS::EC2::Volume vol-1");
    assert_eq!(notices[0].file.as_ref().map(|(_, line)| *line), Some(2));
    let many: Vec<_> =
        (0..30).flat_map(|n| vec![volume(&n.to_string(), &json!(true)); 2]).collect();
    let found = run(&auditor, &many);
    assert_eq!(found.notices().len(), 21);
    assert_eq!(found.notices()[20].subject, "10 more");
}

#[test]
fn resources_of_other_accounts_and_regions_are_others() {
    let auditor = Auditor::new(setup(vec![rule("encrypted", &encrypted())]));
    let mut items = vec![volume("vol-1", &json!(true)); 3];
    items[1]["awsAccountId"] = "2".into();
    items[2]["awsRegion"] = "us-east-1".into();
    let found = run(&auditor, &items);
    assert_eq!((found.counts.compliant, found.notices().len()), (3, 0));
}

#[test]
fn what_nobody_asks_about_need_not_be_read() {
    let auditor = Auditor::new(setup(vec![
        rule("encrypted", &encrypted()),
        rule(
            "join",
            &json!({"resource": "T::A", "require": {"related": {"type": "T::B*", "if-absent": "pass", "require": {"all": []}}}}),
        ),
    ]));
    let wants = |name| auditor.wants(name);
    assert!(wants("AWS::EC2::Volume") && wants("T::A") && wants("T::Bx"));
    assert!(wants("Tripline::IAM::Credential"));
    assert!(!wants("T::C") && !wants("aws::ec2::volume"));
    let found = run(&auditor, &[json!({"resourceType": "T::C", "resourceId": "1"})]);
    assert_eq!(found.resources, 0);
}

#[test]
fn auditors_are_shared_and_items_travel() {
    fn shared<T: Send + Sync>() {}
    shared::<Auditor>();
    shared::<Assessed>();
}

#[test]
fn items_of_no_file_have_no_place() {
    let auditor = Auditor::new(setup(vec![rule("encrypted", &encrypted())]));
    let mut ledger = Ledger::new();
    let spot = Spot { place: None, ..spot(0) };
    ledger.take(&auditor, auditor.assess(item(&volume("v", &json!(false))), spot));
    let found = ledger.finish(&auditor);
    assert_eq!(found.results()[0].place, None);
}
