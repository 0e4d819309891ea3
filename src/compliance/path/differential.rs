//! Generated documents and paths: our evaluation finds what `jsonpath-rust` finds, in its order.
//!
//! It departs from RFC 9535, or from the document's numbers, in these; the generator leaves them
//! out, and `deviations` shows that they are still so:
//! - a union over several nodes goes selector by selector, not node by node;
//! - `count` of a path to nothing is nothing, not 0;
//! - numbers compare as floats, with a tolerance.
//!
//! `length` of many nodes, functions beside the standard ones and functions of values as tests are
//! refused here, as the RFC has it.

use super::{Path, Strict, Work};
use crate::base::ids::SourceId;
use crate::compliance::path::normal;
use crate::read::tree::Tree;
use fastrand::Rng;
use jsonpath_rust::JsonPath;
use serde_json::{Value, json};

fn document(rng: &mut Rng, depth: u8) -> Value {
    match rng.u8(0..if depth == 0 { 6 } else { 10 }) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 | 3 => json!(rng.i64(-2..4)),
        4 => json!(["", "a", "b", "ab", "é"][rng.usize(..5)]),
        5 => json!(f64::from(rng.i32(-2..4)) / 2.0),
        6 | 7 => (0..rng.u8(0..4)).map(|_| document(rng, depth - 1)).collect(),
        _ => {
            let keys = ["a", "b", "c", "a b", "é"];
            let mut map = serde_json::Map::new();
            for _ in 0..rng.u8(0..4) {
                map.insert(keys[rng.usize(..5)].to_owned(), document(rng, depth - 1));
            }
            Value::Object(map)
        }
    }
}

fn name(rng: &mut Rng) -> &'static str {
    [".a", ".b", ".c", "['a b']", "[\"a\"]", ".é"][rng.usize(..6)]
}

fn singular(rng: &mut Rng) -> String {
    let mut path = String::from(if rng.u8(..6) == 0 { "$" } else { "@" });
    for _ in 0..rng.u8(0..3) {
        match rng.u8(..4) {
            0 => path = format!("{path}[{}]", rng.i8(-2..3)),
            _ => path += name(rng),
        }
    }
    path
}

fn value(rng: &mut Rng) -> String {
    match rng.u8(..8) {
        0 => "null".to_owned(),
        1 => rng.bool().to_string(),
        2 => format!("{}", rng.i8(-2..3)),
        3 => "1.5".to_owned(),
        4 => "'a'".to_owned(),
        5 => format!("length({})", singular(rng)),
        6 => format!("value({}[*])", singular(rng)),
        _ => singular(rng),
    }
}

fn condition(rng: &mut Rng, depth: u8) -> String {
    match rng.u8(0..if depth == 0 { 5 } else { 8 }) {
        0 => format!("{}{}", if rng.bool() { "!" } else { "" }, singular(rng)),
        1 => format!("match({}, 'a.?')", singular(rng)),
        2 => format!("search({}, '[ab]')", singular(rng)),
        3 | 4 => {
            let order = ["==", "!=", "<", "<=", ">", ">="][rng.usize(..6)];
            format!("{} {order} {}", value(rng), value(rng))
        }
        5 => format!("{} && {}", condition(rng, depth - 1), condition(rng, depth - 1)),
        6 => format!("({} || {})", condition(rng, depth - 1), condition(rng, depth - 1)),
        _ => format!("!({})", condition(rng, depth - 1)),
    }
}

