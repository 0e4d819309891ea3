//! The commands as a user types them: outputs, exit codes, bad input.

use crate::program::{Folder, Ran};

const RULES: &str = r#"
rules:
  root-login:
    title: Root signed in
    severity: critical
    pattern: { detail-type: [AWS Console Sign In via CloudTrail], detail: { userIdentity: { type: [Root] } } }
  reads:
    severity: info
    pattern: { detail: { eventName: [ { prefix: List } ] } }
  routes:
    pattern: { source: [my.app] }
  off:
    severity: high
    state: disabled
    pattern: { source: [ { exists: true } ] }
"#;

fn record(name: &str, id: u32, more: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.09","userIdentity":{{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/a"}},"eventTime":"2026-01-01T00:00:0{}Z","eventSource":"iam.amazonaws.com","eventName":"{name}","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.1","eventID":"00000000-0000-4000-8000-{id:012}","eventType":"AwsApiCall","eventCategory":"Management","readOnly":true,"recipientAccountId":"111122223333"{more}}}"#,
        id % 10
    )
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("rules/rules.yaml", RULES);
    folder
}

fn eval(folder: &Folder, args: &[&str]) -> Ran {
    let mut all = vec!["eval", "--format", "ndjson", "--threads", "2"];
    all.extend_from_slice(args);
    folder.run(&all)
}

