//! TL401 and TL402 on generated rules, against generated events.

use super::generate::{PATHS, Random, VALUES, event, pattern, relative, tests};
use super::{Owned, lint_with, told};
use crate::base::codes::Code;
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::engine::reference::matches;
use crate::lints::branches;
use crate::operators::Test;
use crate::operators::Value;
use crate::operators::pattern::Pattern;
use crate::read::json;
use crate::read::tree::Tree;

fn tree(event: &str) -> Tree {
    json::read(SourceId(0), event.as_bytes().into(), 1000).unwrap_or_else(|_| panic!("{event}"))
}

fn events(seed: u64, many: usize) -> Vec<(String, Tree)> {
    let mut random = Random(seed);
    let all = (0..many).map(|_| event(&mut random));
    all.map(|e| (e.clone(), tree(&e))).collect()
}

/// Rounds, more when asked for by `TRIPLINE_LINT_ROUNDS`.
fn rounds(usual: usize) -> usize {
    std::env::var("TRIPLINE_LINT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn whatever_a_covered_rule_matches_the_other_one_matches() {
    let tests = tests();
    let events = events(7, 1500);
    let mut random = Random(11);
    let (mut verdicts, mut matched, mut with_absence, mut with_or) = (0, 0, 0, 0);
    for _ in 0..rounds(1500) {
        let a = pattern(&mut random, &tests, 1);
        let b = relative(&mut random, &a, &tests);
        let rules = [Owned::new("b", b.clone()), Owned::new("a", a.clone())];
        let diags = lint_with(&rules, &[], &Limits::default());
        for diag in diags.as_slice().iter().filter(|d| d.code == Code::TL402) {
            let (narrow, wide) =
                if diag.message.starts_with("rule `a`") { (&a, &b) } else { (&b, &a) };
            verdicts += 1;
            let text = format!("{wide:?}");
            with_absence += usize::from(text.contains("absent: true"));
            with_or += usize::from(text.contains("Any"));
            for (text, event) in &events {
                if matches(narrow, event) {
                    matched += 1;
                    assert!(matches(wide, event), "{diag:?}\n{narrow:#?}\n{wide:#?}\n{text}");
                }
            }
        }
    }
    println!("{verdicts} verdicts, {matched} events, {with_absence} absence, {with_or} $or");
    assert!(verdicts > 300 && matched > 10_000, "{verdicts} {matched}");
    assert!(with_absence > 50 && with_or > 20, "{with_absence} {with_or}");
}

#[test]
fn a_rule_never_matches_exactly_when_the_lint_says_so() {
    let tests = tests();
    let events = events(5, 400);
    let mut random = Random(3);
    let (mut never, mut ever) = (0, 0);
    for _ in 0..rounds(4000) {
        let mut rule = pattern(&mut random, &tests, 2);
        rule.all.extend(pattern(&mut random, &tests, 1).all);
        let said = told(&[Owned::new("r", rule.clone())]).iter().any(|(c, _)| *c == Code::TL401);
        if said {
            never += 1;
            for (text, event) in &events {
                assert!(!matches(&rule, event), "{rule:#?}\n{text}");
            }
        } else if let Some(event) = witness(&rule) {
            ever += 1;
            assert!(matches(&rule, &tree(&event)), "{rule:#?}\n{event}");
        }
    }
    println!("{never} never match, {ever} do");
    assert!(never > 200 && ever > 1000, "{never} {ever}");
}

/// An event that matches: every field, under its dotted name, has all the values asked for.
fn witness(rule: &Pattern) -> Option<String> {
    let ways = branches::of(rule)?;
    let way = ways.first()?;
    let mut members = Vec::new();
    for path in PATHS {
        let here = || way.iter().filter(|f| *f.path == *path.as_bytes());
        // With one value there the field is not absent, so all that can ask for a value do.
        if here().any(|f| !f.absent) {
            let values: Vec<_> = here().map(|f| value(&f.tests[0])).collect();
            members.push(format!("\"{path}\":[{}]", values.join(",")));
        }
    }
    Some(format!("{{{}}}", members.join(",")))
}

fn value(test: &Test) -> &'static str {
    let passes = |text: &&&str| {
        let tree = tree(&format!("{{\"x\":{text}}}"));
        let (_, item) = tree.root().entries().next().expect("one member");
        let decoded = item.text();
        let value = match text.as_bytes()[0] {
            b'"' => Value::Text(&decoded),
            b'n' => Value::Null,
            b't' => Value::Bool(true),
            _ => Value::Number(crate::base::number::Num::parse(text.as_bytes())),
        };
        test.holds(&value, &mut Vec::new())
    };
    VALUES.iter().find(passes).unwrap_or_else(|| panic!("no value passes {test}"))
}
