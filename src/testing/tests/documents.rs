//! Documents of cases, and what is wrong with them.

use super::Folder;
use crate::base::diag::Diags;
use crate::testing::{GivenKind, read};

const RULES: &str = "rules:\n  stopped: {pattern: {a: [1]}}\ntargets: {hook: {plugin: log}}\n";

/// Code, line and message of every problem of the cases in `tests`.
fn problems(tests: &str) -> Vec<String> {
    let files = [("r.yaml", RULES), ("r.test.yaml", tests), ("fixtures/e.json", "{\"a\":1}")];
    let folder = Folder::of(&files);
    let prefix = format!("{}/", folder.path("").display()).replace("//", "/");
    let (loaded, bundle) = folder.load();
    let mut all = Diags::default();
    read(&loaded, &bundle).iter().for_each(|case| all.extend(case.diags.clone()));
    let show = |d: &crate::base::diag::Diag| {
        let span = d.span.expect("a place");
        let at = loaded.sources.position(span.source, span.start);
        let label = if d.label.starts_with("did") { &*d.label } else { "" };
        let words = format!("{} {}:{} {} {label}", d.code.name(), at.line, at.column, d.message);
        words.trim_end().replace(&prefix, "")
    };
    all.into_sorted().iter().map(show).collect()
}

#[test]
fn a_whole_case() {
    let tests = "tests:\n- name: n\n  now: 2026-01-01T00:00:00Z\n  bus: default\n  given:\n    events:\n    \
                 - {file: fixtures/e.json, patch: {a: 2}}\n    - {a: 1.10}\n  expect:\n    \
                 matches: {stopped: 2}\n    invocations: [{target: hook, rule: stopped, input: x}]\n";
    assert_eq!(problems(tests), Vec::<String>::new());
    let files = [("r.yaml", RULES), ("s.test.yaml", tests), ("fixtures/e.json", "{\"a\":1}")];
    let folder = Folder::of(&files);
    let (loaded, bundle) = folder.load();
    let cases = read(&loaded, &bundle);
    let case = &cases[0];
    assert_eq!((&*case.name, case.line, &*case.bus), ("n", 2, "default"));
    assert!(case.file.ends_with("s.test.yaml") && case.now.is_some());
    assert!(matches!(&case.given[0].kind, GivenKind::File { patch: Some(_), .. }));
    assert!(matches!(&case.given[1].kind, GivenKind::Inline(text) if text == "{\"a\":1.10}"));
    assert_eq!(case.expect.matches[0].count, 2);
    assert_eq!(case.expect.invocations.as_ref().map(Vec::len), Some(1));
}

#[test]
fn keys_and_values_are_checked() {
    let got = problems(
        "tests:\n- 5\n- {nam: a, expect: {}}\n- {name: b, now: today, bus: defualt, expect: {match: {}}}\n\
         - {name: c, given: {event: []}}\n- {name: '', given: {events: {}}, expect: {matches: 5}}\n\
         - {name: d, given: {events: [fixtures/e.json, {a: .nan}]}, expect: {matches: {stopped: -1}}}\n\
         - {name: e, expect: {matches: {stopped: one}, invocations: {}}}\n",
    );
    assert_eq!(
        got,
        [
            "TL110 2:3 a test case is a map",
            "TL204 3:3 a test case needs the key `name`",
            "TL202 3:4 unknown key `nam` did you mean `name`?",
            "TL501 3:20 the case expects nothing, so it cannot fail",
            "TL209 4:18 `today` is not a time",
            "TL501 4:30 no bus is called `defualt` did you mean `default`?",
            "TL202 4:48 unknown key `match`",
            "TL204 5:3 a test case needs the key `expect`",
            "TL202 5:21 unknown key `event` did you mean `events`?",
            "TL209 6:10 the name of a case is not empty",
            "TL110 6:30 `events` takes a list of events and of maps with the key `file`",
            "TL110 6:53 `matches` takes a map from rules to numbers",
            "TL110 7:30 an event of a case is a map",
            "TL307 7:51 `.nan` is not a number that JSON can write",
            "TL209 7:88 `stopped` takes a whole number from 0 to 1000000000",
            "TL110 8:41 `stopped` takes a whole number",
            "TL110 8:60 `invocations` takes a list of maps with the key `target`",
        ]
    );
}

#[test]
fn names_lead_somewhere() {
    let got = problems(
        "tests:\n- name: a\n  given: {events: [{file: fixtures/f.json}, {file: fixtures}, {fiel: x}]}\n  \
         expect:\n    matches: {stoped: 1, other-one: 1}\n    invocations: [{target: hok}, {target: hook, \
         rule: x}, {tagret: hook}]\n",
    );
    assert_eq!(
        got,
        [
            "TL501 3:27 there is no file `fixtures/f.json`",
            "TL501 3:52 `fixtures` is a folder",
            "TL204 3:63 a fixture needs the key `file`",
            "TL202 3:64 unknown key `fiel` did you mean `file`?",
            "TL501 5:15 no rule is called `stoped` did you mean `stopped`?",
            "TL501 5:26 no rule is called `other-one`",
            "TL501 6:28 no target is called `hok` did you mean `hook`?",
            "TL501 6:55 no rule is called `x`",
            "TL204 6:59 an expected invocation needs the key `target`",
            "TL202 6:60 unknown key `tagret` did you mean `target`?",
        ]
    );
}