#[test]
fn eval_prints_matches_in_the_fixed_form() {
    let folder = folder();
    folder.file("log.json", format!("{{\"Records\":[{}]}}", record("ListUsers", 1, "")));
    let ran = eval(&folder, &["log.json", "--fail-on", "info"]).code(1);
    let line = ran.out.lines().nth(1).unwrap();
    let start = r#"{"kind":"match","rule":"reads","severity":"info","event-id":"00000000-0000-4000-8000-000000000001","input":"log.json","index":0,"time":"2026-01-01T00:00:01Z""#;
    assert!(line.starts_with(start), "{line}");
    assert!(ran.out.lines().next().unwrap().starts_with(r#"{"kind":"run","schema":"tripline/1""#));
    assert_eq!(ran.lines("match").len(), 1, "a disabled rule does not fire");
    // `info` is below the default of --fail-on.
    eval(&folder, &["log.json"]).code(0);
    eval(&folder, &["log.json", "--fail-on", "never"]).code(0);
}

#[test]
fn the_gate_withholds_what_aws_withholds() {
    let folder = folder();
    folder.file(
        "rules/all.yaml",
        "rules:\n  all-reads:\n    severity: info\n    state: enabled-with-all-cloudtrail-management-events\n    pattern: { detail: { eventName: [ListUsers] } }\n",
    );
    folder.file("log.json", format!("{{\"Records\":[{}]}}", record("ListUsers", 1, "")));
    let off = eval(&folder, &["log.json"]).code(0);
    assert_eq!(off.lines("match").len(), 2);
    assert!(off.err.contains("AWS would have withheld 1 "), "{}", off.err);
    let aws = eval(&folder, &["log.json", "--cloudtrail-gate", "aws"]).code(0);
    let rules: Vec<_> = aws.lines("match").iter().map(|m| m["rule"].clone()).collect();
    assert_eq!(rules, ["all-reads"]);
}

#[test]
fn records_delivered_twice_count_once() {
    let folder = folder();
    let record = record("ListUsers", 1, "");
    folder.file("a.json", format!("{{\"Records\":[{record},{record}]}}"));
    folder.file("b.ndjson", &record);
    let ran = eval(&folder, &["a.json", "b.ndjson"]).code(0);
    assert_eq!(ran.lines("match").len(), 1);
    assert!(ran.err.contains("2 records were delivered twice"), "{}", ran.err);
    assert_eq!(ran.lines("summary")[0]["events"], 1);
}

#[test]
fn broken_records_are_told_and_the_rest_goes_on() {
    let folder = folder();
    let (a, b) = (record("ListUsers", 1, ""), record("ListRoles", 2, ""));
    folder.file(
        "log.json",
        format!("{{\"Records\":[{a},{{\"eventVersion\":\"1.0\",\"x\":tru}},{b}]}}"),
    );
    let ran = eval(&folder, &["log.json"]).code(3);
    assert_eq!(ran.lines("match").len(), 2);
    let errors = ran.lines("error");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["index"], 1);
    assert_eq!(errors[0]["input"], "log.json");
    folder.file("lines.ndjson", format!("{a}\n{{\"eventVersion\":\"1.0\",\ngarbage\n{b}\n"));
    let ran = eval(&folder, &["lines.ndjson"]).code(3);
    assert_eq!(ran.lines("match").len(), 2);
    folder.file("cut.json", format!("{{\"Records\":[{a},{}", &b[..40]));
    let ran = eval(&folder, &["cut.json"]).code(3);
    assert_eq!(ran.lines("match").len(), 1);
    let ran = eval(&folder, &["no-such-file.json", "lines.ndjson"]).code(3);
    assert_eq!(ran.lines("match").len(), 2, "an unreadable input does not stop the others");
}

#[test]
fn events_that_are_no_json_are_refused_with_their_place() {
    let folder = folder();
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(1001), "]".repeat(1001));
    for (bad, words) in [
        ("{\"source\":\"my.app\",\"n\":NaN}", "expected a value"),
        ("{\"source\":\"my.app\",\"n\":01}", "leading zero"),
        (deep.as_str(), "deep"),
        ("{\"source\":\"a\u{1}b\"}", "control character"),
        ("{\"source\":\"\\x\"}", "escape"),
    ] {
        folder.file("e.ndjson", format!("{bad}\n{{\"source\":\"my.app\"}}\n"));
        let ran = eval(&folder, &["e.ndjson"]).code(3);
        assert_eq!(ran.lines("match").len(), 1, "{bad}");
        assert_eq!(ran.lines("match")[0]["index"], 1);
        let error = &ran.lines("error")[0];
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    folder.file("e.ndjson", b"{\"source\":\"\xff\"}\n{\"source\":\"my.app\"}\n");
    assert_eq!(eval(&folder, &["e.ndjson"]).code(3).lines("match").len(), 1);
    folder.file("e.ndjson", format!("{{\"source\":\"my.app\",\"n\":{}}}\n", "9".repeat(400)));
    assert_eq!(eval(&folder, &["e.ndjson"]).code(0).lines("match").len(), 1);
    let big = format!("{{\"source\":\"my.app\",\"x\":\"{}\"}}\n", "y".repeat(3000));
    folder.file("e.ndjson", format!("{big}{{\"source\":\"my.app\"}}\n"));
    let ran = eval(&folder, &["e.ndjson", "--max-event-size", "1KiB"]).code(3);
    assert_eq!(ran.lines("match").len(), 1);
}

#[test]
fn output_does_not_depend_on_threads() {
    let folder = folder();
    let records: Vec<String> = (0..5000).map(|i| record("ListUsers", i, "")).collect();
    folder.file("log.json", format!("{{\"Records\":[{}]}}", records.join(",")));
    let one = folder.run(&["eval", "--format", "ndjson", "--threads", "1", "log.json"]).code(0);
    let many = folder.run(&["eval", "--format", "ndjson", "--threads", "7", "log.json"]).code(0);
    assert_eq!(one.out, many.out);
    assert_eq!(one.lines("match").len(), 5000);
}

#[test]
fn every_report_at_once() {
    let folder = folder();
    let login = record("ConsoleLogin", 1, "")
        .replace("AwsApiCall", "AwsConsoleSignIn")
        .replace("\"IAMUser\"", "\"Root\"");
    folder.file("log.json", format!("{{\"Records\":[{login}]}}"));
    let forms = ["text", "ndjson", "json", "sarif", "junit", "github", "csv", "markdown"];
    let mut args = vec!["eval".to_owned(), "log.json".to_owned()];
    for form in forms {
        args.extend(["-o".to_owned(), format!("{form}=out.{form}")]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    folder.run(&args).code(1);
    for form in forms {
        let text = folder.read(&format!("out.{form}"));
        assert!(text.contains("root-login"), "{form}: {text}");
    }
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("out.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "root-login");
    let json: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(json["schema"], "tripline/1");
}

#[test]
fn a_baseline_leaves_only_what_is_new() {
    let folder = folder();
    let login = |id: u32| {
        record("ConsoleLogin", id, "")
            .replace("AwsApiCall", "AwsConsoleSignIn")
            .replace("\"IAMUser\"", "\"Root\"")
    };
    folder.file("old.json", format!("{{\"Records\":[{}]}}", login(1)));
    folder.file("new.json", format!("{{\"Records\":[{},{}]}}", login(1), login(2)));
    eval(&folder, &["old.json", "--write-baseline", "known.json"]).code(1);
    eval(&folder, &["old.json", "--baseline", "known.json"]).code(0);
    let ran = eval(&folder, &["new.json", "--baseline", "known.json"]).code(1);
    assert_eq!(ran.lines("summary")[0]["known"], 1);
    folder.file("broken.json", "{");
    eval(&folder, &["old.json", "--baseline", "broken.json"]).code(2);
}

#[test]
fn stats_are_one_json_object() {
    let folder = folder();
    folder.file("e.ndjson", "{\"source\":\"my.app\"}\n");
    let ran = eval(&folder, &["e.ndjson", "--stats"]).code(0);
    let stats: serde_json::Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    for key in [
        "rules",
        "events",
        "items",
        "bytes",
        "matches",
        "findings",
        "errors",
        "compile-seconds",
        "eval-seconds",
        "events-per-second",
    ] {
        assert!(stats[key].is_number(), "{key}");
    }
    assert_eq!(stats["rules"], 3);
}

#[test]
fn an_event_without_id_or_time_prints_nulls() {
    let folder = folder();
    let ran = folder.run_with(&["eval", "--format", "ndjson", "-"], b"{\"source\":\"my.app\"}");
    let ran = ran.code(0);
    let found = &ran.lines("match")[0];
    assert!(found["event-id"].is_null() && found["time"].is_null() && found["severity"].is_null());
}

#[test]
fn s3_notifications_become_events() {
    let folder = Folder::new();
    folder.file(
        "rules/s3.yaml",
        "rules:\n  created:\n    severity: low\n    pattern: { source: [aws.s3], detail-type: [Object Created], detail: { object: { key: [\"a b.txt\"] } } }\n",
    );
    let notification = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"x"},"requestParameters":{"sourceIPAddress":"192.0.2.1"},"responseElements":{"x-amz-request-id":"R"},"s3":{"s3SchemaVersion":"1.0","configurationId":"c","bucket":{"name":"b","arn":"arn:aws:s3:::b"},"object":{"key":"a+b.txt","size":1,"eTag":"e","sequencer":"0"}}}]}"#;
    folder.file("n.json", notification);
    let sns = serde_json::json!({"Type": "Notification", "Message": notification});
    folder.file("sns.json", sns.to_string());
    assert_eq!(eval(&folder, &["n.json", "sns.json"]).code(1).lines("match").len(), 2);
}

