//! Generated rules, resources and their versions.

use super::testing::*;
use crate::rules::ComplianceRule;
use fastrand::Rng;
use serde_json::{Value, json};

/// How many of the rules can be answered from an item alone; they go first.
pub(super) const ALONE: usize = 6;

/// Rules of every kind; those behind the first `ALONE` look at other items.
pub(super) fn rules() -> Vec<ComplianceRule> {
    let a = |require: Value| json!({"resource": "T::A", "require": require});
    let reads = json!({"path": "$.configuration.a", "lt": 2});
    vec![
        rule("a", &a(reads.clone())),
        rule(
            "b",
            &json!({"resource": "T::*", "when": {"path": "$.configuration.a", "exists": true},
            "require": {"path": "$.configuration.b.c", "equals": "x"}}),
        ),
        rule("tags", &a(json!({"path": "$.tags.env", "matches": "^prod$"}))),
        rule(
            "list",
            &json!({"resource": "T::*", "require": {"each":
            {"over": "$.configuration.list[*]", "satisfy": {"path": "@.n", "lt": 3}}}}),
        ),
        rule(
            "filter",
            &a(
                json!({"path": "$.configuration.list[?@.n > 1].n", "quantifier": "none", "equals": 2}),
            ),
        ),
        rule(
            "scoped",
            &json!({"resource": "T::A", "scope": {"tags": {"env": []}}, "require": reads,
            "overlays": [{"for": {"tags": {"env": ["p*"]}}, "require": {"path": "$.configuration.a", "equals": 0}}]}),
        ),
        rule(
            "by key",
            &json!({"resource": "T::A", "require": {"related": {"type": "T::B", "theirs": "$.configuration.a",
            "mine": "$.configuration.a", "quantifier": "some", "if-absent": "fail",
            "require": {"path": "@.configuration.b.c", "equals": "x"}}}}),
        ),
        rule(
            "by relationship",
            &json!({"resource": "T::*", "require": {"related": {"type": "T::*", "name": "Is*",
            "if-absent": "not-applicable", "require": {"path": "@.configuration.a", "lt": 2}}}}),
        ),
        rule(
            "nested",
            &json!({"resource": "T::B", "require": {"some": {"over": "$.configuration.list[*]",
            "satisfy": {"related": {"type": "T::A", "theirs": "$.configuration.list[*].n", "mine": "@.n",
            "if-absent": "error", "require": {"path": "@.tags.env", "exists": true}}}}}}),
        ),
    ]
}

/// The versions of some resources, as messages with truthful differences, items, or both. Some
/// versions are missing, some come late or twice.
pub(super) fn records(rng: &mut Rng) -> Vec<Value> {
    let mut all = Vec::new();
    for id in 0..rng.usize(1..6) {
        let kind = ["T::A", "T::B"][rng.usize(..2)];
        let account = ["1", "2"][rng.usize(..2)];
        let mut item = json!({"resourceType": kind, "resourceId": format!("r{id}"), "awsAccountId": account,
            "awsRegion": "x", "configurationItemStatus": "OK", "tags": {}, "relationships": [],
            "configuration": {"a": rng.u8(..4), "b": {"c": "x"}, "list": [{"n": rng.u8(..4)}]}});
        for version in 0..rng.u64(1..6) {
            let changed = if version == 0 { vec![] } else { change(rng, &mut item) };
            item["configurationItemCaptureTime"] =
                format!("2026-01-01T00:00:0{}Z", version + 1).into();
            let record = match rng.u8(..4) {
                0 => item.clone(),
                _ => {
                    let properties: serde_json::Map<_, _> =
                        changed.into_iter().map(|p| (p, json!({}))).collect();
                    let kind = if version == 0 { "CREATE" } else { "UPDATE" };
                    json!({"configurationItem": item, "messageType": "ConfigurationItemChangeNotification",
                        "configurationItemDiff": {"changeType": kind, "changedProperties": properties}})
                }
            };
            if rng.u8(..5) > 0 {
                let at = if rng.u8(..4) == 0 { rng.usize(..=all.len()) } else { all.len() };
                all.insert(at, record.clone());
                if rng.u8(..8) == 0 {
                    all.push(record);
                }
            }
        }
    }
    all
}

fn pick(rng: &mut Rng, of: [&'static str; 2]) -> &'static str {
    of[rng.usize(..2)]
}

fn change(rng: &mut Rng, item: &mut Value) -> Vec<String> {
    let mut changed = Vec::new();
    for _ in 0..rng.usize(..3) {
        let (pointer, value, name) = match rng.u8(..7) {
            0 => ("/configuration/a", json!(rng.u8(..4)), "Configuration.A"),
            1 => ("/configuration/a", json!("odd"), "Configuration.A"),
            2 => ("/configuration/b/c", json!(["x", "y"][rng.usize(..2)]), "Configuration.B.C"),
            3 => ("/configuration/list", json!([{"n": rng.u8(..4)}]), "Configuration.List.0.N"),
            4 => ("/tags", json!({"env": pick(rng, ["prod", "test"])}), "Tags.env"),
            5 => (
                "/configurationItemStatus",
                json!(["OK", "ResourceDeleted"][rng.usize(..2)]),
                "ConfigurationItemStatus",
            ),
            _ => (
                "/relationships",
                json!([{"resourceType": pick(rng, ["T::A", "T::B"]),
                "resourceId": format!("r{}", rng.u8(..5)), "name": pick(rng, ["Is a", "Has b"])}]),
                "Relationships.0",
            ),
        };
        *item.pointer_mut(pointer).expect(pointer) = value;
        changed.push(name.to_owned());
    }
    changed
}
