//! Accepted exceptions.

use super::testing::*;
use crate::audit::{Auditor, Setup};
use crate::model::NoticeKind::{WaiverExpired, WaiverUnused};
use crate::rules::Waiver;
use serde_json::{Value, json};

fn auditor(waivers: Vec<Waiver>) -> Auditor {
    let odd = json!({"resource": "T", "require": {"path": "$.configuration.x", "equals": 1}});
    Auditor::new(Setup { waivers, ..setup(vec![rule("one", &odd), rule("two", &odd)]) })
}

fn item(id: &str, x: u8) -> Value {
    json!({"resourceType": "T", "resourceId": id, "ARN": format!("arn:{id}"), "tags": {"team": "a"},
        "configuration": {"x": x}})
}

#[test]
fn a_waiver_marks_and_never_hides() {
    let auditor = auditor(vec![waiver("w", "o*", &json!({"resources": ["arn:a"]}), "2026-06-30")]);
    let found = run(&auditor, &[item("a", 0), item("b", 0)]);
    let marked: Vec<_> = found
        .results()
        .iter()
        .map(|r| (r.rule.0, r.index, r.waived.as_ref().map(|w| w.waiver.clone())))
        .collect();
    let w = Some("w".to_owned());
    assert_eq!(marked, [(0, 0, w), (1, 0, None), (0, 1, None), (1, 1, None)]);
    assert_eq!((found.counts.non_compliant, found.counts.waived), (4, 1));
    assert_eq!(found.rollups()[0].counts.waived, 1);
    assert_eq!(found.notices().len(), 0);
}

#[test]
fn ended_and_unused_ones_are_named() {
    let all = vec![
        waiver("ended", "*", &json!({"tags": {"team": ["a"]}}), "2026-06-29"),
        waiver("unused", "one", &json!({"resources": ["nothing"]}), "2027-01-01"),
        waiver("both", "one", &json!({"resources": ["nothing"]}), "2026-01-01"),
    ];
    let found = run(&auditor(all), &[item("a", 0), item("b", 1)]);
    assert_eq!(found.counts.waived, 0);
    let notices: Vec<_> =
        found.notices().iter().map(|n| (n.kind, n.subject.as_str(), n.message.as_str())).collect();
    let want = [
        (WaiverExpired, "ended", "it ended on 2026-06-29: 2 results count again"),
        (WaiverUnused, "unused", "there is nothing for it to accept"),
        (WaiverUnused, "both", "it ended on 2026-01-01 and nothing is left for it to accept"),
    ];
    assert_eq!(notices, want);
    assert_eq!(found.notices()[0].file, Some(("waivers.yaml".into(), 3)));
}

#[test]
fn a_renewed_waiver_takes_over() {
    let all = vec![
        waiver("old", "*", &json!({"resources": ["a"]}), "2026-01-01"),
        waiver("new", "*", &json!({"resources": ["a"]}), "2027-01-01"),
    ];
    let found = run(&auditor(all), &[item("a", 0)]);
    assert_eq!(found.counts.waived, 2);
    let notices: Vec<_> = found.notices().iter().map(|n| (n.kind, n.subject.as_str())).collect();
    assert_eq!(notices, [(WaiverUnused, "old")]);
}

#[test]
fn versions_that_do_not_count_use_no_waiver() {
    let auditor = auditor(vec![waiver("w", "*", &json!({"resources": ["a"]}), "2027-01-01")]);
    let mut newer = item("a", 1);
    newer["configurationItemCaptureTime"] = "2026-01-01T00:00:00.000Z".into();
    let found = run(&auditor, &[item("a", 0), newer]);
    assert_eq!(found.notices()[0].kind, WaiverUnused);
}
