//! Rules and items by hand: truth, outcomes, evidence.

use super::testing::{Others, check, condition, read};
use super::*;
use crate::compliance::message::Template;
use serde_json::{Value, json};

struct World {
    others: Others,
    params: Params,
}

impl World {
    fn new() -> Self {
        let mut params = Params::default();
        params.set("given", "1", true);
        params.set("absent", "", false);
        Self { others: Others(Vec::new()), params }
    }

    fn facts(&self) -> Facts<'_> {
        let now = "2026-01-01T00:00:00Z".parse().expect("a time");
        Facts { now, params: &self.params, others: &self.others, steps: 100_000, turns: None }
    }
}

fn answer(rule: &Value, item: &Value) -> String {
    let (world, tree) = (World::new(), read(&item.to_string()));
    match truth(&condition(rule), Node::root(&tree), &world.facts()) {
        Answer::Truth(truth) => truth.to_string(),
        aside => format!("{aside:?}"),
    }
}

pub(super) fn evaluated(rule: &Value, item: &Value) -> Evaluated {
    let (world, tree) = (World::new(), read(&item.to_string()));
    check(rule).evaluate(Node::root(&tree), &world.facts())
}

#[test]
fn clauses() {
    let item = json!({"a": 1, "l": [1, 2], "n": null, "s": "x", "m": {"k": [{"v": 1}, {}]}});
    for (rule, wanted) in [
        (json!({"path": "$.a", "equals": 1}), "true"),
        (json!({"path": "$.a", "equals": 1, "lt": 1}), "false"),
        (json!({"path": "$.s", "lt": 1}), "ERROR"),
        (json!({"path": "$.s", "lt": 1, "equals": "y"}), "false"),
        (json!({"path": "$.z", "equals": 1}), "missing"),
        (json!({"path": "$.z", "equals": 1, "optional": true}), "true"),
        (json!({"path": "$.z", "exists": false}), "true"),
        (json!({"path": "$.z", "exists": true}), "false"),
        (json!({"path": "$.n", "exists": true}), "false"),
        (json!({"path": "$.n", "matches": "x"}), "ERROR"),
        (json!({"path": "$.m", "exists": true}), "true"),
        (json!({"path": "$.l[*]", "lt": 5}), "ERROR"),
        (json!({"path": "$.l[*]", "quantifier": "each", "lt": 2}), "false"),
        (json!({"path": "$.l[*]", "quantifier": "some", "lt": 2}), "true"),
        (json!({"path": "$.l[*]", "quantifier": "none", "lt": 2}), "false"),
        (json!({"path": "$.z[*]", "quantifier": "each", "lt": 2}), "true"),
        (json!({"path": "$.z[*]", "quantifier": "some", "lt": 2}), "false"),
        (json!({"path": "$.z[*]", "quantifier": "none", "lt": 2}), "true"),
        (json!({"path": "$.s[*]", "quantifier": "each", "lt": 2}), "ERROR"),
        (json!({"path": "$.m.k[*].v", "quantifier": "each", "equals": 1}), "true"),
        (json!({"path": "$.s | json", "equals": 1}), "ERROR"),
        (json!({"path": "$.z | json", "equals": 1}), "missing"),
        (json!({"path": "$.a", "same-as": "$.l[0]"}), "true"),
        (json!({"not": {"path": "$.z", "equals": 1}}), "missing"),
        (json!({"not": {"path": "$.s", "lt": 1}}), "ERROR"),
        (json!({"none-of": [{"path": "$.a", "equals": 2}]}), "true"),
        (
            json!({"none-of": [{"path": "$.a", "equals": 2}, {"path": "$.z", "equals": 2}]}),
            "missing",
        ),
        (json!({"all": [{"path": "$.z", "equals": 1}, {"path": "$.s", "lt": 1}]}), "ERROR"),
        (json!({"any": [{"path": "$.s", "lt": 1}, {"path": "$.a", "equals": 1}]}), "true"),
        (json!({"if-param": "given", "path": "$.a", "equals": 2}), "false"),
        (json!({"if-param": "absent", "path": "$.a", "equals": 2}), "Skipped"),
        (json!({"any": [{"if-param": "absent", "path": "$.a", "equals": 2}]}), "Skipped"),
        (json!({"use": {"path": "$.a", "equals": 1}}), "true"),
    ] {
        assert_eq!(answer(&rule, &item), wanted, "{rule}");
    }
}

