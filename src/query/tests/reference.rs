//! Generated queries over generated items, against an evaluator that shares no code with the real
//! one: it is made of the generated query, not of its text, and works on plain JSON values.

use super::*;
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

const PATHS: [&str; 8] = [
    "resourceId",
    "configuration.a",
    "configuration.b",
    "configuration.a.b",
    "configuration.l.a",
    "configuration.l.b.a",
    "tags.key",
    "accountId",
];

enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Test(&'static str, Op, bool),
}

enum Op {
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

fn items(random: &mut Rng) -> Vec<Value> {
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

fn expr(random: &mut Rng, depth: usize) -> Expr {
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
fn text(expr: &Expr, level: u8) -> String {
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

/// All values at a path, lists opened.
fn values(item: &Value, path: &str) -> Vec<Value> {
    let mut now = match path {
        "accountId" => vec![item["awsAccountId"].clone()],
        "tags.key" => {
            return item["tags"].as_object().into_iter().flatten().map(|(k, _)| json!(k)).collect();
        }
        _ => vec![item.clone()],
    };
    fn open(value: Value, out: &mut Vec<Value>) {
        match value {
            Value::Array(all) => all.into_iter().for_each(|v| open(v, out)),
            Value::Null => {}
            other => out.push(other),
        }
    }
    let steps: Vec<&str> = if path == "accountId" { Vec::new() } else { path.split('.').collect() };
    for step in steps {
        let found = now.iter().filter_map(|v| v.get(step).cloned());
        let mut next = Vec::new();
        found.for_each(|v| open(v, &mut next));
        now = next;
    }
    now
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn like(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|n| like(&text[n..], rest)),
        [c, rest @ ..] => {
            text.first().is_some_and(|t| *c == '_' || t == c) && like(&text[1..], rest)
        }
    }
}

fn holds(expr: &Expr, item: &Value) -> bool {
    let (path, op, negated) = match expr {
        Expr::And(parts) => return parts.iter().all(|p| holds(p, item)),
        Expr::Or(parts) => return parts.iter().any(|p| holds(p, item)),
        Expr::Not(part) => return !holds(part, item),
        Expr::Test(path, op, negated) => (path, op, *negated),
    };
    let found = values(item, path);
    let any = |fits: &dyn Fn(&Value) -> bool| found.iter().any(fits);
    let is = |v: &Value, to: &Value, fits: fn(Ordering) -> bool| order(v, to).is_some_and(fits);
    let (met, negated) = match op {
        Op::Null => return found.is_empty() != negated,
        Op::Compare(word, to) => {
            let fits = match *word {
                "<" => Ordering::is_lt,
                "<=" => Ordering::is_le,
                ">" => Ordering::is_gt,
                ">=" => Ordering::is_ge,
                _ => Ordering::is_eq,
            };
            (any(&|v| is(v, to, fits)), matches!(*word, "!=" | "<>"))
        }
        Op::In(all) => (any(&|v| all.iter().any(|to| is(v, to, Ordering::is_eq))), negated),
        Op::Between(a, b) => {
            (any(&|v| is(v, a, Ordering::is_ge) && is(v, b, Ordering::is_le)), negated)
        }
        Op::Like(pattern) => {
            let pattern: Vec<char> = pattern.chars().collect();
            let chars = |v: &Value| v.as_str().map(|t| t.chars().collect::<Vec<_>>());
            (any(&|v| chars(v).is_some_and(|t| like(&t, &pattern))), negated)
        }
    };
    if negated { !found.is_empty() && !met } else { met }
}

#[test]
fn conditions_agree_with_the_naive_evaluator() {
    let mut random = Rng::with_seed(20);
    let mut selected = 0;
    for _ in 0..80 {
        let items = items(&mut random);
        let lines: String = items.iter().map(|item| format!("{item}\n")).collect();
        for _ in 0..8 {
            let expr = expr(&mut random, 3);
            let condition = text(&expr, 0);
            let fits = items.iter().filter(|item| holds(&expr, item));
            let want: Vec<&str> = fits.filter_map(|item| item["resourceId"].as_str()).collect();
            selected += want.len();
            assert_eq!(ids(&condition, &lines), want.join(" "), "{condition}\n{lines}");
        }
    }
    assert!((1_000..7_000).contains(&selected), "{selected}");
}

#[test]
fn groups_agree_with_the_naive_evaluator() {
    let mut random = Rng::with_seed(21);
    for _ in 0..80 {
        let items = items(&mut random);
        let lines: String = items.iter().map(|item| format!("{item}\n")).collect();
        let by = random.choice(PATHS).unwrap_or(PATHS[0]);
        let of = random.choice(PATHS).unwrap_or(PATHS[0]);
        let query = format!("SELECT {by}, COUNT(*), COUNT({of}), SUM({of}) GROUP BY {by}");
        let mut groups: Vec<(Value, u64, u64, Option<f64>)> = Vec::new();
        for item in &items {
            let mut own: Vec<Value> = Vec::new();
            for value in values(item, by).into_iter().filter(|v| !v.is_object()) {
                if !own.iter().any(|v| order(v, &value) == Some(Ordering::Equal)) {
                    own.push(value);
                }
            }
            let figures = values(item, of);
            for value in own {
                let same = |g: &(Value, u64, u64, Option<f64>)| {
                    order(&g.0, &value) == Some(Ordering::Equal)
                };
                let at = groups.iter().position(same).unwrap_or_else(|| {
                    groups.push((value.clone(), 0, 0, None));
                    groups.len() - 1
                });
                groups[at].1 += 1;
                groups[at].2 += figures.len() as u64;
                for number in figures.iter().filter_map(Value::as_f64) {
                    *groups[at].3.get_or_insert(0.0) += number;
                }
            }
        }
        let rank = |v: &Value| u8::from(v.is_number()) + 2 * u8::from(v.is_string());
        groups.sort_by(|a, b| order(&a.0, &b.0).unwrap_or_else(|| rank(&a.0).cmp(&rank(&b.0))));
        let answer = ask(&query, &lines, QueryFormat::Csv).answer;
        let got: Vec<Vec<Option<Value>>> = answer
            .rows
            .iter()
            .map(|row| row.iter().map(|c| serde_json::from_slice(c.as_ref()?).ok()).collect())
            .collect();
        let alike =
            |got: &Option<Value>, want: Option<f64>| got.as_ref().and_then(Value::as_f64) == want;
        assert_eq!(got.len(), groups.len(), "{query}\n{lines}");
        for (row, want) in got.iter().zip(&groups) {
            let own = row[0].as_ref().is_some_and(|v| order(v, &want.0) == Some(Ordering::Equal));
            let counts = alike(&row[1], Some(want.1 as f64)) && alike(&row[2], Some(want.2 as f64));
            assert!(own && counts && alike(&row[3], want.3), "{query}\n{row:?} {want:?}\n{lines}");
        }
    }
}