#[test]
fn wrong_usage_is_two_and_says_what_was_meant() {
    let folder = folder();
    for (args, words) in [
        (&["eval", "--formt", "text", "x"][..], "--format"),
        (&["eval", "--format", "xml", "x"], "expected one of"),
        (&["evl"], "eval"),
        (&["eval"], "INPUTS"),
        (&["eval", "--pack", "cloudtrail-threat", "x"], "cloudtrail-threats"),
        (&["eval", "--bus", "ordres", "x"], "no bus"),
        (&["eval", "--threads", "0", "x"], "--threads"),
        (&["explain", "root-logn", "--event", "x"], "root-login"),
        (&["explain", "root-login"], "--event"),
        (&["check", "nowhere"], "nowhere"),
        (&["pattern", "test", "--pattern", "{}"], "--event"),
    ] {
        let ran = folder.run(args).code(2);
        let all = format!("{}{}", ran.out, ran.err);
        assert!(all.contains(words), "{args:?}: {all}");
    }
    let help = folder.run(&["eval", "--help"]).code(0);
    assert!(help.out.contains("Examples:"), "{}", help.out);
    folder.run(&["--version"]).code(0);
}

#[test]
fn rule_files_of_all_sorts_of_badness() {
    let folder = Folder::new();
    let deep = "a: ".to_owned() + &"[".repeat(100_000);
    let json_deep = "[".repeat(5000);
    let bomb: String = std::iter::once("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned())
        .chain(
            (1..12)
                .map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 10].join(","))),
        )
        .collect();
    for (name, text, code) in [
        ("latin.yaml", &b"rules: { \xe9: {} }"[..], "TL102"),
        ("deep.yaml", deep.as_bytes(), "TL105"),
        ("deep.json", json_deep.as_bytes(), "TL105"),
        ("bomb.yaml", bomb.as_bytes(), "TL107"),
        ("cut.yaml", b"rules: {a: {pattern: {source: [a", "TL103"),
        ("cut.json", b"{\"rules\":", "TL104"),
    ] {
        folder.file(name, text);
        let ran = folder.run(&["check", name]).code(2);
        assert!(ran.out.contains(code), "{name}: {}", ran.out);
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    folder.file("big.yaml", vec![b'#'; 2048]);
    let ran = folder.run(&["check", "big.yaml", "--max-yaml-size", "1KiB"]).code(2);
    assert!(ran.out.contains("TL106"), "{}", ran.out);
    folder.file("two/a.yaml", "rules: { x: { pattern: { source: [a] } } }");
    folder.file("two/b.yaml", "rules: { x: { pattern: { source: [b] } } }");
    let ran = folder.run(&["check", "two"]).code(2);
    assert!(ran.out.contains("TL206") && ran.out.contains("two/a.yaml:1:"), "{}", ran.out);
}

