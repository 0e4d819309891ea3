//! How long a rule takes: `cargo test --release --lib compliance::evaluate::speed -- --ignored
//! --nocapture`.

use super::testing::{check, read};
use super::*;
use serde_json::json;
use std::time::Instant;

#[test]
#[ignore = "a measurement"]
fn of_rules_over_one_item() {
    let permission = |port: u16, cidr: &str| json!({"ipProtocol": "tcp", "fromPort": port, "toPort": port, "userIdGroupPairs": [], "ipRanges": [cidr], "prefixListIds": [], "ipv4Ranges": [{"cidrIp": cidr}]});
    let head: Vec<(String, serde_json::Value)> =
        (0..14).map(|i| (format!("envelopeField{i}"), json!("a value"))).collect();
    let mut item: serde_json::Value = head.into_iter().collect();
    item["tags"] = json!({"Environment": "prod", "Name": "x"});
    item["configuration"] = json!({"groupId": "sg-1", "state": {"name": "running"}, "ipPermissions":
        (0..10).map(|i| permission(8000 + i, "10.0.0.0/8")).collect::<Vec<_>>()});
    item["policy"] =
        json!("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Principal\":\"*\"}]}");
    let tree = read(&item.to_string());
    let params = Params::default();
    let now = "2026-01-01T00:00:00Z".parse().expect("a time");
    let facts = Facts { now, params: &params, others: &NoItems, steps: STEPS, turns: None };
    for (name, rule) in [
        ("one clause of two names", json!({"path": "$.tags.Environment", "equals": "prod"})),
        (
            "one clause of three names",
            json!({"path": "$.configuration.state.name", "equals": "running"}),
        ),
        (
            "ten permissions",
            json!({"none": {"over": "$.configuration.ipPermissions[*]", "satisfy": {"all": [
            {"covers-port": {"ports": [22], "protocol": "tcp"}},
            {"path": "@.ipv4Ranges[*].cidrIp", "quantifier": "some", "in": ["0.0.0.0/0"]}]}}}),
        ),
        (
            "a policy text",
            json!({"none": {"over": "$.policy | statements", "satisfy": {"allows-action": "*"}}}),
        ),
    ] {
        let check = check(&json!({"require": rule}));
        let rounds = 20_000;
        let start = Instant::now();
        for _ in 0..rounds {
            let outcome = check.evaluate(Node::root(&tree), &facts).outcome;
            assert_eq!(outcome, ComplianceType::Compliant);
        }
        let each = start.elapsed().as_nanos() / rounds;
        #[expect(clippy::print_stdout, reason = "a measurement is for reading")]
        {
            println!("{name}: {each} ns");
        }
    }
}
