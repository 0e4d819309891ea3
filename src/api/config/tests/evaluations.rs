//! PutEvaluations: rules that somebody else's function judges.

use super::{VOLUME, bench, outcomes, pair};
use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

fn own_rule(bench: &Bench) {
    let function = "arn:aws:lambda:us-east-1:000000000000:function:disks";
    let source = json!({"Owner": "CUSTOM_LAMBDA", "SourceIdentifier": function});
    bench.ok("PutConfigRule", json!({"ConfigRule": {"ConfigRuleName": "disks", "Source": source}}));
}

fn evaluation(id: &str, compliance: &str) -> Json {
    json!({
        "ComplianceResourceType": VOLUME, "ComplianceResourceId": id, "ComplianceType": compliance,
        "Annotation": "as we see it", "OrderingTimestamp": 1_777_000_000,
    })
}

#[test]
fn what_is_put_is_shown() {
    let mut bench = bench();
    own_rule(&bench);
    let evaluations =
        json!([evaluation("vol-1", "NON_COMPLIANT"), evaluation("vol-2", "COMPLIANT")]);
    let put = json!({"ResultToken": "rule:disks", "Evaluations": evaluations});
    let answer = bench.ok("PutEvaluations", put);
    assert_eq!(answer, json!({"FailedEvaluations": []}));
    let expected = [pair("vol-1", "NON_COMPLIANT"), pair("vol-2", "COMPLIANT")];
    bench.until("they are there", || outcomes(&bench, "disks") == expected);
    let check = |bench: &Bench| {
        let all = bench.ok("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": "disks"}));
        assert_eq!(
            all["EvaluationResults"][0],
            json!({
                "EvaluationResultIdentifier": {
                    "EvaluationResultQualifier": {
                        "ConfigRuleName": "disks", "ResourceType": VOLUME, "ResourceId": "vol-1",
                        "EvaluationMode": "DETECTIVE",
                    },
                    "OrderingTimestamp": "2026-04-24T03:06:40Z",
                },
                "ComplianceType": "NON_COMPLIANT",
                "ResultRecordedTime": "2026-05-01T10:00:00Z",
                "ConfigRuleInvokedTime": "2026-05-01T10:00:00Z",
                "Annotation": "as we see it",
            })
        );
        let by_resource = bench.ok("DescribeComplianceByResource", json!({"Limit": 1}));
        assert_eq!(by_resource["ComplianceByResources"][0]["ResourceId"], "vol-1");
        let token = &by_resource["NextToken"];
        let by_resource = bench.ok("DescribeComplianceByResource", json!({"NextToken": token}));
        assert_eq!(
            by_resource["ComplianceByResources"],
            json!([{"ResourceType": VOLUME, "ResourceId": "vol-2",
                "Compliance": {"ComplianceType": "COMPLIANT"}}])
        );
    };
    check(&bench);
    bench.restart();
    check(&bench);
    bench.until("the event matched", || {
        // Counters are of the process; the finding is kept.
        let rows = bench.api.daemon.kv().scan(crate::store::Space::FINDINGS, &[], None, 10);
        rows.expect("findings").iter().any(|(_, row)| row.windows(10).any(|w| w == b"became-bad"))
    });

    bench.ok("DeleteConfigRule", json!({"ConfigRuleName": "disks"}));
    bench.until("all is forgotten", || {
        let by_resource = bench.ok("DescribeComplianceByResource", json!({}));
        by_resource["ComplianceByResources"] == json!([])
    });
    // Nothing of it comes back with a rule of the same name.
    own_rule(&bench);
    assert_eq!(outcomes(&bench, "disks"), []);
}

#[test]
fn tokens_and_evaluations_that_do_not_do() {
    let bench = bench();
    own_rule(&bench);
    let refused = |token: &str, evaluation: Json| {
        bench.refused("PutEvaluations", json!({"ResultToken": token, "Evaluations": [evaluation]}))
    };
    for token in ["", "disks", "rule:other", "rule:volume-tagged"] {
        let told = refused(token, evaluation("v", "COMPLIANT"));
        assert!(told.starts_with("InvalidResultTokenException: "), "{told}");
    }
    let told = refused("rule:disks", evaluation("v", "INSUFFICIENT_DATA"));
    assert!(told.starts_with("InvalidParameterValueException: "), "{told}");
    let told = refused("rule:disks", evaluation("v", "ERROR"));
    assert!(told.starts_with("ValidationException: "), "{told}");
    let told = refused("rule:disks", evaluation("", "COMPLIANT"));
    assert!(told.starts_with("ValidationException: "), "{told}");
    let test = json!({"ResultToken": "any", "TestMode": true,
        "Evaluations": [evaluation("v", "COMPLIANT")]});
    assert_eq!(bench.ok("PutEvaluations", test), json!({"FailedEvaluations": []}));
    assert_eq!(outcomes(&bench, "disks"), []);
    let told = bench.refused("StartConfigRulesEvaluation", json!({"ConfigRuleNames": ["disks"]}));
    assert!(told.contains("PutEvaluations"), "{told}");
}
