//! Evaluations from elsewhere, and resources recorded by calls.

use super::testing::*;
use crate::daemon::compliance::{ComplianceError, ExternalEvaluation, Filter, ResourceConfig};
use crate::model::ComplianceType::{self, Compliant, NonCompliant, NotApplicable};
use crate::model::RollupOf;
use crate::store::Memory;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::Arc;

fn evaluation(id: &str, compliance: ComplianceType, seconds: i64) -> ExternalEvaluation {
    ExternalEvaluation {
        resource_type: "AWS::T::A".to_owned(),
        resource_id: id.to_owned(),
        compliance,
        annotation: format!("says {id}"),
        ordering: start() + SignedDuration::from_secs(seconds),
    }
}

#[test]
fn evaluations_are_kept_by_their_order() {
    let (auditor, kv) = (auditor(RULES), Arc::new(Memory::default()));
    let (mut compliance, _) = begin(&kv, &auditor, start());
    let changed = compliance
        .put_evaluations(
            "mine",
            &[evaluation("r1", NonCompliant, 5), evaluation("r2", Compliant, 5)],
            start(),
        )
        .expect("taken");
    let found: Vec<_> =
        changed.iter().map(|c| (c.now, c.event.is_some(), c.finding.is_some())).collect();
    assert_eq!(found, [(NonCompliant, true, true), (Compliant, true, false)]);
    let event: Value =
        serde_json::from_str(&changed[0].event.as_ref().expect("one").text).expect("JSON");
    assert_eq!(event["detail"]["newEvaluationResult"]["annotation"], "says r1");
    let none = compliance
        .put_evaluations("mine", &[evaluation("r1", Compliant, 4)], start())
        .expect("taken");
    assert_eq!(none, []);
    write(&kv, &mut compliance);
    let (mut compliance, changed) = begin(&kv, &auditor, start());
    assert_eq!(changed, []);
    let filter = Filter { rule: Some("mine"), ..Filter::default() };
    let all = standings(&compliance, &filter);
    assert_eq!(
        all.iter().map(|s| (s.compliance, &*s.message)).collect::<Vec<_>>(),
        [(NonCompliant, "says r1"), (Compliant, "says r2")]
    );
    let rollups = compliance.rollups();
    let own = rollups.iter().find(|r| r.of == RollupOf::Rule("mine".to_owned())).expect("one");
    assert_eq!((own.counts.status(), own.counts.score()), (NonCompliant, Some(0.5)));
    assert_eq!(compliance.resource_rollup("AWS::T::A", "r1").non_compliant, 1);
    let ended = compliance.forget_rule("mine", start());
    assert_eq!(
        ended.iter().map(|c| (c.now, c.event.is_some())).collect::<Vec<_>>(),
        [(NotApplicable, true); 2]
    );
    assert_eq!(standings(&compliance, &filter), []);
    write(&kv, &mut compliance);
    assert_eq!(standings(&begin(&kv, &auditor, start()).0, &filter), []);
    let refused = compliance.put_evaluations("small", &[], start());
    assert_eq!(refused, Err(ComplianceError::Judged("small".to_owned())));
}

#[test]
fn resources_come_and_go_by_calls() {
    let (auditor, kv) = (auditor(RULES), Arc::new(Memory::default()));
    let (mut compliance, _) = begin(&kv, &auditor, start());
    let tags = [("env".to_owned(), "prod".to_owned())];
    let config = ResourceConfig {
        resource_type: "AWS::T::A",
        resource_id: "r9",
        resource_name: Some("nine"),
        configuration: r#"{"a":7}"#,
        tags: &tags,
    };
    let changed = compliance.put_resource(&config, start()).expect("taken");
    let small = changed.iter().find(|c| &*c.rule == "small").expect("one");
    assert_eq!(small.finding.as_ref().map(|f| &*f.message), Some("r9 has 7"));
    assert!(
        compliance.put_resource(&ResourceConfig { configuration: "{", ..config }, start()).is_err()
    );
    let newest = compliance.newest("AWS::T::A", "r9").expect("read").expect("one");
    let item: Value = serde_json::from_str(&newest.item).expect("JSON");
    assert_eq!(
        (&item["configuration"], &item["tags"]),
        (&json!("{\"a\":7}"), &json!({"env": "prod"}))
    );
    compliance
        .put_evaluations("mine", &[evaluation("r9", NonCompliant, 0)], start())
        .expect("taken");
    let gone = compliance.delete_resource("AWS::T::A", "r9", start()).expect("taken");
    assert!(gone.iter().all(|c| c.now == NotApplicable), "{gone:?}");
    assert!(gone.iter().any(|c| &*c.rule == "mine") && gone.iter().any(|c| &*c.rule == "small"));
    assert_eq!(compliance.delete_resource("AWS::T::A", "r9", start()).expect("taken"), []);
    assert_eq!(compliance.discovered(Some("AWS::T::A"), false, None, 9).len(), 0);
    let all = compliance.discovered(Some("AWS::T::A"), true, None, 9);
    assert_eq!(
        all.iter().map(|d| (&*d.resource.resource_id, d.gone)).collect::<Vec<_>>(),
        [("r9", true)]
    );
}

#[test]
fn a_waiver_that_ends_makes_a_finding() {
    let auditor = auditor(RULES);
    let (mut compliance, _) = begin(&Arc::default(), &auditor, start());
    let record = item("AWS::T::A", "r1", "2026-06-30T22:00:00.000Z", &json!({"a": 3}));
    let changed = compliance.take(record.to_string().as_bytes(), start()).expect("taken");
    let small = changed.iter().find(|c| &*c.rule == "small").expect("one");
    assert!(small.event.is_some() && small.finding.is_none(), "{small:?}");
    assert_eq!(
        compliance
            .evaluate(time("2026-06-30T23:59:59Z"))
            .iter()
            .filter(|c| &*c.rule == "small")
            .count(),
        0
    );
    let over = compliance.evaluate(time("2026-07-01T00:00:00Z"));
    let small = over.iter().find(|c| &*c.rule == "small").expect("one");
    assert!(small.event.is_none() && small.finding.is_some(), "{small:?}");
}
