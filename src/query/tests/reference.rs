//! Generated queries over generated items, against an evaluator that shares no code with the real
//! one: it is made of the generated query, not of its text, and works on plain JSON values.

use super::generate::{Expr, Op, PATHS, expr, items, text};
use super::*;
use fastrand::Rng;
use serde_json::{Value, json};
use std::cmp::Ordering;

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
