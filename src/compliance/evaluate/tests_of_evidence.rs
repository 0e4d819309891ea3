//! Evidence by hand: which value is blamed, and where it is.

use super::tests::evaluated;
use super::*;
use serde_json::{Value, json};

fn ssh() -> Value {
    json!({"require": {"none": {
        "over": "$.configuration.ipPermissions[*]",
        "satisfy": {"all": [
            {"covers-port": {"ports": [22], "protocol": "tcp"}, "at": 10},
            {"path": "@.ipv4Ranges[*].cidrIp", "quantifier": "some", "in": ["0.0.0.0/0"], "at": 20},
        ]},
    }}})
}

#[test]
fn evidence_of_an_open_group() {
    let open = |port: i32, cidr: &str| json!({"ipProtocol": "tcp", "fromPort": port, "toPort": port, "ipv4Ranges": [{"cidrIp": "10.0.0.0/8"}, {"cidrIp": cidr}]});
    let item = json!({"resourceId": "sg-1", "configuration": {"ipPermissions":
        [open(80, "0.0.0.0/0"), open(22, "10.0.0.0/8"), open(22, "0.0.0.0/0")]}});
    let result = evaluated(&ssh(), &item);
    assert_eq!(
        (result.outcome, result.evidence.len(), result.more),
        (ComplianceType::NonCompliant, 1, 0)
    );
    let evidence = &result.evidence[0];
    assert_eq!(evidence.path, "$.configuration.ipPermissions[2].ipv4Ranges[1].cidrIp");
    assert_eq!(evidence.element_path.as_deref(), Some("$.configuration.ipPermissions[2]"));
    assert_eq!((evidence.value.as_str(), evidence.truth), ("0.0.0.0/0", Truth::True));
    assert_eq!(evidence.clause.map(|s| s.start), Some(20));
    assert_eq!(evidence.reason, "\"0.0.0.0/0\" satisfies `in: [\"0.0.0.0/0\"]`");
    let text = item.to_string();
    let place = evidence.place.expect("a place");
    assert_eq!(&text[place.start as usize..place.end as usize], "\"0.0.0.0/0\"");
    let many = json!({"configuration": {"ipPermissions": vec![open(22, "0.0.0.0/0"); 40]}});
    let result = evaluated(&ssh(), &many);
    assert_eq!(result.evidence.len() + result.more as usize, 40);
    let closed = json!({"configuration": {"ipPermissions": null}});
    assert_eq!(evaluated(&ssh(), &closed).outcome, ComplianceType::Compliant);
    let odd = json!({"configuration": "a string"});
    let result = evaluated(&ssh(), &odd);
    assert_eq!(result.outcome, ComplianceType::Error);
    assert!(result.evidence[0].reason.starts_with("`$.configuration` is a string"), "{result:?}");
}

#[test]
fn evidence_of_what_is_missing_or_wrong() {
    let item = json!({"configuration": {"kms": {"id": "x"}, "list": [1, "a", 3]}});
    let rule = json!({"require": {"all": [
        {"path": "$.configuration.kms.enabled", "equals": true, "at": 1},
        {"path": "$.configuration.kms.id", "equals": "y", "at": 2},
        {"path": "$.configuration.list[*]", "quantifier": "each", "lt": 3, "at": 3},
        {"not": {"path": "$.configuration.kms.id", "equals": "x", "at": 4}},
    ]}});
    let result = evaluated(&rule, &item);
    let found: Vec<_> =
        result.evidence.iter().map(|e| (e.path.as_str(), e.reason.as_str())).collect();
    assert_eq!(
        found,
        [
            ("$.configuration.kms.enabled", "`$.configuration.kms.enabled` is missing"),
            ("$.configuration.kms.id", "\"x\" does not satisfy `equals: \"y\"`"),
            ("$.configuration.list[2]", "3 does not satisfy `lt: 3`"),
            ("$.configuration.kms.id", "\"x\" satisfies `equals: \"x\"`"),
        ]
    );
    let error = json!({"require": {"path": "$.configuration.list[1]", "lt": 3}});
    let result = evaluated(&error, &item);
    assert_eq!(result.evidence[0].reason, "`lt` takes a number, not a string");
    assert_eq!(result.evidence[0].truth, Truth::Error);
}