#[test]
fn blocks() {
    let item = json!({"l": [{"v": 1}, {"v": 2}, {}], "e": [], "n": null, "m": {"a": 1}, "b": [{"v": "x"}]});
    let v1 = json!({"path": "@.v", "equals": 1});
    let low = json!({"path": "@.v", "lt": 9});
    for (rule, wanted) in [
        (json!({"some": {"over": "$.l", "satisfy": v1}}), "true"),
        (json!({"each": {"over": "$.l[*]", "satisfy": low}}), "false"),
        (
            json!({"each": {"over": "$.l[*]", "where": {"path": "@.v", "exists": true}, "satisfy": low}}),
            "true",
        ),
        (json!({"none": {"over": "$.l", "satisfy": v1}}), "false"),
        (json!({"none": {"over": "$.b", "satisfy": low}}), "ERROR"),
        (json!({"none": {"over": "$.b", "where": low}}), "ERROR"),
        (json!({"each": {"over": "$.e", "satisfy": v1}}), "true"),
        (json!({"some": {"over": "$.n", "satisfy": v1}}), "false"),
        (json!({"none": {"over": "$.z[*]", "satisfy": v1}}), "true"),
        (json!({"none": {"over": "$.z", "satisfy": v1, "on-empty": "fail"}}), "false"),
        (json!({"some": {"over": "$.z", "satisfy": v1, "on-empty": "pass"}}), "true"),
        (
            json!({"some": {"over": "$.e", "satisfy": v1, "on-empty": "not-applicable"}}),
            "NotApplicable",
        ),
        (
            json!({"each": {"over": "$.l", "where": {"path": "@.v", "gt": 5}, "satisfy": v1, "on-empty": "fail"}}),
            "false",
        ),
        (json!({"each": {"over": "$.m", "satisfy": v1}}), "ERROR"),
        (json!({"each": {"over": "$.m | values", "satisfy": {"equals": 1}}}), "true"),
        (json!({"count": {"over": "$.l", "gte": 3}}), "true"),
        (json!({"count": {"over": "$.l", "satisfy": low, "equals": 2}}), "true"),
        (json!({"count": {"over": "$.z", "lt": 1}}), "true"),
        (json!({"count": {"over": "$.b", "satisfy": low, "equals": 0}}), "ERROR"),
        (
            json!({"all": [{"some": {"over": "$.e", "on-empty": "not-applicable"}}, {"path": "$.m", "exists": true}]}),
            "true",
        ),
    ] {
        assert_eq!(answer(&rule, &item), wanted, "{rule}");
    }
}

#[test]
fn outcomes() {
    let item = json!({"a": 1, "s": "x"});
    let clause = |path: &str, lt: i32| json!({"path": path, "lt": lt});
    for (when, require, wanted) in [
        (clause("$.a", 2), clause("$.a", 2), ComplianceType::Compliant),
        (clause("$.a", 2), clause("$.a", 1), ComplianceType::NonCompliant),
        (clause("$.a", 2), clause("$.z", 1), ComplianceType::NonCompliant),
        (clause("$.a", 2), clause("$.s", 1), ComplianceType::Error),
        (clause("$.a", 1), clause("$.s", 1), ComplianceType::NotApplicable),
        (clause("$.z", 1), clause("$.a", 2), ComplianceType::NotApplicable),
        (clause("$.s", 1), clause("$.a", 2), ComplianceType::Error),
    ] {
        let rule = json!({"when": when, "require": require});
        let result = evaluated(&rule, &item);
        assert_eq!(result.outcome, wanted, "{rule}");
        let silent = matches!(wanted, ComplianceType::Compliant | ComplianceType::NotApplicable);
        assert_eq!(result.evidence.is_empty(), silent, "{rule}");
    }
}

