//! What follows from invocations: records, events that plugins put, outputs, logs; and `--update`.

use super::{Folder, passed, run};
use crate::testing::{Ran, update};

const RULES: &str = r#"
buses: {second: {}}
rules:
  first:
    pattern: {source: [shop]}
    targets: [putter]
  then:
    bus: second
    pattern: {source: [tripline], detail: {n: [1, 2]}}
    targets: [{target: notes, input-path: $.detail}]
  other:
    pattern: {source: [plain]}
    targets: [change]
  batch:
    pattern: {source: [many]}
    targets: [{target: together, input-path: $.n}]
targets:
  putter:
    plugin: put-events
    config: {bus: second, detail: '{"n": {$.n}}', detail-type: Again}
    grants: {put-events: [second]}
  notes: {plugin: log}
  change:
    plugin: transform
    config: {operations: [{pick: [$.source]}]}
    on-success: notes
  together:
    plugin: webhook
    config: {url: "https://a.example/", batch: array}
    grants: {http: ["https://a.example/"]}
    batch: {count: 3}
"#;

fn outcome(events: &str, expected: &str) -> String {
    let tests = format!(
        "tests:\n- name: a\n  now: 2026-01-01T00:00:00Z\n  given: {{events: [{events}]}}\n  expect: {expected}\n"
    );
    Folder::of(&[("r.yaml", RULES), ("r.test.yaml", &tests)]).outcomes().remove(0)
}

#[test]
fn events_that_plugins_put_are_matched_again() {
    let two =
        "{id: a, source: shop, n: 1}, {id: b, source: shop, n: 2}, {id: c, source: shop, n: 3}";
    let puts = "[{bus: second, source: tripline, detail-type: Again, detail: {n: 1.0}}, \
                {detail: '{\"n\":2}'}, {target: putter, detail: {n: 4}}]";
    for expected in [
        "{invocations: [{target: notes, rule: then, input: {n: 1}, log-contains: '{\"n\":1}', outcome: delivered}, {target: notes}]}",
        "{invocations: [{target: putter, attempts: 1}, {target: putter}, {target: putter}], puts: [{}, {}, {}]}",
        "{invocations: [], puts: []}",
    ] {
        let got = outcome(two, expected);
        let want = if expected.contains("[]") {
            "failed expected 0 invocations of `putter`, got 3"
        } else {
            "passed"
        };
        assert!(got.starts_with(want), "{expected}\n{got}");
    }
    assert_eq!(
        outcome(two, &format!("{{puts: {puts}}}")),
        "failed expected 2 events put, got 0\nexpected 1 event put of `putter`, got 3"
            .replace("got 3", &listed())
    );
    assert_eq!(
        outcome("{id: a, source: shop, n: 1}", "{puts: [{source: x, detail: {n: 4}}]}"),
        "failed event 1 put has another `source`\n  expected x\n  got      tripline\n\
         event 1 put has another `detail`\n  expected {\"n\":4}\n  got      {\"n\":1}"
    );
}

/// The three events as the message lists them.
fn listed() -> String {
    let got = outcome(
        "{id: a, source: shop, n: 1}, {id: b, source: shop, n: 2}, {id: c, source: shop, n: 3}",
        "{puts: [{target: putter}]}",
    );
    got.split_once(", ").map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

#[test]
fn records_and_outputs() {
    let expected = "{invocations: [{target: change, output: {records: [{recordId: \
                    'ID', result: Ok, data: eyJzb3VyY2UiOiJwbGFpbiJ9}]}}, {target: notes, rule: other, \
                    outcome: delivered, log-contains: '\"condition\":\"Success\"'}]}";
    let got = outcome("{id: a, source: plain, x: 1}", expected);
    let id = got.split("\"recordId\":\"").nth(2).and_then(|rest| rest.split('"').next());
    let id = id.unwrap_or_else(|| unreachable!("{got}"));
    assert_eq!(outcome("{id: a, source: plain, x: 1}", &expected.replace("ID", id)), "passed");
}

#[test]
fn a_batch_is_one_call_and_its_items_are_invocations() {
    let events: Vec<String> = (0..4).map(|n| format!("{{source: many, n: {n}}}")).collect();
    let expected = "{http: [{body: [0, 1, 2]}, {body: [3]}], invocations: [{target: together, input: 0, attempts: 1}, \
                    {target: together, input: 1}, {target: together, input: 2}, {target: together, input: 3}]}";
    assert_eq!(outcome(&events.join(", "), expected), "passed");
}

/// What was found is written in the place of what was expected, and then passes.
#[test]
fn requests_and_outputs_are_updated() {
    let tests = "tests:\n- name: a   # keep me\n  given: {events: [{id: e, source: many, n: 7}]}\n  expect:\n    \
                 http: []   # all of them\n- name: b\n  given: {events: [{id: e, source: many, n: \"x\"}]}\n  expect:\n    \
                 http: [{headers: {content-type: text/plain}, body: [8]}]\n- name: c\n  given: {events: [{id: e, source: plain}]}\n  \
                 expect:\n    invocations:\n    - target: change\n      output: {records: []}\n- name: d\n  \
                 given: {events: [{id: e, source: many, n: 7}]}\n  expect:\n    http:\n    - body: [6]\n";
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", tests)]);
    let (loaded, bundle) = folder.load();
    let ran = run(&loaded, &bundle, None);
    assert!(!passed(&ran));
    let corrections: Vec<_> = ran.iter().flat_map(|r: &Ran| r.corrections.clone()).collect();
    let done = update(&loaded, &corrections);
    assert!(done.failed.is_empty() && done.changed[0].1 == 3, "{done:?}");
    let text = folder.text("r.test.yaml");
    for line in [
        "    http: [{\"method\": \"POST\", \"url\": \"https://a.example/\", \"body\": [7]}]   # all of them\n- name: b",
        "    http: [{\"headers\": {\"content-type\": \"application/json\"}, \"body\": [\"x\"]}]\n- name: c",
        "      output: {\"records\":[{\"data\":\"eyJz",
        "    http:\n    - body: [6]\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let words: Vec<_> = folder.run().iter().map(|r| r.result.outcome.word()).collect();
    assert_eq!(words, ["passed", "passed", "passed", "failed"], "what is laid out by lines stays");
}
