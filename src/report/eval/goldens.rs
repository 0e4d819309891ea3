//! The forms, word for word.

use super::testing::{effects, run, shown, summary};
use super::*;
use crate::model::{Planned, PlannedError};
use serde_json::Value;

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn ndjson_lines_have_their_keys_in_order() {
    let text = shown(Format::Ndjson);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 17);
    assert!(lines[0].starts_with("{\"kind\":\"run\",\"schema\":\"tripline/1\",\"version\":\""));
    assert_eq!(
        lines[1],
        "{\"kind\":\"match\",\"rule\":\"b-low\",\"severity\":\"low\",\"event-id\":null,\
         \"input\":\"logs/x y.json\",\"index\":4,\"time\":null,\"line\":17,\"column\":3}"
    );
    assert!(lines[2].starts_with(
        "{\"kind\":\"match\",\"rule\":\"route\",\"severity\":null,\"event-id\":\"e-0\","
    ));
    assert_eq!(
        lines[15],
        "{\"kind\":\"error\",\"input\":\"logs/bad.json\",\"index\":2,\"line\":3,\"column\":9,\
         \"offset\":50,\"message\":\"a comma is missing \\u0001<&\\\"\",\"fault\":\"record\"}"
    );
    assert_eq!(
        lines[16],
        "{\"kind\":\"summary\",\"rules\":4,\"inputs\":2,\"events\":2900,\"items\":0,\
         \"datapoints\":0,\"bytes\":3600000,\"matches\":14,\"alarms\":0,\"insights\":0,\"findings\":13,\"failing\":13,\"known\":0,\
         \"errors\":1,\"duplicates\":2,\"withheld\":0,\"compliance\":{\"compliant\":0,\
         \"non-compliant\":0,\"not-applicable\":0,\"insufficient-data\":0,\"error\":0,\"waived\":0},\
         \"carried\":0,\"mean-seconds-to-repair\":null}"
    );
}

#[test]
fn invocations_are_listed_where_programs_read() {
    let planned = |target: &str, json, input| {
        let (rule, target) = (crate::base::ids::RuleId::new(2), target.into());
        Effect::Invocation(Planned { rule, entry: 0, target, sent: None, json, input })
    };
    let error = PlannedError { code: "NO_VALUE", message: "no \"x\"".to_owned() };
    let all = [
        planned("hook", true, Ok("{\"a\":\n 1.50}\r\n".into())),
        planned("chat", false, Ok("\"one\"\n\"two\"".into())),
        planned("hook", true, Err(Box::new(error))),
    ];
    let shown = |format| run(format, &all, &Summary::default(), Style::default());
    let ndjson = shown(Format::Ndjson);
    let lines: Vec<&str> = ndjson.lines().collect();
    let want = [
        r#"{"kind":"invocation","rule":"route","target":"hook","input":{"a": 1.50}}"#,
        r#"{"kind":"invocation","rule":"route","target":"chat","input":"\"one\"\n\"two\""}"#,
        r#"{"kind":"invocation","rule":"route","target":"hook","error":{"code":"NO_VALUE","message":"no \"x\""}}"#,
    ];
    assert_eq!(lines[1..4], want);
    let json = parse(&shown(Format::Json));
    for (at, line) in want.into_iter().enumerate() {
        assert_eq!(json["effects"][at], parse(line));
    }
    let words = "targets not invoked: chat (1), hook (2, 1 without input)";
    for format in [Format::Text, Format::Markdown] {
        assert!(shown(format).contains(words), "{}", shown(format));
    }
    for format in [Format::Csv, Format::Github, Format::Sarif, Format::Junit] {
        let none = run(format, &[], &Summary::default(), Style::default());
        assert_eq!(shown(format), none);
    }
}

#[test]
fn json_is_one_document() {
    let value = parse(&shown(Format::Json));
    assert_eq!(value["schema"], "tripline/1");
    assert_eq!(value["effects"].as_array().map(Vec::len), Some(15));
    assert_eq!(value["effects"][0]["subject"]["error"], "AccessDenied");
    assert_eq!(value["rules"].as_array().map(Vec::len), Some(3));
    assert_eq!(value["rules"][2]["matches"], 12);
    assert_eq!(value["summary"]["findings"], 13);
    let empty = parse(&run(Format::Json, &[], &Summary::default(), Style::default()));
    assert_eq!(empty["effects"], Value::from(Vec::<Value>::new()));
}

#[test]
fn text_is_grouped() {
    let text = shown(Format::Text);
    let sample = "  2023-07-10T12:05:00Z  StopLogging by arn:aws:iam::111122223333:user/a|b from \
                  203.0.113.5 in us-east-1  (logs/x y.json:17)\n";
    let expected = format!(
        "critical a-critical: The title of a-critical (12 matches)\n{}  ... and 2 more\n  \
         fix: Start it again.\n\n\
         low b-low: The title of b-low (1 match)\n  no time  StopLogging by \
         arn:aws:iam::111122223333:user/a|b from 203.0.113.5 in us-east-1 (failed: AccessDenied)  \
         (logs/x y.json:17)\n  fix: Start it again.\n\n\
         routed: route (1)\n\n\
         error: logs/bad.json:3:9: event 2: a comma is missing \\u{{1}}<&\"\n\n\
         13 findings (12 critical, 1 low) from 2 of 4 rules in 2,900 events, 2 inputs, 3.6 MB in \
         0.02 s\n1 error\n2 records delivered twice, counted once\n",
        sample.repeat(10)
    );
    assert_eq!(text, expected);
    let style = Style { colour: true, width: 80 };
    let colours = run(Format::Text, &effects(), &summary(), style);
    assert!(colours.starts_with("\u{1b}[1m\u{1b}[31mcritical\u{1b}[0m \u{1b}[1ma-critical"));
    let none = run(Format::Text, &[], &Summary::default(), Style::default());
    assert_eq!(none, "no findings from 0 rules in 0 events, 0 inputs, 0 B in 0.000 s\n");
}

