//! What the API and the page read.

use super::testing::*;
use crate::base::ids::SourceId;
use crate::daemon::compliance::{Compliance, Filter, Order, Window};
use crate::model::ComplianceType::NonCompliant;
use crate::model::RollupOf;
use crate::query::{Layout, parse};
use crate::store::Memory;
use fastrand::Rng;
use serde_json::{Value, json};
use std::sync::Arc;

/// A volume in three versions that came out of order, and a group.
fn filled(kv: &Arc<Memory>) -> Compliance {
    let (mut compliance, _) = begin(kv, &auditor(RULES), start());
    let at = |minute: u8| format!("2026-06-30T22:{minute:02}:00.000Z");
    let version = |minute: u8, a: u8| item("AWS::T::A", "v", &at(minute), &json!({"a": a}));
    let api = json!({"version": "1.3", "accountId": "111122223333", "awsRegion": "eu-west-1",
        "configurationItemCaptureTime": "2026-06-30T22:05:00.500Z", "configurationItemStatus": "OK",
        "configurationStateId": "12", "arn": "arn:v", "resourceType": "AWS::T::A", "resourceId": "v",
        "configuration": "{\"a\":5}", "supplementaryConfiguration": {"P": "{\"x\":[1]}", "Q": "word"},
        "tags": {"k": "w"}, "relationships": [{"resourceType": "AWS::T::B", "resourceId": "b",
        "relationshipName": "Is in "}]});
    for record in [version(1, 1), version(9, 9), api, version(3, 3)] {
        compliance.take(record.to_string().as_bytes(), start()).expect("taken");
    }
    let other = item("AWS::T::B", "b", &at(2), &json!({"a": 1}));
    compliance.take(other.to_string().as_bytes(), start()).expect("taken");
    compliance.evaluate(start());
    compliance
}

fn captured(compliance: &Compliance, window: &Window) -> Vec<Value> {
    let versions = compliance.history("AWS::T::A", "v", window).expect("read").expect("known");
    let item = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    versions
        .iter()
        .map(|v| item(item(&v.item)["configuration"].as_str().expect("text"))["a"].clone())
        .collect()
}

#[test]
fn history_in_the_apis_spelling() {
    let kv = Arc::new(Memory::default());
    let mut compliance = filled(&kv);
    for _ in 0..2 {
        let all = Window { most: 10, ..Window::default() };
        assert_eq!(captured(&compliance, &all), [9, 5, 3, 1]);
        assert_eq!(
            captured(&compliance, &Window { order: Order::Forward, ..all.clone() }),
            [1, 3, 5, 9]
        );
        let some = Window {
            from: Some(time("2026-06-30T22:03:00Z")),
            to: Some(time("2026-06-30T22:05:00.500Z")),
            ..all.clone()
        };
        assert_eq!(captured(&compliance, &some), [5, 3]);
        for (order, want) in [(Order::Reverse, [9, 5, 3, 1]), (Order::Forward, [1, 3, 5, 9])] {
            let mut window = Window { order, most: 1, ..Window::default() };
            for want in want {
                assert_eq!(captured(&compliance, &window), [want]);
                let page =
                    compliance.history("AWS::T::A", "v", &window).expect("read").expect("known");
                window.behind = Some(page[0].position.clone());
            }
            assert_eq!(captured(&compliance, &window), [0; 0]);
        }
        let versions = compliance.history("AWS::T::A", "v", &all).expect("read").expect("known");
        let shown: Value = serde_json::from_str(&versions[1].item).expect("JSON");
        assert_eq!(
            shown,
            json!({"version": "1.3", "accountId": "111122223333", "configurationItemStatus": "OK",
            "configurationStateId": "12", "arn": "arn:v", "resourceType": "AWS::T::A", "resourceId": "v",
            "awsRegion": "eu-west-1", "configurationItemCaptureTime": 1782857100.5, "tags": {"k": "w"},
            "relatedEvents": [], "relationships": [{"resourceType": "AWS::T::B", "resourceId": "b",
            "relationshipName": "Is in "}], "configuration": "{\"a\":5}",
            "supplementaryConfiguration": {"P": "{\"x\":[1]}", "Q": "\"word\""}})
        );
        assert_eq!(compliance.history("AWS::T::A", "w", &all), Ok(None));
        write(&kv, &mut compliance);
        compliance = begin(&kv, &auditor(RULES), start()).0;
    }
}

