//! How results changed: time lines, events, and what is carried over.

use super::testing::*;
use crate::audit::{Auditor, Setup, Tell};
use crate::model::ComplianceType::{Compliant, Error, NonCompliant, NotApplicable};
use serde_json::{Value, json};

fn limit() -> Value {
    json!({"resource": "T", "require": {"path": "$.configuration.n", "lt": 3}, "message": "{resourceId} has {value}"})
}

fn auditor(tell: Tell) -> Auditor {
    let one = json!({"resource": "T", "require": {"related": {"type": "T", "theirs": "$.configuration.n",
        "mine": "$.configuration.n", "if-absent": "fail", "require": {"all": []}}}});
    Auditor::new(Setup { tell, ..setup(vec![rule("limit", &limit()), rule("join", &one)]) })
}

fn at(second: u32, n: impl Into<Value>) -> Value {
    let n = n.into();
    json!({"resourceType": "T", "resourceId": "r", "awsAccountId": "111122223333", "awsRegion": "eu-west-1",
        "configurationItemCaptureTime": format!("2026-01-01T00:00:{second:02}.000Z"),
        "configuration": {"n": n, "x": second % 2}})
}

fn timeline() -> Tell {
    Tell { timeline: true, ..Tell::default() }
}

#[test]
fn results_over_time() {
    // Not in the order of their times.
    let items = [at(50, 1), at(0, 1), at(10, 7), at(20, "odd"), at(30, 8), at(40, 2)];
    let found = run(&auditor(timeline()), &items);
    let got: Vec<_> = found
        .transitions()
        .iter()
        .map(|t| (t.from, t.to, t.seconds, t.index, t.message.clone(), t.changes.join(" ")))
        .collect();
    let own = |text: &str| text.to_owned();
    let want = [
        (None, Compliant, None, 1, own(""), own("")),
        (Some(Compliant), NonCompliant, None, 2, own("r has 7"), own("Configuration.N")),
        (Some(NonCompliant), Error, None, 3, got[2].4.clone(), own("Configuration.N")),
        (Some(Error), NonCompliant, None, 4, own("r has 8"), own("Configuration.N")),
        (Some(NonCompliant), Compliant, Some(30), 5, own(""), own("Configuration.N")),
    ];
    assert_eq!(got, want);
    assert_eq!(found.mean_seconds_to_repair, Some(30.0));
    assert_eq!(found.transitions()[0].rule.0, 0);
}

#[test]
fn a_deletion_is_no_repair() {
    let mut gone = at(20, Value::Null);
    gone["configuration"] = Value::Null;
    gone["configurationItemStatus"] = "ResourceDeleted".into();
    let found = run(&auditor(timeline()), &[at(10, 7), gone, at(30, 1)]);
    let got: Vec<_> = found.transitions().iter().map(|t| (t.from, t.to, t.seconds)).collect();
    let want = [
        (None, NonCompliant, None),
        (Some(NonCompliant), NotApplicable, None),
        (Some(NotApplicable), Compliant, None),
    ];
    assert_eq!(got, want);
    assert_eq!(found.mean_seconds_to_repair, None);
    assert_eq!(found.transitions()[1].changes, ["Configuration"]);
}

#[test]
fn messages_tell_what_changed() {
    let message = |item: Value, change: &str, properties: Value| {
        json!({"configurationItem": item, "messageType": "ConfigurationItemChangeNotification",
            "configurationItemDiff": {"changeType": change, "changedProperties": properties}})
    };
    let items = [
        message(at(0, 1), "CREATE", json!({})),
        message(at(10, 7), "UPDATE", json!({"Configuration.N": {}, "Relationships.0": {}})),
    ];
    let found = run(&auditor(timeline()), &items);
    assert_eq!(found.transitions()[1].changes, ["Configuration.N", "Relationships.0"]);
}