#[test]
fn sarif_has_what_code_scanning_needs() {
    let text = shown(Format::Sarif);
    let value = parse(&text);
    assert!(value["$schema"].as_str().is_some_and(|s| s.contains("sarif-2.1.0")));
    assert_eq!(value["version"], "2.1.0");
    let run = &value["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let ids: Vec<&str> = rules.iter().filter_map(|r| r["id"].as_str()).collect();
    assert_eq!(ids, ["quiet", "b-low", "a-critical"]);
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[key]["text"].as_str().is_some_and(|t| !t.is_empty()), "{key}");
        }
        assert_eq!(rule["helpUri"], "https://example.com/a");
    }
    assert_eq!(rules[2]["properties"]["security-severity"], "9.5");
    assert_eq!(rules[2]["properties"]["tags"][0], "security");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 13);
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().map_or(0, |n| n as usize)];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "logs/x%20y.json");
        assert_eq!(place["region"]["startLine"], 17);
        assert_eq!(result["partialFingerprints"]["tripline/v1"].as_str().map(str::len), Some(36));
    }
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().map(Vec::len), Some(1));
    let clean =
        parse(&super::testing::run(Format::Sarif, &[], &Summary::default(), Style::default()));
    assert_eq!(clean["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn junit_is_well_formed() {
    let text = shown(Format::Junit);
    assert_eq!(crate::report::junit::check(&text), Ok(()));
    assert!(
        text.contains("<testsuites name=\"tripline\" tests=\"15\" failures=\"13\" errors=\"1\">")
    );
    assert!(
        text.contains("<testsuite name=\"quiet\" tests=\"1\" failures=\"0\" errors=\"0\" skipped")
    );
    assert!(text.contains("<testcase name=\"no findings\" classname=\"quiet\"/>"));
    assert!(text.contains("message=\"a comma is missing \u{FFFD}&lt;&amp;&quot;\""));
    let many: Vec<Effect> = effects().into_iter().cycle().take(15 * 20).collect();
    let capped = run(Format::Junit, &many, &summary(), Style::default());
    assert!(capped.contains("<testcase name=\"and 140 more findings\" classname=\"a-critical\">"));
}

#[test]
fn github_annotates_findings_and_faults() {
    let text = shown(Format::Github);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 14);
    assert_eq!(
        lines[0],
        "::notice file=logs/x y.json,line=17,col=3,title=b-low (low)::The title of b-low: \
         StopLogging by arn:aws:iam::111122223333:user/a|b from 203.0.113.5 in us-east-1 (failed: \
         AccessDenied)%0Afix: Start it again."
    );
    assert!(
        lines[13].starts_with("::error file=logs/bad.json,line=3,col=9,title=tripline::a comma")
    );
}

#[test]
fn csv_follows_rfc_4180() {
    let mut all = effects();
    if let Effect::Match(first) = &mut all[0] {
        first.subject.who = Some("=cmd|' /C calc'!A0,\"".into());
    }
    let text = run(Format::Csv, &all, &summary(), Style::default());
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 16);
    assert_eq!(
        lines[1],
        "match,b-low,low,,,logs/x y.json,4,17,3,aws.cloudtrail,StopLogging,\
         \"'=cmd|' /C calc'!A0,\"\"\",203.0.113.5,111122223333,us-east-1,AccessDenied,\
         The title of b-low,,,,,,,,,,"
    );
    assert_eq!(
        lines[15],
        "error,,,,,logs/bad.json,2,3,9,,,,,,,,\"a comma is missing \u{1}<&\"\"\",,,,,,,,,,"
    );
    for line in [lines[0], lines[2]] {
        assert_eq!(line.split(',').count(), 27);
    }
    assert_eq!(lines[15].matches(',').count(), 26);
}

#[test]
fn markdown_is_a_table() {
    let text = shown(Format::Markdown);
    assert!(text.starts_with("### tripline\n\n13 findings (12 critical, 1 low) from 2 of 4 rules"));
    assert!(text.contains("| severity | rule | findings | examples |\n|---|---|---:|---|\n"));
    assert!(text.contains(
        "| low | `b-low`<br>The title of b-low | 1 | `StopLogging by \
         arn:aws:iam::111122223333:user/a\\|b from 203.0.113.5 in us-east-1 (failed: \
         AccessDenied)` `logs/x y.json:17` |\n"
    ));
    assert!(text.contains("**Errors: 1**\n\n- `logs/bad.json:3:9: event 2: a comma"));
}

#[test]
fn errors_of_the_output_come_back() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for (word, format) in Format::WORDS {
        assert_eq!(Format::parse(word), Some(*format));
        let mut report = open(*format, Box::new(Closed), Style::default());
        let ran = report
            .begin(&super::testing::info())
            .and_then(|()| effects().iter().try_for_each(|e| report.effect(e)))
            .and_then(|()| report.end(&summary()));
        assert_eq!(ran.map_err(|e| e.kind()), Err(io::ErrorKind::BrokenPipe), "{word}");
    }
}