#[test]
fn fixtures_and_their_patches_are_checked() {
    let got = problems(
        "tests:\n- name: a\n  given: {events: [{file: 5}, {file: fixtures/e.json, patch: [1]}, \
         {file: fixtures/e.json, pach: {}}, {file: fixtures/e.json, patch: {a: 0x1F}}]}\n  \
         expect: {matches: {stopped: 0}}\n",
    );
    assert_eq!(
        got,
        [
            "TL110 3:27 `file` takes a string",
            "TL110 3:62 `patch` takes a map",
            "TL202 3:92 unknown key `pach` did you mean `patch`?",
            "TL307 3:138 `0x1F` is not a number that JSON can write",
        ]
    );
}

#[test]
fn names_are_unique_in_a_file() {
    let case = "{name: a, expect: {matches: {stopped: 0}}}";
    let got = problems(&format!("tests:\n- {case}\n- {case}\n"));
    assert_eq!(got, ["TL206 3:10 two cases of this file are called `a`"]);
    let tests = format!("tests: [{case}]\n");
    let folder = Folder::of(&[("r.yaml", RULES), ("a.test.yaml", &tests), ("b.test.yaml", &tests)]);
    assert_eq!(folder.outcomes(), ["passed", "passed"]);
}

#[test]
fn what_alarms_are_given_and_should_do_is_checked() {
    let got = problems(
        "alarms: {a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 1'},\n  \
         e: {metric: {namespace: N, name: x}, for-each: [I], period: 1m, threshold: '> 1'}}\ntests:\n\
         - {name: a, given: {metrics: [{series: x, interval: 1m, values: 1}, 5], logs: [5]}, expect: {alarm: {}}}\n\
         - {name: b, given: {metrics: [{series: N/x, interval: 0s, values: '1 2 y'}]}, expect: {alarm: {b: OK, e: OK, 'a[1]': OK, a: Ok}}}\n\
         - {name: c, expect: {events: [1]}}\n",
    );
    assert_eq!(
        got,
        [
            "TL209 4:40 a series is written as `Namespace/Name{Dimension=Value,...}`",
            "TL110 4:69 a metric of a case is a map",
            "TL110 4:80 a log of a case is a map",
            "TL209 5:55 `interval` takes a duration from 1s to 7d",
            "TL209 5:72 `y` is no value such as 5, _, 5x3 or 5+1x2",
            "TL501 5:96 no alarm is called `b` did you mean `a`?",
            "TL501 5:103 `e` is made once for each series of data",
            "TL501 5:110 `a` is one alarm, not made for each series of data",
            "TL209 5:125 `Ok` is no state, did you mean `OK`?; states are OK, ALARM and INSUFFICIENT_DATA, each with a number as in `OK x3`",
            "TL110 6:31 `events` takes maps only",
        ]
    );
}

#[test]
fn a_case_with_problems_is_an_error_and_the_others_run() {
    let tests = "tests:\n- {name: a, expect: {matches: {stoped: 1}}}\n\
                 - {name: b, given: {events: [{a: 1}]}, expect: {matches: {stopped: 1}}}\n";
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", tests)]);
    assert_eq!(
        folder.outcomes(),
        ["error line 2: no rule is called `stoped`; did you mean `stopped`?", "passed"]
    );
}

#[test]
fn what_plugins_find_and_do_is_checked() {
    let got = problems(
        "tests:\n- name: a\n  given:\n    http: [{}, {response: {status: 99}, error: timeout}, {response: {status: 99}, tims: 1}, \
         {error: timout}, {request: {uri: x}, error: timeout}]\n    secrets: {a: 1}\n    state: {hok: {}, hook: {k: 1}}\n  \
         expect:\n    http: [{target: hok}, {bdy: 1}]\n    files: {a: 1, b: {contain: x}}\n    \
         puts: [{bus: defalt}, 1]\n    invocations: [{target: hook, outcome: lost, attempts: x, output: .inf}]\n\
         - {name: b, given: {secrets: {a: b}}, expect: {invocations: []}}\n",
    );
    assert_eq!(
        got,
        [
            "TL209 4:12 an answer has either `response` or `error`",
            "TL209 4:16 an answer has either `response` or `error`",
            "TL209 4:78 `status` takes a whole number from 100 to 599",
            "TL202 4:83 unknown key `tims` did you mean `times`?",
            "TL209 4:101 unknown word `timout` for `error` did you mean `timeout`?",
            "TL202 4:121 unknown key `uri` did you mean `url`?",
            "TL110 5:18 `a` takes a string",
            "TL501 6:13 no target is called `hok` did you mean `hook`?",
            "TL110 6:32 `k` takes a string",
            "TL501 8:21 no target is called `hok` did you mean `hook`?",
            "TL202 8:28 unknown key `bdy` did you mean `body`?",
            "TL110 9:16 `a` takes a string",
            "TL204 9:22 an expected file needs the key `contains`",
            "TL202 9:23 unknown key `contain` did you mean `contains`?",
            "TL501 10:18 no bus is called `defalt` did you mean `default`?",
            "TL110 10:27 an expected event is a map",
            "TL209 11:43 unknown word `lost` for `outcome`",
            "TL110 11:59 `attempts` takes a whole number",
            "TL307 11:70 `.inf` is not a number that JSON can write",
            "TL501 12:30 nothing is expected of plugins, so they do not run and do not see this",
        ]
    );
}