#[test]
fn related_items() {
    let mut world = World::new();
    let volume = |id: &str, on: bool| {
        json!({"resourceType": "V", "resourceId": id, "configuration": {"encrypted": on, "instance": "i-1"}}).to_string()
    };
    world.others = Others(vec![read(&volume("vol-1", true)), read(&volume("vol-2", false))]);
    let tree = read(&json!({"resourceId": "i-1", "configuration": {"on": true}}).to_string());
    let rule = |mine: &str, quantifier: &str, absent: &str| {
        json!({"require": {"related": {"type": "V", "theirs": "$.configuration.instance", "mine": mine,
            "quantifier": quantifier, "if-absent": absent,
            "require": {"path": "@.configuration.encrypted", "same-as": "$.configuration.on"}}}})
    };
    for (mine, quantifier, absent, wanted) in [
        ("$.resourceId", "each", "fail", ComplianceType::NonCompliant),
        ("$.resourceId", "some", "fail", ComplianceType::Compliant),
        ("$.resourceId", "none", "fail", ComplianceType::NonCompliant),
        ("$.none", "each", "pass", ComplianceType::Compliant),
        ("$.none", "each", "fail", ComplianceType::NonCompliant),
        ("$.none", "each", "not-applicable", ComplianceType::NotApplicable),
        ("$.none", "each", "error", ComplianceType::Error),
        ("$.configuration", "each", "pass", ComplianceType::Error),
    ] {
        let result =
            check(&rule(mine, quantifier, absent)).evaluate(Node::root(&tree), &world.facts());
        assert_eq!(result.outcome, wanted, "{mine} {quantifier} {absent}");
        if (mine, quantifier) == ("$.resourceId", "each") {
            let evidence = &result.evidence[0];
            assert_eq!(evidence.resource.as_deref(), Some("vol-2"));
            assert_eq!(evidence.path, "$.configuration.encrypted");
        }
    }
}

#[test]
fn messages_and_explanations() {
    let item = json!({"resourceId": "b", "ARN": "arn:b", "awsAccountId": "1", "awsRegion": "r", "l": [{"v": 1}, {"v": 2}]});
    let (world, tree) = (World::new(), read(&item.to_string()));
    let mut rule = check(&json!({"when": {"path": "$.resourceId", "exists": true},
        "require": {"each": {"over": "$.l", "satisfy": {"path": "@.v", "equals": 1}}}}));
    let result = rule.evaluate(Node::root(&tree), &world.facts());
    assert_eq!(
        rule.say(Node::root(&tree), &world.params, &result),
        "2 does not satisfy `equals: 1`"
    );
    let text = "{resourceName} {arn} {account} {region} {value} {path} {element} {param.given}";
    rule.message = Template::parse(text, world.params.names()).ok();
    assert_eq!(
        rule.say(Node::root(&tree), &world.params, &result),
        "b arn:b 1 r 2 $.l[1].v {\"v\":2} 1"
    );
    let explained = rule.explain(Node::root(&tree), &world.facts());
    assert_eq!(explained.result, result);
    let require = explained.require.expect("it applies");
    let answers: Vec<_> = require.children.iter().map(|c| c.answer).collect();
    assert_eq!(answers, [Answer::Truth(Truth::True), Answer::Truth(Truth::False)]);
    assert_eq!(require.children[0].children[0].text, "@.v equals: 1");
    assert_eq!(require.text, "each over $.l");
}

#[test]
fn budgets_end_in_error() {
    let item = json!({"l": (0..2000).collect::<Vec<_>>()});
    let slow = json!({"path": "$..[?count($..*) == 1]", "quantifier": "none", "equals": 1});
    let slow = json!({"require": slow});
    let result = evaluated(&slow, &item);
    assert_eq!(result.outcome, ComplianceType::Error);
    assert_eq!(result.evidence[0].reason, "the evaluation takes too many steps");
    let mut deep = json!({"path": "$.l", "exists": true});
    for _ in 0..150 {
        deep = json!({"not": deep});
    }
    assert_eq!(answer(&deep, &item), "ERROR");
}