#[test]
fn all_problems_in_one_run() {
    let folder = Folder::new();
    folder
        .file("r/a.yaml", "rules: { x: { pattern: { source: [ { prefx: a } ] }, sevrity: low } }");
    folder.file("r/b.yaml", "rules: { y: { pattern: { source: [] } } }");
    folder.file("r/c.yaml", "rules: [");
    let ran = folder.run(&["check", "r", "--format", "json"]).code(2);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let mut codes: Vec<_> =
        value["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].clone()).collect();
    codes.sort_by_key(|c| c.to_string());
    assert_eq!(codes, ["TL103", "TL202", "TL203", "TL301"]);
}

#[test]
fn explain_says_why_not() {
    let folder = folder();
    folder.file("log.json", format!("{{\"Records\":[{}]}}", record("listusers", 1, "")));
    let ran = folder.run(&["explain", "reads", "--event", "log.json"]).code(0);
    assert!(ran.out.contains("reads does not match"), "{}", ran.out);
    assert!(ran.out.contains("detail.eventName"), "{}", ran.out);
    let ran = folder.run(&["explain", "root-login", "--event", "log.json", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&ran.code(0).out).unwrap();
    assert_eq!(value["match"], false);
    let ran = folder.run(&["explain", "TL203"]).code(0);
    assert!(ran.out.contains("unknown operator"), "{}", ran.out);
}

#[test]
fn pattern_test_answers_by_exit_code() {
    let folder = Folder::new();
    let run = |pattern: &str, event: &str| {
        folder.run(&["pattern", "test", "--pattern", pattern, "--event", event])
    };
    assert_eq!(run(r#"{"a":[1]}"#, r#"{"a":1.0}"#).code(0).out, "match\n");
    assert_eq!(run(r#"{"a":[1]}"#, r#"{"a":2}"#).code(1).out, "no match\n");
    run(r#"{"a":1}"#, r#"{"a":1}"#).code(2);
    run(r#"{"a":[1]}"#, r#"{"a":"#).code(3);
    folder.file("p.json", r#"{"a":["x"]}"#).file("e.json", r#"{"a":"x"}"#);
    run("p.json", "@e.json").code(0);
    let aws = ["pattern", "test", "--compat", "aws", "--pattern", r#"{"a":[1]}"#, "--event"];
    folder.run(&[&aws[..], &[r#"{"a":1}"#]].concat()).code(3);
    folder
        .run(&[
            "pattern",
            "test",
            "--compat",
            "aws",
            "--pattern",
            r#"{"$or":[1,2]}"#,
            "--event",
            r#"{"$or":1,"id":"","account":"","source":"","time":"","region":"","detail-type":""}"#,
        ])
        .code(0);
}

#[test]
fn cases_keep_the_spelling_of_numbers() {
    let folder = Folder::new();
    let cases = concat!(
        r#"{"id":1,"pattern":{"a":[9007199254740993]},"event":{"a":9007199254740993.0}}"#,
        "\n",
        r#"{"id":"x","pattern-text":"{\"a\":[1]}","event-text":"{\"a\":1"}"#,
        "\n",
        r#"{"id":null,"pattern":{"a":[]},"event":{}}"#,
        "\n",
    );
    let ran = folder.run_with(&["pattern", "test", "--cases", "-"], cases.as_bytes()).code(0);
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0], serde_json::json!({"id": 1, "match": true}));
    assert_eq!(lines[1]["error"], "event");
    assert_eq!(
        (&lines[2]["id"], &lines[2]["error"]),
        (&serde_json::Value::Null, &"pattern".into())
    );
    folder.run_with(&["pattern", "test", "--cases", "-"], b"not a case\n").code(2);
}

#[test]
fn schemas_completions_and_packs_print() {
    let folder = Folder::new();
    for name in ["rules", "test", "output", "openapi"] {
        let ran = folder.run(&["schema", name]).code(0);
        serde_json::from_str::<serde_json::Value>(&ran.out).unwrap();
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(folder.run(&["completions", shell]).code(0).out.contains("tripline"));
    }
    let ran = folder.run(&["packs"]).code(0);
    assert!(ran.out.contains("cis-monitoring  15 rules, 15 alarms"), "{}", ran.out);
    assert!(ran.out.contains("cloudtrail-threats"));
    let ran = folder.run(&["packs", "aws-service-alarms"]).code(0);
    assert!(ran.out.contains("medium    ec2-cpu-high  CPU of an instance is busy"), "{}", ran.out);
}

#[test]
fn parameters_are_typed_and_overridable() {
    let folder = Folder::new();
    folder.file(
        "rules/p.yaml",
        "parameters:\n  home: { type: string, default: eu-central-1 }\nlists:\n  known: { values: [a, b] }\nrules:\n  elsewhere:\n    severity: low\n    pattern:\n      region: [ { anything-but: { param: home } } ]\n      source: [ { list: known } ]\n",
    );
    folder.file("e.ndjson", "{\"region\":\"us-east-1\",\"source\":\"b\"}\n");
    assert_eq!(eval(&folder, &["e.ndjson"]).code(1).lines("match").len(), 1);
    eval(&folder, &["e.ndjson", "--param", "home=us-east-1"]).code(0);
    eval(&folder, &["e.ndjson", "--param", "hom=us-east-1"]).code(2);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let folder = folder();
    let records: Vec<String> = (0..20_000).map(|i| record("ListUsers", i, "")).collect();
    folder.file("log.json", format!("{{\"Records\":[{}]}}", records.join(",")));
    let mut child = Command::new(env!("CARGO_BIN_EXE_tripline"))
        .args(["eval", "--format", "ndjson", "log.json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0u8; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn outputs_never_destroy_what_is_read() {
    let folder = folder();
    let log = format!("{{\"Records\":[{}]}}", record("ListUsers", 1, ""));
    folder.file("logs/log.json", &log);
    let before = folder.read("rules/rules.yaml");
    for output in ["csv=logs/log.json", "csv=./logs/../logs/log.json", "csv=rules/rules.yaml"] {
        eval(&folder, &["logs", "-o", output]).code(2);
    }
    eval(&folder, &["logs", "--write-baseline", "logs/log.json"]).code(2);
    eval(&folder, &["logs", "-o", "csv=new", "-o", "sarif=new"]).code(2);
    assert_eq!((folder.read("logs/log.json"), folder.read("rules/rules.yaml")), (log, before));
    eval(&folder, &["logs", "-o", "csv=new.csv"]).code(0);
    eval(&folder, &["logs", "-o", "csv=new.csv"]).code(0);
}

#[test]
fn faults_stand_in_input_order() {
    let folder = folder();
    let good = "{\"source\":\"my.app\"}";
    folder.file("e.ndjson", format!("{good}\n{good}\n{{\"a\":\"\n{good}\nnonsense\n{good}\n"));
    let ran = eval(&folder, &["e.ndjson"]).code(3);
    let order: Vec<(String, u64)> = ran
        .out
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .filter(|v| v["index"].is_u64())
        .map(|v| (v["kind"].as_str().unwrap().to_owned(), v["index"].as_u64().unwrap()))
        .collect();
    let (m, e) = ("match".to_owned(), "error".to_owned());
    let want = [(m.clone(), 0), (m.clone(), 1), (e.clone(), 2), (m.clone(), 3), (e, 4), (m, 5)];
    assert_eq!(order, want);
}

#[test]
fn other_outputs_go_on_when_nobody_reads_the_first() {
    use std::process::{Command, Stdio};
    let folder = folder();
    let records: Vec<String> = (0..20_000).map(|i| record("ListUsers", i, "")).collect();
    folder.file("log.json", format!("{{\"Records\":[{}]}}", records.join(",")));
    let mut child = Command::new(env!("CARGO_BIN_EXE_tripline"))
        .args(["eval", "--format", "ndjson", "log.json", "-o", "csv=all.csv", "--fail-on", "info"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(folder.read("all.csv").lines().count(), 20_001);
}

#[test]
fn nothing_to_read_is_said() {
    let folder = folder();
    folder.file("empty.yaml", "# nothing\n");
    assert!(folder.run(&["check", "empty.yaml"]).code(2).out.contains("TL109"));
    std::fs::create_dir(folder.path().join("none")).unwrap();
    assert!(folder.run(&["check", "none"]).code(2).err.contains("no rule files"));
    folder.file("e.json", "{}");
    folder.run(&["eval", "--rules", "none", "e.json"]).code(2);
    folder.run(&["eval", "--max-event-size", "3", "e.json"]).code(2);
    let twice = ["eval", "--pack", "cis-monitoring", "--pack", "cis-monitoring", "e.json"];
    folder.run(&twice).code(0);
}

#[test]
fn records_behind_a_stray_bracket_or_in_a_second_list_are_not_lost_in_silence() {
    let folder = folder();
    let r: Vec<String> = (0..5).map(|i| record("ListUsers", i, "")).collect();
    folder.file("stray.json", format!("{{\"Records\":[{},{}],{},{}]}}", r[0], r[1], r[2], r[3]));
    let ran = eval(&folder, &["stray.json"]).code(3);
    assert_eq!(ran.lines("match").len(), 4, "{}", ran.out);
    folder.file("two.json", format!("{{\"Records\":[{}],\"Records\":[{}]}}", r[0], r[1]));
    let ran = eval(&folder, &["two.json"]).code(3);
    assert!(ran.lines("error")[0]["message"].as_str().unwrap().contains("second list"));
}

#[test]
fn explain_points_into_the_file() {
    let folder = folder();
    folder.file("e.ndjson", "{\"source\":\"a\"}\n\n  {\"source\":\n \"b\"}\n");
    let args = ["explain", "routes", "--event", "e.ndjson", "--index"];
    let at = |index: &str| folder.run(&[&args[..], &[index]].concat()).code(0).out;
    assert!(at("0").contains("(line 1, column 11)"), "{}", at("0"));
    assert!(at("1").contains("(line 4, column 2)"), "{}", at("1"));
    folder.file("log.json", format!("{{\"Records\":[\n{}]}}", record("ListUsers", 1, "")));
    let ran = folder.run(&["explain", "reads", "--event", "log.json"]).code(0);
    let column = record("ListUsers", 1, "").find("\"ListUsers\"").unwrap() + 1;
    assert!(ran.out.contains(&format!("(line 2, column {column})")), "{}", ran.out);
    let ran = folder.run(&["explain", "root-login", "--event", "log.json"]).code(0);
    assert!(ran.out.contains("(of the envelope)"), "{}", ran.out);
}

#[test]
fn a_byte_order_mark_is_nothing() {
    let folder = Folder::new();
    let rules = "{\"rules\":{\"a\":{\"pattern\":{\"source\":[\"x\"]}}}}";
    folder.file("r/a.json", format!("\u{feff}{rules}"));
    folder.file("r/b.yaml", "\u{feff}rules:\n  b:\n    pattern: { source: [y] }\n");
    folder.file("e.ndjson", "\u{feff}{\"source\":\"x\"}\n{\"source\":\"y\"}\n");
    let ran = eval(&folder, &["--rules", "r", "e.ndjson"]).code(0);
    assert_eq!(ran.lines("match").len(), 2);
}

#[test]
fn a_notification_without_event_matches_nothing() {
    let folder = Folder::new();
    folder
        .file("rules/all.yaml", "rules: { all: { severity: low, pattern: { source: [aws.s3] } } }");
    let record = |name: &str| {
        format!(
            "{{\"eventSource\":\"aws:s3\",\"eventName\":\"{name}\",\"s3\":{{\"bucket\":{{\"name\":\"b\"}},\"object\":{{\"key\":\"k\"}}}}}}"
        )
    };
    let (sent, unsent) =
        (record("ObjectCreated:Put"), record("Replication:OperationMissedThreshold"));
    folder.file("n.json", format!("{{\"Records\":[{sent},{unsent}]}}"));
    let ran = eval(&folder, &["n.json"]).code(1);
    assert_eq!(ran.lines("match").len(), 1, "{}", ran.out);
    assert!(ran.err.contains("record 1"), "{}", ran.err);
}

#[test]
fn the_gate_is_the_same_for_events_and_records() {
    let folder = Folder::new();
    folder.file(
        "rules/r.yaml",
        "rules: { all: { severity: low, pattern: { detail: { eventName: [ { exists: true } ] } } } }",
    );
    let calls = [
        ("sts", "GetSessionToken", 1),
        ("other", "GetSessionToken", 0),
        ("iam", "ListUsers", 0),
        ("iam", "CreateUser", 1),
    ];
    for (service, name, seen) in calls {
        let log = record(name, 1, "").replace("iam.amazonaws", &format!("{service}.amazonaws"));
        let event = format!("{{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":{log}}}");
        folder.file("record.json", &log).file("event.json", &event);
        for input in ["record.json", "event.json"] {
            let ran = eval(&folder, &["--cloudtrail-gate", "aws", input]);
            assert_eq!(ran.lines("match").len(), seen, "{service} {name} {input}");
        }
    }
}
