//! What targets would get.

use super::Folder;

const RULES: &str = r#"
rules:
  one:
    pattern: {k: [{exists: true}]}
    targets:
    - whole
    - {target: part, input-path: "$.d.list[*].n"}
    - {target: fixed, input: {a: [1, "x"], b: 1.50}}
  two:
    pattern: {k: [b]}
    targets: [{target: fixed, input: '"text"'}, {target: made, input-transformer: {input-template: '"x"'}}]
  facts:
    bus: b
    pattern: {f: [1]}
    targets: [{target: made, input-transformer: {input-template: '"<aws.events.rule-arn> <aws.events.event.ingestion-time>"'}}]
targets: {whole: {plugin: log}, part: {plugin: log}, fixed: {plugin: log}, made: {plugin: log}}
buses: {b: {}}
"#;

fn outcomes(expected: &str) -> String {
    let tests = format!(
        "tests:\n- name: a\n  given: {{events: [{{k: a, d: {{list: [{{n: 1}}, {{n: x}}]}}}}, {{k: b, n: 2}}]}}\n  \
         expect: {{invocations: {expected}}}\n"
    );
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", &tests)]);
    folder.outcomes().remove(0)
}

#[test]
fn all_ways_of_input() {
    for expected in [
        "[{target: whole, input: '{\"k\":\"a\",\"d\":{\"list\":[{\"n\":1},{\"n\":\"x\"}]}}'}, {target: whole, input: {n: 2.0, k: b}}]",
        "[{target: part, input: [1, x]}, {target: part}]",
        "[{target: made, input: '\"x\"'}]",
        "[{target: fixed, input: {b: 1.5, a: [1, x]}}, {target: fixed, rule: one}, {target: fixed, rule: two, input: '\"text\"'}]",
        "[{target: fixed}, {target: part, input: '[ 1 , \"x\" ]'}, {target: fixed}, {target: part}, {target: fixed}]",
        "[{target: made}]",
    ] {
        assert_eq!(outcomes(expected), "passed", "{expected}");
    }
}

#[test]
fn the_list_is_whole_and_in_order() {
    assert_eq!(
        outcomes("[{target: part}]"),
        "failed expected 1 invocation of `part`, got 2\n  by rule `one` on r.test.yaml:3: [1,\"x\"]\n  by rule \
         `one` on r.test.yaml:3: (NO_VALUE: the event has no value at `$.d.list[*].n`)"
    );
    assert_eq!(
        outcomes("[{target: part, input: null}, {target: part, rule: two}]"),
        "failed invocation 1 of `part`, by rule `one` on r.test.yaml:3, gets another input\n  expected null\n  \
         got      [1,\"x\"]\nexpected invocation 2 of `part` by rule `two`, got it by rule `one` on r.test.yaml:3"
    );
    let got = outcomes("[]");
    for line in ["`whole`, got 2", "`part`, got 2", "`fixed`, got 3", "`made`, got 1"] {
        assert!(got.contains(&format!("expected 0 invocations of {line}")), "{got}");
    }
}

#[test]
fn a_string_is_the_text_of_the_payload() {
    let got = outcomes("[{target: fixed}, {target: fixed}, {target: fixed, input: text}]");
    assert!(got.ends_with("expected text\n  got      \"text\""), "{got}");
}

#[test]
fn an_input_that_cannot_be_made_is_a_difference() {
    assert_eq!(
        outcomes("[{target: part}, {target: part, input: 5}]"),
        "failed invocation 2 of `part`, by rule `one` on r.test.yaml:3, gets no input\n  expected 5\n  \
         got      NO_VALUE: the event has no value at `$.d.list[*].n`"
    );
}

/// The clock of a case is its `now`, else the time of the event.
#[test]
fn facts_come_from_the_case_and_the_event() {
    let arn = "arn:aws:events:eu-west-1:111122223333:rule/b/facts";
    let given = "{events: [{f: 1, account: \"111122223333\", region: eu-west-1, time: \"2026-01-02T03:04:05Z\"}]}";
    let case = |now: &str, time: &str| {
        format!(
            "- {{name: {time}, bus: b, {now} given: {given}, expect: {{invocations: [{{target: made, input: '\"{arn} {time}\"'}}]}}}}\n"
        )
    };
    let tests = format!(
        "tests:\n{}{}",
        case("", "2026-01-02T03:04:05Z"),
        case("now: 2026-05-05T00:00:00+02:00,", "2026-05-04T22:00:00Z")
    );
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", &tests)]);
    assert_eq!(folder.outcomes(), ["passed", "passed"]);
}
