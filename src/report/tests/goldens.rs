//! The forms, word for word.

use super::*;

fn cases() -> Vec<CaseResult> {
    let case = |file: &str, line, name: &str, outcome| CaseResult {
        file: file.into(),
        line,
        name: name.into(),
        outcome,
        seconds: 0.25,
    };
    vec![
        case("a.test.yaml", 3, "root login", Outcome::Passed),
        case(
            "a.test.yaml",
            9,
            "open #1 <group>",
            Outcome::Failed(vec!["matches.x: expected 1, got 0".into(), "a\nb".into()]),
        ),
        case("b.test.yaml", 1, "odd", Outcome::Error(vec!["no such file: `x`".into()])),
    ]
}

fn shown(format: TestFormat, cases: &[CaseResult]) -> String {
    let mut out = Vec::new();
    write(format, cases, Style::default(), &mut out).expect("a Vec takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn text() {
    assert_eq!(
        shown(TestFormat::Text, &cases()),
        "ok root login\nfailed open #1 <group> (a.test.yaml:9)\n    matches.x: expected 1, got 0\n    \
         a\n    b\nerror odd (b.test.yaml:1)\n    no such file: `x`\n\n1 passed, 1 failed, 1 error\n"
    );
    assert_eq!(shown(TestFormat::Text, &[]), "0 passed, 0 failed\n");
}

#[test]
fn json() {
    let value: serde_json::Value =
        serde_json::from_str(&shown(TestFormat::Json, &cases())).expect("JSON");
    assert_eq!(value["schema"], "tripline/1");
    assert_eq!(value["tests"][1]["outcome"], "failed");
    assert_eq!(value["tests"][1]["messages"][1], "a\nb");
    assert_eq!((&value["passed"], &value["errors"]), (&1.into(), &1.into()));
}

#[test]
fn junit() {
    let text = shown(TestFormat::Junit, &cases());
    assert_eq!(crate::report::junit::check(&text), Ok(()));
    assert!(text.contains(
        "<testsuite name=\"a.test.yaml\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"0.500\""
    ));
    assert!(text.contains("<testcase name=\"open #1 &lt;group&gt;\" classname=\"a.test.yaml\""));
}

#[test]
fn tap() {
    assert_eq!(
        shown(TestFormat::Tap, &cases()),
        "TAP version 14\n1..3\nok 1 - root login\nnot ok 2 - open \\#1 <group>\n  ---\n  \
         severity: failed\n  file: \"a.test.yaml\"\n  line: 9\n  messages:\n    \
         - \"matches.x: expected 1, got 0\"\n    - \"a\\nb\"\n  ...\nnot ok 3 - odd\n  ---\n  \
         severity: error\n  file: \"b.test.yaml\"\n  line: 1\n  messages:\n    \
         - \"no such file: `x`\"\n  ...\n"
    );
}