/// A path; a union only where one node goes in.
fn path(rng: &mut Rng) -> String {
    let mut path = String::from("$");
    let mut single = true;
    for _ in 0..rng.u8(0..5) {
        let slice = |rng: &mut Rng| {
            let mut end = || if rng.bool() { rng.i8(-3..4).to_string() } else { String::new() };
            format!("{}:{}:{}", end(), end(), end())
        };
        match rng.u8(..9) {
            0 | 1 => path += name(rng),
            2 => path = format!("{path}[{}]", rng.i8(-3..4)),
            3 if single => path += "['a',0,-1,'b']",
            4 => path = format!("{path}[{}]", slice(rng)),
            5 => path = format!("{path}[?{}]", condition(rng, 2)),
            6 => path = format!("{path}..{}", ["a", "*", "[0]", "['b']", "[1:]"][rng.usize(..5)]),
            _ => path += ["[*]", ".*"][rng.usize(..2)],
        }
        single = path.len() < 8 && !path.contains(['*', ':', '?']) && !path.contains("..");
    }
    path
}

/// The paths of the nodes, theirs turned into our short form.
fn theirs(path: &str, document: &Value) -> Vec<(String, Value)> {
    let found = document.query_with_path(path).expect(path);
    let short = |path: &str| {
        let mut path = path.to_owned();
        for name in ["a", "b", "c", "é"] {
            path = path.replace(&format!("['{name}']"), &format!(".{name}"));
        }
        path
    };
    found.into_iter().map(|r| (short(&r.path), r.val.clone())).collect()
}

fn ours(path: &Path, tree: &Tree) -> Vec<(String, Value)> {
    let (mut found, work) = (Vec::new(), Work::new(1_000_000));
    path.each(tree.root(), Strict::No, &work, &mut |item| {
        let text = crate::compliance::value::shown(item, 100_000);
        found.push((normal::of(item), serde_json::from_str(&text).expect("JSON")));
        Ok(())
    })
    .expect("nothing is wrong with it");
    found
}

fn read(document: &Value) -> Tree {
    let text = document.to_string();
    crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect("JSON")
}

#[test]
fn finds_what_jsonpath_rust_finds() {
    let mut rng = Rng::with_seed(9535);
    let mut nodes = 0;
    for _ in 0..1000 {
        let document: Vec<Value> = (0..4).map(|_| document(&mut rng, 4)).collect();
        let document = match rng.bool() {
            true => Value::Array(document),
            false => ["a", "b", "a b", "c"].into_iter().map(str::to_owned).zip(document).collect(),
        };
        let tree = read(&document);
        for _ in 0..4 {
            let text = path(&mut rng);
            let path = Path::parse(&text).expect(&text);
            let (ours, theirs) = (ours(&path, &tree), theirs(&text, &document));
            assert_eq!(ours, theirs, "{text} over {document}");
            if path.is_singular() {
                assert_eq!(
                    path.one(tree.root()).map(normal::of),
                    ours.first().map(|o| o.0.clone())
                );
            }
            nodes += ours.len();
        }
    }
    assert!(nodes > 2000, "only {nodes} nodes were found: the generator is too meagre");
}

#[test]
fn deviations() {
    let both = |path: &str, document: Value| {
        let ours = ours(&Path::parse(path).expect(path), &read(&document));
        let paths = |all: Vec<(String, Value)>| all.into_iter().map(|f| f.0).collect::<Vec<_>>();
        (paths(ours), paths(theirs(path, &document)))
    };
    let (ours, theirs) = both("$[*]['a','b']", json!([{"a": 1, "b": 2}, {"a": 3, "b": 4}]));
    assert_eq!(ours, ["$[0].a", "$[0].b", "$[1].a", "$[1].b"]);
    assert_eq!(theirs, ["$[0].a", "$[1].a", "$[0].b", "$[1].b"]);
    let (ours, theirs) = both("$[?count(@.a) == 0]", json!([{"b": 1}]));
    assert_eq!((ours.len(), theirs.len()), (1, 0));
    let document = json!([9_007_199_254_740_993_u64]);
    let (ours, theirs) = both("$[?@ == 9007199254740991]", document);
    assert_eq!((ours.len(), theirs.len()), (0, 0));
    let (ours, theirs) = both("$[?@ == 0]", json!([1e-20]));
    assert_eq!((ours.len(), theirs.len()), (0, 1));
}
