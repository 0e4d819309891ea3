//! AWS Config's operations, each effect read back by another one, over restarts.

mod evaluations;
mod items;
mod resources;
mod results;
mod rules;

use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

/// A rule of a file, and one of EventBridge that hears of results.
const RULES: &str = r#"
compliance:
  volume-tagged:
    description: Disks say who owns them.
    resource: AWS::EC2::Volume
    severity: low
    require: { path: $.tags.Owner, exists: true }
    message: "{resourceId} has no owner"
rules:
  became-bad:
    severity: high
    pattern:
      source: [aws.config]
      detail-type: [Config Rules Compliance Change]
      detail:
        configRuleName: [disks]
        newEvaluationResult: { complianceType: [NON_COMPLIANT] }
"#;

const VOLUME: &str = "AWS::EC2::Volume";

fn bench() -> Bench {
    Bench::new("config", RULES)
}

/// Puts a managed rule on disks.
fn put_disks(bench: &Bench) {
    let source = json!({"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"});
    bench.ok("PutConfigRule", json!({"ConfigRule": {"ConfigRuleName": "disks", "Source": source}}));
}

/// Puts a disk and waits until it is there.
fn put_volume(bench: &Bench, id: &str, encrypted: bool) {
    let configuration = json!({"encrypted": encrypted, "attachments": [{"device": "/dev/xvda"}]});
    let text = configuration.to_string();
    bench.ok(
        "PutResourceConfig",
        json!({
            "ResourceType": VOLUME, "ResourceId": id, "ResourceName": format!("{id}-name"),
            "SchemaVersionId": "00000001", "Configuration": text, "Tags": {"Team": "web"},
        }),
    );
    bench.until("the disk is there", || {
        let items = batch(bench, id);
        items[0]["configuration"] == text.as_str()
    });
}

fn batch(bench: &Bench, id: &str) -> Json {
    let keys = json!([{"resourceType": VOLUME, "resourceId": id}]);
    let answer = bench.ok("BatchGetResourceConfig", json!({"resourceKeys": keys}));
    assert_eq!(answer["unprocessedResourceKeys"], json!([]));
    answer["baseConfigurationItems"].clone()
}

/// The results of a rule, as id and outcome.
fn outcomes(bench: &Bench, rule: &str) -> Vec<(String, String)> {
    let answer = bench.ok("GetComplianceDetailsByConfigRule", json!({"ConfigRuleName": rule}));
    let one = |result: &Json| {
        let of = &result["EvaluationResultIdentifier"]["EvaluationResultQualifier"];
        let text = |value: &Json| value.as_str().expect("a text").to_owned();
        (text(&of["ResourceId"]), text(&result["ComplianceType"]))
    };
    answer["EvaluationResults"].as_array().expect("results").iter().map(one).collect()
}

fn pair(id: &str, outcome: &str) -> (String, String) {
    (id.to_owned(), outcome.to_owned())
}
