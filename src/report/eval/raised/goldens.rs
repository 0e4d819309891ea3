//! Alarms and insights in the forms, word for word.

use super::testing::{alarm, effects, rules, shown, summary};
use crate::model::{Effect, RunInfo, Summary};
use crate::report::Style;
use crate::report::eval::Format;
use crate::report::eval::testing::{effects as matches, run_of};
use serde_json::Value;

const REASON: &str = "Threshold Crossed: 1 datapoint [9.0 (01/01/26 00:00:00)]\\u{1b}[2J";
const CALL: &str = "ec2.amazonaws.com RunInstances AccessDenied in eu-west-1 of 111122223333";

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn ndjson_lines_have_their_keys_in_order() {
    let text = shown(Format::Ndjson, &effects());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 12);
    let reason = REASON.replace("\\u{1b}", "\\u001b");
    assert_eq!(
        lines[3],
        format!(
            "{{\"kind\":\"alarm\",\"alarm\":\"cpu\",\"from\":\"OK\",\"to\":\"ALARM\",\
             \"reason\":\"{reason}\",\"time\":\"2026-01-01T00:05:00Z\",\"severity\":\"high\",\
             \"event\":{{\"id\":\"e-5\",\"n\":1.50}}}}"
        )
    );
    assert!(lines[2].contains("00:02:00Z\",\"event\":{"), "no severity: {}", lines[2]);
    assert!(lines[5].contains("Z\",\"rule\":\"disk\",\"severity\":\"medium\",\"event\":{"));
    assert!(lines[9].contains("\"high\",\"suppressed-by\":\"WaitPeriod\",\"event\":{"));
    assert_eq!(
        lines[4],
        "{\"kind\":\"insight\",\"baseline\":\"calls\",\"state\":\"Start\",\
         \"event-source\":\"ec2.amazonaws.com\",\"event-name\":\"RunInstances\",\
         \"time\":\"2026-01-01T00:06:00Z\",\"reason\":\"12.5 calls a minute\",\
         \"insight-type\":\"ApiErrorRateInsight\",\"error-code\":\"AccessDenied\",\
         \"account\":\"111122223333\",\"region\":\"eu-west-1\",\"baseline-average\":0.25,\
         \"insight-average\":12.5,\"shared-event-id\":\"s-1\",\"severity\":\"low\",\
         \"event\":{\"id\":\"e-6\",\"n\":1.50}}"
    );
    assert!(lines[11].contains("\"datapoints\":1440,"), "{}", lines[11]);
    assert!(lines[11].contains("\"alarms\":7,\"insights\":1,"), "{}", lines[11]);
    let json = parse(&shown(Format::Json, &effects()));
    for (at, line) in lines[1..11].iter().enumerate() {
        assert_eq!(json["effects"][at], parse(line));
    }
    assert_eq!(json["rules"][0]["rule"], "cpu");
    assert_eq!(json["rules"][0]["changes"], 4);
    assert_eq!(json["rules"][3]["insights"], 2);
}

#[test]
fn text_has_findings_with_their_ends_and_courses() {
    let expected = [
        "high cpu: The title of cpu (2 alarms)\n",
        &format!("  2026-01-01T00:05:00Z  OK -> ALARM  {REASON} (until 2026-01-01T00:10:00Z)\n"),
        &format!(
            "  2026-01-01T00:12:00Z  OK -> ALARM  {REASON} (actions suppressed by WaitPeriod)\n"
        ),
        "  fix: Start it again.\n\nmedium disk: The title of disk (1 alarm)\n",
        &format!("  2026-01-01T00:07:00Z  INSUFFICIENT_DATA -> ALARM  disk {{|i-1}}: {REASON}\n"),
        "  fix: Start it again.\n\nlow calls: The title of calls (1 insight)\n",
        &format!("  2026-01-01T00:06:00Z  Start  {CALL}: 12.5 calls a minute "),
        "(until 2026-01-01T00:20:00Z)\n  fix: Start it again.\n\n",
        "alarms: disk {|i-2} ALARM -> OK, helper INSUFFICIENT_DATA -> ALARM -> OK\n\n",
        "4 findings (2 high, 1 medium, 1 low; 3 alarms, 1 insight) from 3 of 8 rules in 1,440 \
         datapoints, 1 input, 3.6 MB in 0.02 s\n",
        "7 changes of alarms' states\n1 insight started\n",
    ];
    assert_eq!(shown(Format::Text, &effects()), expected.concat());
    let mut all = matches();
    all.extend(effects());
    let both = shown(Format::Text, &all);
    assert!(
        both.contains("(12 critical, 2 high, 1 medium, 2 low; 13 matches, 3 alarms, 1 insight)")
    );
}

#[test]
fn memory_is_bounded() {
    let of = |n: u32, states| {
        let raised = alarm(5, &format!("disk {n}"), 7, states);
        Effect::Raised(Box::new(raised))
    };
    let mut all: Vec<Effect> = (0..500).map(|n| of(n, ("OK", "ALARM"))).collect();
    all.extend((0..500).map(|n| of(n, ("ALARM", "OK"))));
    let text = shown(Format::Text, &all);
    assert!(text.contains("(500 alarms)\n") && text.contains("  ... and 490 more\n"), "{text}");
    assert!(!text.contains("alarms: "), "what follows a finding is no news: {text}");
    let quiet: Vec<Effect> = (0..500).map(|n| of(n, ("ALARM", "OK"))).collect();
    let text = shown(Format::Text, &quiet);
    assert!(text.contains("disk 99 ALARM -> OK, and 400 changes of others\n"), "{text}");
}

