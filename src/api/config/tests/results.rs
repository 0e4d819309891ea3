//! From a rule and a resource to results, events and findings.

use super::{VOLUME, bench, outcomes, pair, put_disks, put_volume};
use crate::store::Space;
use serde_json::{Value as Json, json};

#[test]
fn from_a_rule_and_a_resource_to_an_event_and_a_finding() {
    let mut bench = bench();
    put_disks(&bench);
    put_volume(&bench, "vol-1", false);
    bench.until("the result is there", || {
        outcomes(&bench, "disks") == [pair("vol-1", "NON_COMPLIANT")]
    });
    bench.until("the event matched", || {
        bench.api.daemon.tally().counts().rules.get("became-bad").is_some_and(|own| own.total == 1)
    });
    let daemon = std::sync::Arc::clone(&bench.api.daemon);
    let findings = || -> Vec<Json> {
        let rows = daemon.kv().scan(Space::FINDINGS, &[], None, 100).expect("findings");
        rows.iter().map(|(_, row)| serde_json::from_slice(row).expect("JSON")).collect()
    };
    let is_ours = |line: &Json| line["kind"] == "compliance" && line["rule"] == "disks";
    bench.until("the finding is there", || findings().iter().any(is_ours));
    bench.until("the match is there", || findings().iter().any(|l| l["rule"] == "became-bad"));
    let line = findings().into_iter().find(is_ours).expect("a finding");
    assert_eq!(line["resource-type"], VOLUME);
    assert_eq!(line["resource-id"], "vol-1");
    assert_eq!(line["status"], "NON_COMPLIANT");
    drop(daemon);

    let check = |bench: &crate::api::testing::Bench| {
        let details =
            bench.ok("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": "disks"}));
        assert_eq!(
            details["EvaluationResults"],
            json!([{
                "EvaluationResultIdentifier": {
                    "EvaluationResultQualifier": {
                        "ConfigRuleName": "disks", "ResourceType": VOLUME, "ResourceId": "vol-1",
                        "EvaluationMode": "DETECTIVE",
                    },
                    "OrderingTimestamp": "2026-05-01T10:00:00Z",
                },
                "ComplianceType": "NON_COMPLIANT",
                "ResultRecordedTime": "2026-05-01T10:00:00Z",
                "ConfigRuleInvokedTime": "2026-05-01T10:00:00Z",
                "Annotation": "vol-1 is not encrypted, or with another key",
            }])
        );
        let by_rule = bench.ok("DescribeComplianceByConfigRule", json!({}));
        let one = |name: &str| {
            json!({"ConfigRuleName": name, "Compliance": {
                "ComplianceType": "NON_COMPLIANT",
                "ComplianceContributorCount": {"CappedCount": 1, "CapExceeded": false},
            }})
        };
        assert_eq!(by_rule["ComplianceByConfigRules"], json!([one("disks"), one("volume-tagged")]));
        let by_resource = bench.ok("DescribeComplianceByResource", json!({}));
        let expected = json!([{"ResourceType": VOLUME, "ResourceId": "vol-1", "Compliance": {
            "ComplianceType": "NON_COMPLIANT",
            "ComplianceContributorCount": {"CappedCount": 2, "CapExceeded": false},
        }}]);
        assert_eq!(by_resource["ComplianceByResources"], expected);
        let named = json!({"ResourceType": VOLUME, "ResourceId": "vol-1"});
        let by_resource = bench.ok("DescribeComplianceByResource", named);
        assert_eq!(by_resource["ComplianceByResources"], expected);
    };
    check(&bench);
    bench.restart();
    check(&bench);

    // It is encrypted now, later.
    bench.now = "2026-05-01T11:00:00Z".parse().expect("a time");
    put_volume(&bench, "vol-1", true);
    bench.until("it is as it should be", || {
        outcomes(&bench, "disks") == [pair("vol-1", "COMPLIANT")]
    });
    let wanted = json!({"ConfigRuleName": "disks", "ComplianceTypes": ["NON_COMPLIANT"]});
    let details = bench.ok("GetComplianceDetailsByConfigRule", wanted);
    assert_eq!(details["EvaluationResults"], json!([]));
    let wanted = json!({"ComplianceTypes": ["COMPLIANT"]});
    let by_rule = bench.ok("DescribeComplianceByConfigRule", wanted);
    assert_eq!(
        by_rule["ComplianceByConfigRules"],
        json!([{"ConfigRuleName": "disks", "Compliance": {"ComplianceType": "COMPLIANT"}}])
    );

    // Without the rule there are no results.
    bench.ok("DeleteConfigRule", json!({"ConfigRuleName": "disks"}));
    bench.until("one rule is left", || {
        let by_resource = bench.ok("DescribeComplianceByResource", json!({}));
        let count = &by_resource["ComplianceByResources"][0]["Compliance"];
        count["ComplianceContributorCount"]["CappedCount"] == 1
            && bench.api.daemon.state().compliance.rollups().len() == 1
    });
}

