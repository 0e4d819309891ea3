//! The graph against the reference matcher, on generated rules and events, every run.

use crate::generate::{Dice, event, pattern};
use tripline::base::ids::SourceId;
use tripline::base::limits::Limits;
use tripline::engine::{parse_pattern, reference};
use tripline::matching::{PlanBuilder, RuleId, Scratch};
use tripline::operators::Compat;
use tripline::operators::pattern::Pattern;
use tripline::read::json;

/// How many bundles are tried; more by hand: `TRIPLINE_ROUNDS=20000 cargo test --test it differential`.
fn rounds() -> u64 {
    std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

struct Bundle {
    texts: Vec<String>,
    patterns: Vec<Pattern>,
}

fn bundle(dice: &mut Dice) -> Bundle {
    let mut bundle = Bundle { texts: Vec::new(), patterns: Vec::new() };
    let size = [1, 2, 5, 30][dice.below(4)];
    while bundle.texts.len() < size {
        let text = pattern(dice, 2);
        // The generator may make what parsing refuses, such as an empty range.
        if let Ok(parsed) = parse_pattern(text.as_bytes(), Compat::Tripline, &Limits::default()) {
            bundle.texts.push(text);
            bundle.patterns.push(parsed);
        }
    }
    bundle
}

fn plan(texts: &[String]) -> (tripline::matching::Plan, Scratch) {
    let mut builder = PlanBuilder::new();
    for text in texts {
        builder.add("", text.as_bytes()).unwrap();
    }
    let plan = builder.build().unwrap();
    let scratch = Scratch::new(&plan);
    (plan, scratch)
}

#[test]
fn graph_and_reference_agree() {
    let mut hits = 0u64;
    let mut all = 0u64;
    for round in 0..rounds() {
        let mut dice = Dice(round);
        let bundle = bundle(&mut dice);
        let (plan, mut scratch) = plan(&bundle.texts);
        for _ in 0..40 {
            let text = event(&mut dice, 3);
            let tree = json::read(SourceId(0), text.as_bytes().into(), 1000).unwrap();
            let want: Vec<RuleId> = (0..bundle.patterns.len())
                .filter(|i| reference::matches(&bundle.patterns[*i], &tree))
                .map(RuleId::new)
                .collect();
            let got = plan.check_and_match(&mut scratch, text.as_bytes()).unwrap().to_vec();
            assert!(scratch.exhausted().is_empty());
            hits += want.len() as u64;
            all += bundle.patterns.len() as u64;
            assert_eq!(
                got,
                want,
                "round {round}\nevent {text}\nrules {}",
                bundle
                    .texts
                    .iter()
                    .enumerate()
                    .map(|(i, t)| format!("\n  {i} {t}"))
                    .collect::<String>()
            );
        }
    }
    // A generator that never hits would show nothing.
    assert!(hits * 50 > all, "{hits} matches of {all}");
}

#[test]
fn order_and_company_of_rules_change_nothing() {
    for round in 0..rounds() / 4 {
        let mut dice = Dice(round ^ 0xABCD_0000);
        let bundle = bundle(&mut dice);
        let mut reversed = bundle.texts.clone();
        reversed.reverse();
        let twice = [bundle.texts.clone(), bundle.texts.clone()].concat();
        let (plan_a, mut a) = plan(&bundle.texts);
        let (plan_b, mut b) = plan(&reversed);
        let (plan_c, mut c) = plan(&twice);
        let last = bundle.texts.len() - 1;
        for _ in 0..20 {
            let text = event(&mut dice, 3);
            let straight: Vec<usize> =
                plan_a.matches(&mut a, text.as_bytes()).iter().map(|r| r.index()).collect();
            let mut turned: Vec<usize> =
                plan_b.matches(&mut b, text.as_bytes()).iter().map(|r| last - r.index()).collect();
            turned.reverse();
            assert_eq!(straight, turned, "round {round} event {text}");
            let doubled: Vec<usize> =
                plan_c.matches(&mut c, text.as_bytes()).iter().map(|r| r.index()).collect();
            let want: Vec<usize> =
                straight.iter().copied().chain(straight.iter().map(|i| i + last + 1)).collect();
            assert_eq!(doubled, want, "round {round} event {text}");
        }
    }
}

#[test]
fn printed_tests_read_back_as_themselves() {
    use tripline::operators::pattern::Condition;
    fn check(pattern: &Pattern) {
        for condition in &pattern.all {
            match condition {
                Condition::Any(branches) => branches.iter().for_each(check),
                Condition::Field(field) => {
                    for test in &field.tests {
                        let text = format!("{{\"x\":[{test}]}}");
                        let again =
                            parse_pattern(text.as_bytes(), Compat::Tripline, &Limits::default())
                                .unwrap_or_else(|e| panic!("{text}: {e}"));
                        let Condition::Field(read) = &again.all[0] else { panic!("{text}") };
                        assert_eq!(read.tests, std::slice::from_ref(test), "{text}");
                    }
                }
            }
        }
    }
    for round in 0..rounds() {
        bundle(&mut Dice(round ^ 0x5555)).patterns.iter().for_each(check);
    }
}

/// Many elements and many fields: decided within the limit of steps, or refused, never slow.
#[test]
fn big_arrays_are_decided() {
    let (plan, mut scratch) = plan(&[
        r#"{"d":{"a":[1],"b":[2]}}"#.to_owned(),
        r#"{"x":{"a":[1],"b":[2]},"y":{"a":[1],"b":[2]},"z":{"a":[1],"b":[2]}}"#.to_owned(),
        r#"{"d":{"a":[1],"c":[{"exists":false}]}}"#.to_owned(),
    ]);
    let half: String = (0..1500).map(|_| "{\"a\":1},{\"b\":2},").collect();
    let list = |last: &str| format!("[{half}{last}]");
    let event = |last: &str| {
        format!(
            "{{\"d\":{},\"x\":{},\"y\":{},\"z\":{}}}",
            list(last),
            list("{\"a\":1,\"b\":2}"),
            list("{\"b\":2,\"a\":1}"),
            list(last)
        )
    };
    let ids = |all: &[RuleId]| all.iter().map(|r| r.index()).collect::<Vec<_>>();
    assert_eq!(ids(plan.matches(&mut scratch, event("{\"a\":0,\"b\":0}").as_bytes())), [2]);
    assert!(scratch.exhausted().is_empty());
    assert_eq!(ids(plan.matches(&mut scratch, event("{\"a\":1,\"b\":2}").as_bytes())), [0, 1, 2]);
    assert!(scratch.exhausted().is_empty());
}
