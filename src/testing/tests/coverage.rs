//! What no case exercised.

use super::{Folder, run};
use crate::testing::Coverage;

fn covered(rules: &str, events: &str) -> Coverage {
    let tests = format!(
        "tests: [{{name: a, given: {{events: [{events}]}}, expect: {{matches: {{r: 1}}}}}}]"
    );
    let folder = Folder::of(&[("r.yaml", rules), ("r.test.yaml", &tests)]);
    let (loaded, bundle) = folder.load();
    let mut coverage = Coverage::new(&bundle);
    run(&loaded, &bundle, Some(&mut coverage));
    coverage
}

#[test]
fn both_ways_is_complete() {
    let rules = "rules: {r: {pattern: {a: [1, 2], b: [{exists: true}], c: [{exists: false}]}}}";
    let coverage = covered(rules, "{a: 1, b: 1}, {a: 2, b: 1}, {a: 3, c: 1}");
    assert_eq!(coverage.gaps(), []);
    assert_eq!(
        coverage.text(),
        "coverage: rules 1 of 1 (100.0 %), tests of patterns 4 of 4 (100.0 %) exercised both ways\n"
    );
}

#[test]
fn gaps_are_named() {
    let rules = "rules:\n  r: {pattern: {a: [x, y], b: [{prefix: p}], $or: [{c: [1]}, {d: [{exists: false}]}]}}\n  \
                 s: {pattern: {a: [{exists: true}]}}\n  off: {state: disabled, pattern: {a: [5]}}\n  \
                 far: {bus: far, pattern: {z: [1]}}\nbuses: {far: {}}\n";
    let coverage = covered(rules, "{a: x, b: pq, c: 1}, {a: x, c: 2}");
    assert_eq!(
        coverage.text(),
        "not exercised: rule r: a \"x\" always held where there was a value\n\
         not exercised: rule r: a \"y\" never held\n\
         not exercised: rule r: b {\"prefix\":\"p\"} always held where there was a value\n\
         not exercised: rule r: d {\"exists\":false} always held where there was a value\n\
         not exercised: rule s: never left unmatched\n\
         not exercised: rule s: a {\"exists\":true} always held where there was a value\n\
         not exercised: rule far: never matched\n\
         not exercised: rule far: never left unmatched\n\
         not exercised: rule far: z 1 never held\n\
         coverage: rules 1 of 3 (33.3 %), tests of patterns 1 of 7 (14.3 %) exercised both ways\n"
    );
    let json = coverage.json();
    assert_eq!(json["rules"]["percent"], 33.3);
    assert_eq!(json["tests"]["exercised"], 1);
    assert_eq!(json["not-exercised"][1]["test"], "\"y\"");
    assert_eq!(json["not-exercised"][4]["path"], serde_json::Value::Null);
}

#[test]
fn cases_that_cannot_run_exercise_nothing() {
    let coverage = covered("rules: {r: {pattern: {a: [1]}}}", "{a: 1}, {file: none.json}");
    assert_eq!(coverage.totals(), [(0, 1), (0, 1)]);
}

#[test]
fn alarms_are_shown_both_ways() {
    let rules = "alarms:\n  a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 1'}\n  \
                 b: {metric: {namespace: N, name: y}, period: 1m, threshold: '> 1'}\n";
    let tests = "tests: [{name: t, given: {metrics: [{series: N/x, interval: 1m, values: 0 5}, {series: N/y, interval: 1m, values: 0}]}, \
                 expect: {alarm: {a: OK ALARM}}}]\n";
    let folder = Folder::of(&[("r.yaml", rules), ("r.test.yaml", tests)]);
    let (loaded, bundle) = folder.load();
    let mut coverage = Coverage::new(&bundle);
    run(&loaded, &bundle, Some(&mut coverage));
    let text = coverage.text();
    assert_eq!(
        text,
        "not exercised: alarm b: never in ALARM\ncoverage: alarms 1 of 2 (50.0 %) shown in ALARM and in OK\n"
    );
}
