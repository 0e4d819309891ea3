//! `implies` and `disjoint` against `Test::holds`.

use super::generate::{LEAVES, Random, test};
use crate::base::number::Num;
use crate::base::text::quote;
use crate::operators::{Test, Value, disjoint, implies};

const LETTERS: [&str; 10] = ["a", "b", "A", "B", "k", "\u{212A}", "ß", "ẞ", "σ", "ς"];

fn text(random: &mut Random, most: usize) -> String {
    (0..random.below(most + 1)).map(|_| *random.pick(&LETTERS)).collect()
}

fn some_text(random: &mut Random, most: usize) -> String {
    let text = text(random, most);
    if text.is_empty() { "a".to_owned() } else { text }
}

fn wildcard(random: &mut Random) -> String {
    let pieces: Vec<_> = (0..2 + random.below(3)).map(|_| text(random, 2)).collect();
    let mut joined = pieces.join("*");
    while joined.contains("**") {
        joined = joined.replace("**", "*");
    }
    joined
}

fn address(random: &mut Random) -> String {
    if random.chance(80) {
        format!("10.{}.0.{}", random.below(3), random.below(3))
    } else {
        format!("::{}", random.below(3))
    }
}

fn leaf(random: &mut Random) -> String {
    let q = |text: &str| quote(text.as_bytes());
    let list = |random: &mut Random, make: &dyn Fn(&mut Random) -> String| {
        let all: Vec<_> = (0..1 + random.below(3)).map(|_| q(&make(random))).collect();
        format!("[{}]", all.join(","))
    };
    let short = |random: &mut Random| some_text(random, 2);
    let number = |random: &mut Random| format!("{}.{}", random.below(4), random.below(2) * 5);
    match random.below(17) {
        0 => q(&text(random, 3)),
        1 => format!("{{\"prefix\":{}}}", q(&text(random, 2))),
        2 => format!("{{\"suffix\":{}}}", q(&text(random, 2))),
        3 => format!("{{\"prefix\":{{\"equals-ignore-case\":{}}}}}", q(&text(random, 2))),
        4 => format!("{{\"suffix\":{{\"equals-ignore-case\":{}}}}}", q(&text(random, 2))),
        5 => format!("{{\"equals-ignore-case\":{}}}", q(&text(random, 3))),
        6 | 7 => format!("{{\"wildcard\":{}}}", q(&wildcard(random))),
        8 => format!("{{\"cidr\":\"{}/{}\"}}", address(random), random.below(32)),
        9 => number(random),
        10 => {
            let low = random.below(3);
            let (a, b) = (random.pick(&[">", ">="]), random.pick(&["<", "<="]));
            format!("{{\"numeric\":[\"{a}\",{low},\"{b}\",{}]}}", low + 1 + random.below(2))
        }
        11 => format!("{{\"numeric\":[\"{}\",{}]}}", random.pick(&["<", ">="]), number(random)),
        12 => format!("{{\"anything-but\":{}}}", list(random, &|r| text(r, 2))),
        13 => format!("{{\"anything-but\":{{\"prefix\":{}}}}}", list(random, &short)),
        14 => format!("{{\"anything-but\":{{\"suffix\":{}}}}}", list(random, &short)),
        15 => format!("{{\"anything-but\":{{\"wildcard\":{}}}}}", list(random, &wildcard)),
        _ => format!("{{\"anything-but\":{{\"equals-ignore-case\":{}}}}}", list(random, &short)),
    }
}

#[test]
fn what_is_said_of_two_tests_holds_for_every_value() {
    let mut random = Random(42);
    let mut all: Vec<Test> = LEAVES.iter().map(|l| test(l)).collect();
    all.extend((0..330).map(|_| test(&leaf(&mut random))));
    let mut texts: Vec<String> = (0..600).map(|_| text(&mut random, 5)).collect();
    texts.extend((0..60).map(|_| address(&mut random)));
    let numbers = ["0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "-1", "1e3"];
    let mut values = vec![Value::Null, Value::Bool(true), Value::Bool(false)];
    values.extend(numbers.iter().map(|n| Value::Number(Num::parse(n.as_bytes()))));
    values.extend(texts.iter().map(|t| Value::Text(t.as_bytes())));
    let passing: Vec<Vec<bool>> =
        all.iter().map(|t| values.iter().map(|v| t.holds(v, &mut Vec::new())).collect()).collect();
    let (mut implied, mut apart, mut unsure) = (0, 0, 0);
    for (a, pass_a) in all.iter().zip(&passing) {
        for (b, pass_b) in all.iter().zip(&passing) {
            let mut both = pass_a.iter().zip(pass_b).zip(&values);
            if implies(a, b) {
                implied += usize::from(a != b);
                let wrong = both.clone().find(|((a, b), _)| **a && !**b);
                assert!(wrong.is_none(), "{a} does not imply {b}: {wrong:?}");
            } else if both.clone().all(|((a, b), _)| !*a || *b) {
                unsure += 1;
                if std::env::var_os("TRIPLINE_UNSURE").is_some() {
                    println!("unsure: {a}   =>   {b}");
                }
            }
            if disjoint(a, b) {
                apart += 1;
                let wrong = both.find(|((a, b), _)| **a && **b);
                assert!(wrong.is_none(), "{a} and {b} are not disjoint: {wrong:?}");
                assert!(disjoint(b, a), "{a} and {b}");
            }
        }
    }
    println!("{} pairs: {implied} implied, {apart} disjoint, {unsure} unsure", all.len().pow(2));
    assert!(implied > 10_000 && apart > 10_000, "{implied} {apart}");
}
