//! Events of every form, counts, and why they are off.

use super::{Folder, passed, run};
use crate::testing::Coverage;

const RULES: &str = r#"
rules:
  stopped:
    pattern: {source: [aws.cloudtrail], detail: {eventName: [StopLogging, DeleteTrail]}}
  off: {state: disabled, pattern: {source: [{exists: true}]}}
  orders: {bus: orders, pattern: {source: [shop]}}
  port: {pattern: {detail: {p: [{numeric: [">", 9]}]}}}
  either: {pattern: {$or: [{source: [x], n: [1]}, {source: [aws.cloudtrail], n: [2]}]}}
  pair: {pattern: {l: {a: [1], b: [2]}}}
buses: {orders: {}}
"#;

/// One CloudTrail record.
fn record(name: &str, id: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.11","eventTime":"2026-03-03T10:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"{name}","eventType":"AwsApiCall","awsRegion":"eu-west-1","recipientAccountId":"111122223333","eventID":"{id}"}}"#
    )
}

fn outcomes(tests: &str) -> Vec<String> {
    let stop = record("StopLogging", "00000000-0000-0000-0000-000000000001");
    let get = record("GetTrail", "00000000-0000-0000-0000-000000000002");
    let folder = Folder::of(&[("rules/r.yaml", RULES), ("rules/r.test.yaml", tests)]);
    folder.put("fixtures/stop.json", stop.as_bytes());
    folder.put("fixtures/log.json", format!("{{\"Records\":[{stop},{get},{stop}]}}").as_bytes());
    folder.put("fixtures/bad.json", format!("{get}\n{{\"a\":}}\n{{\"detail\":").as_bytes());
    folder.put("fixtures/utf8.json", b"{\"a\":\"\xff\"}");
    folder.put("fixtures/empty.json", b"");
    folder.outcomes()
}

#[test]
fn events_of_every_form() {
    let inline = record("DeleteTrail", "00000000-0000-0000-0000-000000000003");
    let tests = format!(
        "tests:\n- name: a file with a log; what came twice counts once\n  given: {{events: [{{file: ../fixtures/log.json}}]}}\n  \
         expect: {{matches: {{stopped: 1}}}}\n\
         - name: a file given twice, and a record and a log inline\n  given: {{events: [{{file: ../fixtures/stop.json}}, \
         {{file: ../fixtures/stop.json}}, {inline}, {{Records: [{inline}]}}]}}\n  expect: {{matches: {{stopped: 4}}}}\n\
         - name: patched\n  given: {{events: [{{file: ../fixtures/log.json, patch: {{eventName: DeleteTrail, eventID: null}}}}]}}\n  \
         expect: {{matches: {{stopped: 3}}}}\n\
         - name: an event\n  given: {{events: [{{source: aws.cloudtrail, detail: {{eventName: DeleteTrail, p: 9.5}}}}]}}\n  \
         expect: {{matches: {{stopped: 1, port: 1}}}}\n"
    );
    assert_eq!(outcomes(&tests), ["passed"; 4]);
}

#[test]
fn buses_and_states() {
    let tests = "tests:\n- {name: a, bus: orders, given: {events: [{source: shop}]}, expect: {matches: {orders: 1}}}\n\
                 - {name: b, given: {events: [{source: shop}]}, expect: {matches: {orders: 1, off: 1}}}\n\
                 - {name: c, expect: {matches: {off: 0, stopped: 1}}}\n";
    assert_eq!(
        outcomes(tests),
        [
            "passed",
            "failed expected 1 match of `orders`, got 0\n  it listens to bus `orders`, the events are on \
             `default`\nexpected 1 match of `off`, got 0\n  the rule is disabled",
            "failed expected 1 match of `stopped`, got 0\n  the case has no events",
        ]
    );
}

#[test]
fn differences_are_explained() {
    let tests = "tests:\n- name: a\n  given:\n    events:\n    - {file: ../fixtures/log.json}\n    \
                 - {detail: {EventName: x, p: '10'}, source: aws.cloudtrail}\n    - {l: [{a: 1}, {b: 2}]}\n  \
                 expect: {matches: {stopped: 2, port: 1, either: 1}}\n\
                 - {name: b, given: {events: [{l: [{a: 1}, {b: 2}]}]}, expect: {matches: {pair: 1}}}\n\
                 - {name: c, given: {events: [{file: ../fixtures/stop.json}]}, expect: {matches: {stopped: 0}}}\n";
    let got = outcomes(tests);
    assert_eq!(
        got[0],
        "failed expected 2 matches of `stopped`, got 1\n  \
         rules/../fixtures/log.json[1]: `detail.eventName` is \"GetTrail\", should be \"StopLogging\" or \"DeleteTrail\"\n  \
         rules/r.test.yaml:6: `detail.eventName` should be \"StopLogging\" or \"DeleteTrail\", but the event has \
         `detail.EventName`, which differs in letter case\n\
         expected 1 match of `port`, got 0\n  \
         rules/../fixtures/log.json[0]: `detail.p` should be {\"numeric\":[\">\",9]}, but the event has no value at `detail.p`\n  \
         rules/../fixtures/log.json[1]: `detail.p` should be {\"numeric\":[\">\",9]}, but the event has no value at `detail.p`\n\
         expected 1 match of `either`, got 0\n  \
         rules/../fixtures/log.json[0]: no branch of `$or` holds; nearest: `n` should be 2, but the event has no value at `n`\n  \
         rules/../fixtures/log.json[1]: no branch of `$or` holds; nearest: `n` should be 2, but the event has no value at `n`"
    );
    assert_eq!(
        got[1],
        "failed expected 1 match of `pair`, got 0\n  rules/r.test.yaml:9: every condition holds, but not in the \
         same elements of the event's arrays"
    );
    assert_eq!(
        got[2],
        "failed expected 0 matches of `stopped`, got 1\n  rules/../fixtures/stop.json[0]: it matches"
    );
}