#[test]
fn parameters_and_scopes_count() {
    let bench = bench();
    let source = json!({"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"});
    let scope = json!({"ComplianceResourceTypes": [VOLUME], "ComplianceResourceId": "vol-1"});
    bench.ok(
        "PutConfigRule",
        json!({"ConfigRule": {"ConfigRuleName": "disks", "Source": source, "Scope": scope,
            "InputParameters": "{\"kmsId\": \"no-such-key\"}"}}),
    );
    put_volume(&bench, "vol-1", true);
    put_volume(&bench, "vol-2", true);
    bench.until("the key is another one", || {
        outcomes(&bench, "disks") == [pair("vol-1", "NON_COMPLIANT")]
    });
    let all = json!({"ConfigRuleName": "disks", "ComplianceTypes": ["NOT_APPLICABLE"]});
    let out = bench.ok("GetComplianceDetailsByConfigRule", all);
    let shown = |n: usize| {
        let of = &out["EvaluationResults"][n]["EvaluationResultIdentifier"];
        of["EvaluationResultQualifier"]["ResourceId"].clone()
    };
    assert!(shown(0) == "vol-2" || shown(0) == Json::Null, "{out}");
}

#[test]
fn evaluating_is_remembered() {
    let mut bench = bench();
    put_disks(&bench);
    put_volume(&bench, "vol-1", false);
    bench.until("the result is there", || outcomes(&bench, "disks").len() == 1);
    let named = json!({"ConfigRuleNames": ["disks"]});
    let status = |bench: &crate::api::testing::Bench| {
        let answer = bench.ok("DescribeConfigRuleEvaluationStatus", named.clone());
        answer["ConfigRulesEvaluationStatus"][0].clone()
    };
    let first = status(&bench);
    assert_eq!(first["FirstActivatedTime"], "2026-05-01T10:00:00Z");
    assert_eq!(first["LastSuccessfulEvaluationTime"], "2026-05-01T10:00:00Z");
    bench.now = "2026-05-01T12:00:00Z".parse().expect("a time");
    assert_eq!(bench.ok("StartConfigRulesEvaluation", named.clone()), json!({}));
    let check = |bench: &crate::api::testing::Bench| {
        let own = status(bench);
        assert_eq!(own["LastSuccessfulEvaluationTime"], "2026-05-01T12:00:00Z");
        assert_eq!(own["LastSuccessfulInvocationTime"], "2026-05-01T12:00:00Z");
        assert_eq!(own["FirstActivatedTime"], "2026-05-01T10:00:00Z");
        assert_eq!(own["FirstEvaluationStarted"], true);
        let details =
            bench.ok("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": "disks"}));
        let result = &details["EvaluationResults"][0];
        assert_eq!(result["ResultRecordedTime"], "2026-05-01T12:00:00Z");
    };
    check(&bench);
    bench.restart();
    check(&bench);
    let none = bench.refused("StartConfigRulesEvaluation", json!({"ConfigRuleNames": ["x"]}));
    assert!(none.starts_with("NoSuchConfigRuleException: "), "{none}");
}

#[test]
fn pages_of_results() {
    let bench = bench();
    put_disks(&bench);
    for number in 0..5 {
        put_volume(&bench, &format!("vol-{number}"), number > 0);
    }
    bench.until("all are judged", || outcomes(&bench, "disks").len() == 5);
    let mut input = json!({"ConfigRuleName": "disks", "Limit": 2});
    let mut sizes = Vec::new();
    loop {
        let page = bench.ok("GetComplianceDetailsByConfigRule", input.clone());
        sizes.push(page["EvaluationResults"].as_array().map_or(0, Vec::len));
        match &page["NextToken"] {
            Json::Null => break,
            token => input["NextToken"] = token.clone(),
        }
    }
    assert_eq!(sizes, [2, 2, 1]);
    let mut input = json!({"ResourceType": VOLUME, "Limit": 3});
    let page = bench.ok("DescribeComplianceByResource", input.clone());
    assert_eq!(page["ComplianceByResources"].as_array().map(Vec::len), Some(3));
    input["NextToken"] = page["NextToken"].clone();
    let page = bench.ok("DescribeComplianceByResource", input.clone());
    assert_eq!(page["ComplianceByResources"].as_array().map(Vec::len), Some(2));
    assert_eq!(page["NextToken"], Json::Null);
    input["Limit"] = json!(101);
    let refused = bench.refused("DescribeComplianceByResource", input);
    assert!(refused.starts_with("InvalidLimitException: "), "{refused}");
}
