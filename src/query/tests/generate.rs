//! Generated conditions and items.

use fastrand::Rng;
use serde_json::{Map, Value, json};

pub(super) const PATHS: [&str; 8] = [
    "resourceId",
    "configuration.a",
    "configuration.b",
    "configuration.a.b",
    "configuration.l.a",
    "configuration.l.b.a",
    "tags.key",
    "accountId",
];

pub(super) enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Test(&'static str, Op, bool),
}

pub(super) enum Op {
    Compare(&'static str, Value),
    In(Vec<Value>),
    Between(Value, Value),
    Like(String),
    Null,
}

fn scalar(random: &mut Rng) -> Value {
    match random.usize(0..7) {
        0 => json!(random.bool()),
        1 => json!(random.i32(-2..3)),
        2 => json!(f64::from(random.i32(-4..5)) / 2.0),
        _ => json!(random.choice(["", "a", "ab", "b", "ba%", "B", "é", "x'y"]).unwrap_or("")),
    }
}

fn value(random: &mut Rng, depth: usize) -> Value {
    let pick = if depth == 0 { random.usize(0..8) } else { random.usize(0..12) };
    match pick {
        0 => Value::Null,
        1..8 => scalar(random),
        8 | 9 => (0..random.usize(0..4)).map(|_| value(random, depth - 1)).collect(),
        _ => Value::Object(object(random, depth - 1)),
    }
}

fn object(random: &mut Rng, depth: usize) -> Map<String, Value> {
    let names = ["a", "b", "l", "value"].into_iter().filter(|_| random.bool());
    let names: Vec<&str> = names.collect();
    names.into_iter().map(|name| (name.to_owned(), value(random, depth))).collect()
}

pub(super) fn items(random: &mut Rng) -> Vec<Value> {
    let one = |(number, random): (usize, &mut Rng)| {
        let tags: Map<String, Value> = ["a", "ab"]
            .into_iter()
            .filter(|_| random.bool())
            .map(|k| (k.into(), "t".into()))
            .collect();
        json!({
            "resourceType": "AWS::X::Y", "resourceId": format!("r{number}"), "awsAccountId": "1",
            "configuration": object(random, 3), "tags": tags,
        })
    };
    (0..12).map(|number| one((number, random))).collect()
}

pub(super) fn expr(random: &mut Rng, depth: usize) -> Expr {
    let pick = if depth == 0 { 9 } else { random.usize(0..10) };
    let parts =
        |random: &mut Rng| (0..random.usize(2..4)).map(|_| expr(random, depth - 1)).collect();
    match pick {
        0 | 1 => Expr::And(parts(random)),
        2 | 3 => Expr::Or(parts(random)),
        4 => Expr::Not(Box::new(expr(random, depth - 1))),
        _ => {
            let path = random.choice(PATHS).unwrap_or(PATHS[0]);
            let op = match random.usize(0..8) {
                0 => Op::In((0..random.usize(1..4)).map(|_| scalar(random)).collect()),
                1 => {
                    let (a, b) = (json!(random.i32(-3..1)), json!(random.i32(1..3)));
                    Op::Between(a, b)
                }
                2 => Op::Between(json!("a"), json!(random.choice(["a", "b"]).unwrap_or("a"))),
                3 => {
                    Op::Like(random.choice(["%", "a%", "_", "%b", "a_%", ""]).unwrap_or("").into())
                }
                4 => Op::Null,
                _ => {
                    let value = scalar(random);
                    let all = ["=", "!=", "<>", "<", "<=", ">", ">="];
                    let most = if value.is_boolean() { 3 } else { 7 };
                    Op::Compare(all[random.usize(0..most)], value)
                }
            };
            let negated = !matches!(op, Op::Compare(..)) && random.bool();
            Expr::Test(path, op, negated)
        }
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    }
}

/// The text; brackets only where SQL needs them.
pub(super) fn text(expr: &Expr, level: u8) -> String {
    let (own, text) = match expr {
        Expr::Or(parts) => (0, parts.iter().map(|p| text(p, 1)).collect::<Vec<_>>().join(" OR ")),
        Expr::And(parts) => (1, parts.iter().map(|p| text(p, 2)).collect::<Vec<_>>().join(" AND ")),
        Expr::Not(part) => (2, format!("NOT {}", text(part, 2))),
        Expr::Test(path, op, negated) => {
            let not = if *negated { "NOT " } else { "" };
            let list = |all: &[Value]| all.iter().map(literal).collect::<Vec<_>>().join(", ");
            let words = match op {
                Op::Compare(word, value) => format!("{word} {}", literal(value)),
                Op::In(all) => format!("{not}IN ({})", list(all)),
                Op::Between(a, b) => format!("{not}BETWEEN {} AND {}", literal(a), literal(b)),
                Op::Like(pattern) => format!("{not}LIKE '{pattern}'"),
                Op::Null => format!("IS {not}NULL"),
            };
            (3, format!("{path} {words}"))
        }
    };
    if own < level { format!("({text})") } else { text }
}