#[test]
fn broken_fixtures_are_errors_with_places() {
    let tests = "tests:\n- {name: a, given: {events: [{file: ../fixtures/bad.json}]}, expect: {matches: {stopped: 0}}}\n\
                 - {name: b, given: {events: [{file: ../fixtures/utf8.json}]}, expect: {matches: {stopped: 0}}}\n\
                 - {name: c, given: {events: [{file: ../fixtures/empty.json}]}, expect: {matches: {stopped: 0}}}\n\
                 - {name: d, given: {events: [{file: ../fixtures/bad.json, patch: {a: 1}}]}, expect: {matches: {stopped: 0}}}\n";
    let got = outcomes(tests);
    assert_eq!(got[0], "error rules/../fixtures/bad.json:3:1: the input ends inside a record");
    assert!(
        got[1].starts_with("error rules/../fixtures/utf8.json:1:1: invalid UTF-8"),
        "{}",
        got[1]
    );
    assert_eq!(
        got[2],
        "error rules/../fixtures/empty.json: there are no events here: the input holds no bytes"
    );
    assert!(got[3].contains("rules/../fixtures/bad.json:2:1: expected a value"), "{}", got[3]);
}

#[test]
fn the_same_answer_every_time() {
    let tests = "tests:\n- {name: a, given: {events: [{file: ../fixtures/log.json}]}, expect: {matches: {stopped: 5}}}\n\
                 - {name: b, given: {events: [{l: {a: 1, b: 2}}]}, expect: {matches: {pair: 1, stopped: 0}}}\n";
    assert_eq!(outcomes(tests), outcomes(tests));
}

/// The reference matcher, which explains, would try every choice of elements.
#[test]
fn long_arrays_take_no_time() {
    let keys = ["a", "b", "c", "d", "e"];
    let list = vec!["{x: 1}"; 80].join(",");
    let event: Vec<_> = keys.iter().map(|k| format!("{k}: [{list}]")).collect();
    let rules = format!(
        "rules: {{r: {{pattern: {{a: {{x: [1]}}, b: {{x: [1]}}, c: {{x: [1]}}, d: {{x: [1]}}, e: {{x: [2]}}}}}}}}\n\
         tests: [{{name: a, given: {{events: [{{{}}}]}}, expect: {{matches: {{r: 1}}}}}}]\n",
        event.join(",")
    );
    let folder = Folder::of(&[("r.yaml", &rules)]);
    let (loaded, bundle) = folder.load();
    let mut coverage = Coverage::new(&bundle);
    let ran = run(&loaded, &bundle, Some(&mut coverage));
    assert!(
        ran[0].result.outcome.messages()[0].contains("`e.x` is 1, 1, 1 and 77 more, should be 2")
    );
    assert_eq!(coverage.totals(), [(0, 1), (0, 5)]);
}

#[test]
fn presence_is_told_in_words() {
    let rules = "rules: {r: {pattern: {a: [{exists: true}], b: [{exists: false}, 2]}}}\n\
                 tests:\n- {name: a, given: {events: [{a: 1, b: 3}, {b: 2}]}, expect: {matches: {r: 1}}}\n";
    assert_eq!(
        Folder::of(&[("r.yaml", rules)]).outcomes(),
        [
            "failed expected 1 match of `r`, got 0\n  r.yaml:3: `b` is 3, should be 2 or absent\n  r.yaml:3: \
          `a` should be present, but the event has no value at `a`"
        ]
    );
}

/// Cases in rule files, and in JSON.
#[test]
fn cases_stand_anywhere() {
    let folder = Folder::of(&[
        (
            "r.yaml",
            "rules: {a: {pattern: {x: [1]}}}\ntests: [{name: t, given: {events: [{x: 1}]}, expect: {matches: {a: 1}}}]",
        ),
        (
            "r.test.json",
            r#"{"tests":[{"name":"u","given":{"events":[{"x":2}]},"expect":{"matches":{"a":0}}}]}"#,
        ),
    ]);
    let ran = folder.run();
    assert_eq!(ran.len(), 2);
    assert!(passed(&ran));
}

/// In a build without plugins, cases that need them say so and the others run.
#[test]
#[cfg(not(feature = "wasm"))]
fn there_are_no_plugins() {
    let tests = "tests:\n- {name: a, expect: {http: []}}\n- {name: b, expect: {invocations: []}}\n";
    let got = outcomes(tests);
    assert!(got[0].starts_with("error this build has no plugins"), "{got:?}");
    assert_eq!(got[1], "passed");
}