#[test]
fn markdown_has_rows_and_lists() {
    let text = shown(Format::Markdown, &effects());
    for part in [
        "| high | `cpu`<br>The title of cpu | 2 | `2026-01-01T00:05:00Z OK -> ALARM: Threshold",
        "| medium | `disk`<br>The title of disk | 1 | `2026-01-01T00:07:00Z INSUFFICIENT_DATA -> \
         ALARM: disk {\\|i-1}: Threshold",
        &format!("| 1 | `2026-01-01T00:06:00Z Start: {CALL}: 12.5 calls a minute (until 2026"),
        "**Alarms: 2**\n\n- `disk {\\|i-2} ALARM -> OK`\n- `helper INSUFFICIENT_DATA -> ALARM",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn junit_has_a_suite_of_alarms_and_one_of_baselines() {
    let text = shown(Format::Junit, &effects());
    assert_eq!(crate::report::junit::check(&text), Ok(()));
    for part in [
        "<testsuite name=\"alarms\" tests=\"2\" failures=\"2\" errors=\"0\" skipped=\"0\">",
        "<testcase name=\"cpu\" classname=\"alarms\" file=\"rules/a.yaml\" line=\"2\">\n      \
         <failure type=\"failure\" message=\"high: The title of cpu (2 alarms)\">2026-01-01T00:05:00Z \
         OK -&gt; ALARM: Threshold Crossed",
        "<testsuite name=\"baselines\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\">",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let quiet = [Effect::Raised(Box::new(alarm(4, "cpu", 1, ("INSUFFICIENT_DATA", "OK"))))];
    let text = shown(Format::Junit, &quiet);
    for part in [
        "<testsuite name=\"alarms\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\">",
        "<testcase name=\"cpu\" classname=\"alarms\" file=\"rules/a.yaml\" line=\"2\"/>",
        "<skipped message=\"the alarm&apos;s state never changed\"/>",
        "<testcase name=\"calls\" classname=\"baselines\" file=\"rules/a.yaml\" line=\"2\"/>",
    ] {
        assert!(text.contains(&part.replace("&apos;", "'")), "{part}\n{text}");
    }
}

#[test]
fn findings_stand_at_the_line_of_their_rule() {
    let log = parse(&shown(Format::Sarif, &effects()));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let said = |at: usize| (&results[at]["ruleId"], &results[at]["level"]);
    assert_eq!(results.len(), 4);
    assert_eq!(said(0), (&Value::from("cpu"), &Value::from("error")));
    assert_eq!(said(1), (&Value::from("calls"), &Value::from("note")));
    assert_eq!(
        results[0]["message"]["text"],
        format!("The title of cpu: OK -> ALARM at 2026-01-01T00:05:00Z: {REASON}")
    );
    for result in results {
        let index = result["ruleIndex"].as_u64().map_or(0, |n| n as usize);
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "rules/a.yaml");
        assert_eq!(place["region"]["startLine"], 2);
    }
    assert_eq!(results[1]["locations"][0]["logicalLocations"][0]["name"], CALL);
    assert_eq!(results[1]["properties"]["shared-event-id"], "s-1");
    let known = |at: usize| &results[at]["partialFingerprints"]["tripline/v1"];
    assert_eq!(known(0), known(3), "an alarm is the same finding when it goes off again");
    assert_ne!(known(0), known(2));
    let text = shown(Format::Github, &effects());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        lines[0],
        format!(
            "::error file=rules/a.yaml,line=2,title=cpu (high)::The title of cpu: OK -> ALARM at \
             2026-01-01T00:05:00Z: {REASON}%0Afix: Start it again."
        )
    );
}

#[test]
fn rules_of_packs_are_annotated_without_a_file() {
    let info = rules();
    let mut all = info.rules.to_vec();
    all[4].file = "pack:aws-service-alarms/ec2.yaml".into();
    let info = RunInfo { rules: all.into(), ..info };
    let text = run_of(&info, Format::Github, &effects(), &summary(), Style::default());
    assert!(text.starts_with("::error title=cpu (high)::The title of cpu: OK"), "{text}");
}

#[test]
fn csv_has_a_row_for_every_change() {
    let text = shown(Format::Csv, &effects());
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 11);
    assert_eq!(
        lines[3].replace('\u{1b}', "\\u{1b}"),
        format!("alarm,cpu,high,,2026-01-01T00:05:00Z,,,,,,cpu,,,,,,{REASON},,,,,OK,ALARM,,,,")
    );
    assert_eq!(
        lines[4],
        "insight,calls,low,,2026-01-01T00:06:00Z,,,,,ec2.amazonaws.com,RunInstances,,,\
         111122223333,eu-west-1,AccessDenied,12.5 calls a minute,,,,,,Start,,,,"
    );
    for line in lines {
        assert_eq!(line.matches(',').count(), 26, "{line}");
    }
}

#[test]
fn a_run_without_alarms_says_nothing_of_them() {
    let none = Summary { datapoints: 0, alarms: 0, insights: 0, ..summary() };
    let text = run_of(&rules(), Format::Text, &[], &none, Style::default());
    assert_eq!(text, "no findings from 8 rules in 0 events, 1 input, 3.6 MB in 0.02 s\n");
}