#[test]
fn results_by_rule_resource_and_status() {
    let compliance = filled(&Arc::default());
    let of = |filter: Filter<'_>| -> Vec<(String, String)> {
        let all = standings(&compliance, &filter).into_iter();
        all.map(|s| (s.rule.to_string(), s.resource.resource_id.clone())).collect()
    };
    let pair = |rule: &str, id: &str| (rule.to_owned(), id.to_owned());
    assert_eq!(of(Filter { rule: Some("small"), ..Filter::default() }), [pair("small", "v")]);
    assert_eq!(of(Filter { rule: Some("nobody"), ..Filter::default() }), []);
    let resource =
        Filter { resource_type: Some("AWS::T::B"), resource_id: Some("b"), ..Filter::default() };
    assert_eq!(of(resource), [pair("worded", "b"), pair("ripe", "b"), pair("attached", "b")]);
    let bad = of(Filter { status: &[NonCompliant], ..Filter::default() });
    assert!(bad.contains(&pair("small", "v")) && !bad.contains(&pair("ripe", "b")), "{bad:?}");
    let since =
        standings(&compliance, &Filter { rule: Some("small"), ..Filter::default() })[0].since;
    assert_eq!(since, Some(start()));
    let by_resource = compliance.by_resource(None, None, 9);
    assert_eq!(
        by_resource.iter().map(|(_, r, _)| &*r.resource_id).collect::<Vec<_>>(),
        ["v", "b", "111122223333"]
    );
    let rule =
        compliance.rollups().into_iter().find(|r| r.of == RollupOf::Rule("small".to_owned()));
    assert_eq!(rule.expect("one").counts.non_compliant, 1);
}

#[test]
fn a_snapshot_holds_what_there_is() {
    for seed in 0..20 {
        let auditor = auditor(RULES);
        let (mut compliance, _) = begin(&Arc::default(), &auditor, start());
        for text in items(&mut Rng::with_seed(seed)) {
            compliance.take(text.as_bytes(), start()).expect("taken");
        }
        compliance.evaluate(start());
        let mut out = Vec::new();
        compliance.snapshot("a-b", &mut out).expect("written");
        let document: Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(
            (&document["fileVersion"], &document["configSnapshotId"]),
            (&json!("1.0"), &json!("a-b"))
        );
        let items: Vec<String> = document["configurationItems"]
            .as_array()
            .expect("a list")
            .iter()
            .map(Value::to_string)
            .collect();
        assert_eq!(items.len() as u64, compliance.resource_counts().values().sum::<u64>());
        let gone = |told: &Told| {
            told.3 == crate::model::ComplianceType::NotApplicable || told.0.starts_with("AWS::::")
        };
        let there = |all: Vec<Told>| {
            all.into_iter()
                .filter(|told| !gone(told))
                .map(|t| (t.0, t.1, t.2, t.3))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            there(of_run(&auditor, &items, start())),
            there(of_daemon(&compliance)),
            "seed {seed}"
        );
    }
}

#[test]
fn queries_see_the_newest_items() {
    let compliance = filled(&Arc::default());
    let text = "SELECT resourceId, configuration.a WHERE resourceType = 'AWS::T::A'";
    let query = parse(SourceId(0), text).expect("a query");
    let (answer, counts, _) = compliance.select(&query, Layout::Nested).expect("read");
    assert_eq!((answer.len(), counts.resources), (1, 2));
    let rows: Vec<_> = answer.objects().map(String::from_utf8_lossy).collect();
    assert_eq!(rows, [r#"{"resourceId":"v","configuration":{"a":9}}"#]);
}

#[test]
fn what_is_older_than_one_keeps_goes() {
    let kv = Arc::new(Memory::default());
    let mut compliance = filled(&kv);
    write(&kv, &mut compliance);
    let (count, changed) =
        compliance.forget_before(time("2026-06-30T22:05:00Z"), start()).expect("read");
    assert_eq!((count, changed), (2, vec![]));
    assert_eq!(captured(&compliance, &Window { most: 9, ..Window::default() }), [9, 5]);
    compliance.delete_resource("AWS::T::A", "v", start()).expect("taken");
    let (count, _) = compliance.forget_before(time("2026-07-02T00:00:00Z"), start()).expect("read");
    assert_eq!(count, 3);
    assert_eq!(compliance.newest("AWS::T::A", "v"), Ok(None));
    write(&kv, &mut compliance);
    let (again, changed) = begin(&kv, &auditor(RULES), start());
    assert_eq!((again.newest("AWS::T::A", "v"), changed.len()), (Ok(None), 0));
    assert!(again.newest("AWS::T::B", "b").expect("read").is_some());
}
