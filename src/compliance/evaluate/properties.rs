//! Generated rules over generated items: the laws that hold for all of them, and no panic.

use super::testing::{condition, read};
use super::*;
use fastrand::Rng;
use serde_json::{Value, json};

fn value(rng: &mut Rng, depth: u8) -> Value {
    match rng.u8(0..if depth == 0 { 7 } else { 11 }) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 | 3 => json!(rng.u8(0..3)),
        4 => json!(["a", "b", "*", "s3:*", "[1,{\"a\":0}]"][rng.usize(..5)]),
        5 => json!("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Principal\":\"*\"}}"),
        6 => json!(1.5),
        7 | 8 => (0..rng.u8(0..4)).map(|_| value(rng, depth - 1)).collect(),
        _ => {
            let mut map = serde_json::Map::new();
            for _ in 0..rng.u8(0..4) {
                map.insert(["a", "b", "c"][rng.usize(..3)].to_owned(), value(rng, depth - 1));
            }
            Value::Object(map)
        }
    }
}

fn path(rng: &mut Rng) -> String {
    let root = ["$", "@"][rng.usize(..2)];
    let steps = ["", ".a", ".b", ".a.b", ".c[0]", "[*]", ".a[*]", "..b", "[?@.a]"];
    let pipes = ["", "", "", " | json", " | keys", " | values", " | statements", " | lower"];
    format!("{root}{}{}", steps[rng.usize(..9)], pipes[rng.usize(..8)])
}

fn rule(rng: &mut Rng, depth: u8) -> Value {
    let word = |rng: &mut Rng| ["each", "some", "none"][rng.usize(..3)];
    let many =
        |rng: &mut Rng| -> Value { (0..rng.u8(0..4)).map(|_| rule(rng, depth - 1)).collect() };
    match rng.u8(0..if depth == 0 { 5 } else { 12 }) {
        5 => json!({"all": many(rng)}),
        6 => json!({"any": many(rng)}),
        7 => json!({"none-of": many(rng)}),
        8 => json!({"not": rule(rng, depth - 1)}),
        9 => {
            json!({"count": {"over": path(rng), "satisfy": rule(rng, depth - 1), "gte": rng.u8(0..3)}})
        }
        10 => {
            let empty = ["pass", "fail", "not-applicable"][rng.usize(..3)];
            json!({word(rng): {"over": path(rng), "where": rule(rng, depth - 1), "satisfy": rule(rng, depth - 1), "on-empty": empty}})
        }
        11 => json!({word(rng): {"over": path(rng), "satisfy": rule(rng, depth - 1)}}),
        _ => {
            let mut clause = json!({"path": path(rng), "quantifier": word(rng)});
            if rng.u8(..8) == 0 {
                clause["optional"] = json!(true);
            }
            if rng.u8(..8) == 0 {
                clause["if-param"] = json!(["given", "absent"][rng.usize(..2)]);
            }
            for _ in 0..rng.u8(1..3) {
                let (name, operand) = match rng.u8(..10) {
                    0 => ("equals", value(rng, 0)),
                    1 => ("in", json!([value(rng, 0), value(rng, 0)])),
                    2 => ("lt", json!(rng.u8(0..3))),
                    3 => ("exists", json!(rng.bool())),
                    4 => ("empty", json!(rng.bool())),
                    5 => ("matches", json!("[ab]")),
                    6 => ("same-as", json!(["$.a", "@.b"][rng.usize(..2)])),
                    7 => ("allows-action", json!("*")),
                    8 => ("public-principal", json!(rng.bool())),
                    _ => ("covers-port", json!({"ports": [1], "protocol": "tcp"})),
                };
                clause[name] = operand;
            }
            clause
        }
    }
}

/// The same rule with the parts of every `all`, `any` and `none-of` in another order.
fn shuffled(rule: &Value, rng: &mut Rng) -> Value {
    match rule {
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| {
                let mut inner = shuffled(v, rng);
                if let ("all" | "any" | "none-of", Value::Array(parts)) = (k.as_str(), &mut inner) {
                    rng.shuffle(parts);
                }
                (k.clone(), inner)
            })
            .collect(),
        Value::Array(all) => all.iter().map(|v| shuffled(v, rng)).collect(),
        other => other.clone(),
    }
}

#[test]
fn laws() {
    let mut rng = Rng::with_seed(4);
    let mut params = Params::default();
    params.set("given", "1", true);
    let now = "2026-01-01T00:00:00Z".parse().expect("a time");
    let facts = Facts { now, params: &params, others: &NoItems, steps: 100_000, turns: None };
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for _ in 0..1500 {
        let text = json!({"resourceId": "r", "a": value(&mut rng, 3), "b": value(&mut rng, 3)});
        let (rule, tree) = (rule(&mut rng, 3), read(&text.to_string()));
        let item = Node::root(&tree);
        let ask = |rule: &Value| truth(&condition(rule), item, &facts);
        let answer = ask(&rule);
        assert_eq!(answer, ask(&rule), "twice: {rule} of {text}");
        assert_eq!(answer, ask(&shuffled(&rule, &mut rng)), "order: {rule} of {text}");
        assert_eq!(answer, ask(&json!({"not": {"not": rule}})), "not not: {rule} of {text}");
        assert_eq!(answer, ask(&json!({"all": [rule, rule]})), "all: {rule} of {text}");
        assert_eq!(answer, ask(&json!({"any": [rule, rule]})), "any: {rule} of {text}");
        assert_eq!(
            ask(&json!({"none-of": [rule]})),
            answer.map(|truth| !truth),
            "none-of: {rule} of {text}"
        );
        let traced = traced(&condition(&rule), item, &facts, Mode::Explain);
        assert_eq!(traced.answer, answer, "traced: {rule} of {text}");
        let check = Check { when: None, require: condition(&rule), message: None };
        let result = check.evaluate(item, &facts);
        let decided =
            matches!(result.outcome, ComplianceType::NonCompliant | ComplianceType::Error);
        assert_eq!(decided, !result.evidence.is_empty(), "{rule} of {text}: {result:?}");
        assert!(result.evidence.iter().all(|e| !e.reason.is_empty()), "{rule}: {result:?}");
        *seen.entry(format!("{answer:?}")).or_default() += 1;
    }
    assert_eq!(seen.len(), 6, "every answer is met: {seen:?}");
}
