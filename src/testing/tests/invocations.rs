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
  odd: {pattern: {odd: [1]}, targets: [{target: part, input-path: "$['x']"}]}
targets: {whole: {plugin: log}, part: {plugin: log}, fixed: {plugin: log}, made: {plugin: log}}
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
        "[{target: part, input: [1, x]}, {target: part, input: null}]",
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
         `one` on r.test.yaml:3: null"
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
fn what_cannot_be_told_is_an_error() {
    assert_eq!(
        outcomes("[{target: made, input: x}]"),
        "error invocation 1 of `made`: input transformers are not evaluated by this version"
    );
    let tests = "tests: [{name: a, given: {events: [{odd: 1}]}, expect: {invocations: [{target: part, input: 1}]}}]";
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", tests)]);
    assert_eq!(
        folder.outcomes(),
        [
            "error invocation 1 of `part`: `$['x']` is not a path that AWS takes, such as `$.detail.items[0]`"
        ]
    );
}
