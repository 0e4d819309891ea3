//! Five thousand rules are compared in well under a second (a release build; more is allowed for
//! here). Times are printed with `--nocapture`.

use super::generate::Random;
use super::{Owned, lint_with};
use crate::base::limits::Limits;
use std::time::{Duration, Instant};

fn timed(what: &str, patterns: impl Iterator<Item = String>) -> usize {
    let rules: Vec<Owned> =
        patterns.enumerate().map(|(i, p)| Owned::read(&format!("r{i}"), &p)).collect();
    let start = Instant::now();
    let found = lint_with(&rules, &[], &Limits::default());
    let took = start.elapsed();
    println!("{what}: {} rules, {} found, {took:?}", rules.len(), found.len());
    assert!(took < Duration::from_secs(30), "{what}: {took:?}");
    found.len()
}

#[test]
fn five_thousand_rules() {
    let mut random = Random(1);
    // The worst shapes, those that have to be compared each with each, take a release build.
    let many = if cfg!(debug_assertions) { 1000 } else { 5000 };
    let found = timed(
        "cloudtrail",
        (0..5000).map(|i| {
            format!(
                r#"{{"source":["aws.s{}"],"detail-type":["AWS API Call via CloudTrail"],
                "detail":{{"eventName":["E{}"],"requestParameters":{{"id":["{i}"]}}}}}}"#,
                random.below(20),
                random.below(300)
            )
        }),
    );
    assert_eq!(found, 0);
    timed(
        "one field, short prefixes",
        (0..5000).map(|i| format!(r#"{{"a":[{{"prefix":"p{i:05}x"}}]}}"#)),
    );
    timed(
        "one field and wildcards",
        (0..many).map(|i| format!(r#"{{"s":["x"],"a":[{{"wildcard":"*:p{i:05}:*/x"}}]}}"#)),
    );
    timed(
        "numbers",
        (0..many).map(|i| format!(r#"{{"n":[{{"numeric":[">",{i},"<=",{}]}}]}}"#, i + 1)),
    );
    timed("absence", (0..5000).map(|i| format!(r#"{{"a":["v{i}"],"b":[{{"exists":false}}]}}"#)));
    timed(
        "or",
        (0..5000).map(|i| {
            format!(r#"{{"s":["x"],"$or":[{{"a":["v{i}"]}},{{"b":[{{"prefix":"v{i}"}}]}}]}}"#)
        }),
    );
    timed(
        "many values",
        (0..many / 20).map(|i| {
            let values: Vec<_> = (0..1000).map(|v| format!("\"{}\"", v + i * 7)).collect();
            format!(r#"{{"a":[{}]}}"#, values.join(","))
        }),
    );
}