#[test]
fn what_is_not_touched_is_carried_over() {
    let message = |item: Value, property: &str| {
        json!({"configurationItem": item, "messageType": "ConfigurationItemChangeNotification",
            "configurationItemDiff": {"changeType": "UPDATE", "changedProperties": {property: {}}}})
    };
    let auditor = Auditor::new(setup(vec![rule("limit", &limit())]));
    let carried = |items: &[Value]| {
        let found = run(&auditor, items);
        (found.carried, found.counts.non_compliant)
    };
    let first = || message(at(0, 1), "Configuration.N");
    assert_eq!(carried(&[first(), message(at(11, 1), "Configuration.X")]), (1, 0));
    assert_eq!(carried(&[first(), message(at(11, 2), "Configuration.N")]), (0, 0));
    assert_eq!(carried(&[first(), message(at(11, 2), "Configuration")]), (0, 0));
    // A version between them was never seen: what the message says is not all that changed.
    assert_eq!(carried(&[first(), message(at(11, 9), "Configuration.X")]), (0, 1));
    // Nothing known before.
    assert_eq!(carried(&[message(at(11, 9), "Configuration.X")]), (0, 1));
    // What is wrong is judged anew, so that it is told of the newest version.
    let bad = message(at(0, 9), "Configuration.N");
    assert_eq!(carried(&[bad, message(at(11, 9), "Configuration.X")]), (0, 1));
}

#[test]
fn events_as_aws_sends_them() {
    let tell = Tell { events: true, ..Tell::default() };
    let mut gone = at(40, 1);
    gone["configurationItemStatus"] = "ResourceDeleted".into();
    let items = [at(0, 7), at(10, "odd"), at(20, 8), at(30, 1), gone];
    let found = run(&auditor(tell), &items);
    assert_eq!(found.transitions().len(), 0);
    let events: Vec<Value> =
        found.events.iter().map(|e| serde_json::from_str(&e.text).expect("JSON")).collect();
    let of = |event: &Value, key: &str| event["detail"][key]["complianceType"].clone();
    let got: Vec<_> = events
        .iter()
        .map(|e| (of(e, "oldEvaluationResult"), of(e, "newEvaluationResult")))
        .collect();
    let want = [
        (Value::Null, json!("NON_COMPLIANT")),
        (json!("NON_COMPLIANT"), json!("COMPLIANT")),
        (json!("COMPLIANT"), json!("NOT_APPLICABLE")),
    ];
    assert_eq!(got, want);
    let first = &events[0];
    assert_eq!(first["detail-type"], "Config Rules Compliance Change");
    assert_eq!(
        (&first["source"], &first["time"]),
        (&json!("aws.config"), &json!("2026-01-01T00:00:00Z"))
    );
    assert_eq!(
        (&first["account"], &first["region"]),
        (&json!("111122223333"), &json!("eu-west-1"))
    );
    let detail = &first["detail"];
    assert_eq!(detail["oldEvaluationResult"], Value::Null);
    assert_eq!(detail["newEvaluationResult"]["annotation"], "r has 7");
    assert_eq!(detail["configRuleName"], "limit");
    assert_eq!(detail["messageType"], "ComplianceChangeNotification");
    let qualifier = &detail["newEvaluationResult"]["evaluationResultIdentifier"];
    let qualifier = &qualifier["evaluationResultQualifier"];
    assert_eq!((&qualifier["resourceType"], &qualifier["resourceId"]), (&json!("T"), &json!("r")));
    // The same inputs give the same events.
    let again = run(&auditor(tell), &items);
    assert_eq!(again.events, found.events);
}

#[test]
fn rules_on_other_items_send_their_one_result() {
    let tell = Tell { events: true, ..Tell::default() };
    let found = run(&auditor(tell), &[at(0, 1), at(10, 2)]);
    let names: Vec<_> = found.events.iter().map(|e| (e.rule.0, e.index)).collect();
    assert_eq!(names, [(0, 0), (1, 1)]);
}
