//! `tripline metrics` through the built program.

use crate::program::Folder;
use serde_json::Value;

/// A series of 400 rows, five minutes apart from 2026-01-01: a small wave with a jump at row 300.
fn series() -> String {
    let start = jiff::Timestamp::from_second(1_767_225_600).unwrap();
    let mut text = "timestamp,value\n".to_owned();
    for row in 0..400i64 {
        let at = start + jiff::SignedDuration::from_secs(row * 300);
        let wave = (row * 37 % 11) as f64 / 10.0;
        let value = if row == 300 { 90.0 } else { 10.0 + wave };
        text += &format!("{},{value}\n", at.strftime("%Y-%m-%d %H:%M:%S"));
    }
    text
}

/// The window of rows 290 to 310.
const WINDOW: &str = r#"[["2026-01-02 00:10:00.000000","2026-01-02 01:50:00.000000"]]"#;

fn corpus() -> Folder {
    let folder = Folder::new();
    folder.file("nab/data/real/a.csv", series()).file("nab/data/quiet/b.csv", series());
    let labels = format!(r#"{{"real/a.csv":{WINDOW},"quiet/b.csv":{WINDOW}}}"#);
    folder.file("nab/labels/combined_windows.json", labels);
    folder
}

#[test]
fn a_benchmark_is_scored() {
    let folder = corpus();
    // Results beside the data are no series.
    folder.file("nab/results/x.csv", "no series").file("nab/README.md", "");
    let ran = folder.run(&["metrics", "score", "nab", "--details"]).code(0);
    assert_eq!(ran.err, "");
    assert!(ran.out.starts_with("2 files, 800 rows, 2 windows\n"), "{}", ran.out);
    for word in
        ["standard ", "reward_low_FP_rate ", "reward_low_FN_rate ", "\nquiet ", "real/a.csv"]
    {
        assert!(ran.out.contains(word), "{}", ran.out);
    }
    let ran = folder.run(&["metrics", "score", "nab", "--format", "json", "--threads", "1"]);
    let all: Value = serde_json::from_str(&ran.code(0).out).unwrap();
    assert_eq!(all["schema"], "tripline/1");
    assert_eq!(all["profiles"][0]["found"], 2);
    let score = all["profiles"][0]["score"].as_f64().unwrap();
    assert!(score > 50.0 && score <= 100.0, "{score}");
    assert_eq!(all["categories"][0]["name"], "quiet");
    assert_eq!(all["speed"]["threads"], 1);
    assert_eq!(all["series"], Value::Null);
}

#[test]
fn a_flat_folder_is_scored_the_same_on_any_number_of_threads() {
    let folder = Folder::new();
    for name in ["a", "b", "c"] {
        folder.file(&format!("{name}.csv"), series());
    }
    folder.file("windows.json", format!(r#"{{"a.csv":{WINDOW},"b.csv":{WINDOW},"c.csv":[]}}"#));
    let answers = ["1", "3"].map(|threads| {
        let args = ["metrics", "score", ".", "--format", "json", "--details", "--threads", threads];
        let mut all: Value = serde_json::from_str(&folder.run(&args).code(0).out).unwrap();
        all["speed"].take();
        all
    });
    assert_eq!(answers[0], answers[1]);
    // Without windows there is nothing to be a share of.
    assert_eq!(answers[0]["series"][2]["profiles"][0]["score"], Value::Null);
}

#[test]
fn what_is_wrong_is_told_at_once() {
    let folder = corpus();
    folder.file("nab/data/real/broken.csv", "timestamp,value\n2026-01-01 00:00:00,x\n");
    folder.file("nab/data/real/stray.csv", series());
    let labels = format!(
        r#"{{"real/a.csv":{WINDOW},"quiet/b.csv":[],"real/broken.csv":[],"real/gone.csv":[]}}"#
    );
    folder.file("nab/labels/combined_windows.json", labels);
    let ran = folder.run(&["metrics", "score", "nab"]).code(3);
    assert_eq!(
        ran.err,
        "error: cannot read `nab/data/real/broken.csv`: line 2: `x` is not a number\n\
         error: `real/stray.csv` has no label\n\
         error: the label `real/gone.csv` has no series\n\
         note: with --partial, what has no label or no series is left out\n"
    );
    assert!(ran.out.starts_with("2 files, 800 rows, 1 window\n"), "{}", ran.out);
    folder.file("nab/data/real/broken.csv", series());
    let ran = folder.run(&["metrics", "score", "nab", "--partial"]).code(0);
    assert_eq!(
        ran.err,
        "note: `real/stray.csv` has no label: left out\n\
         note: the label `real/gone.csv` has no series: left out\n"
    );
}

#[test]
fn folders_without_a_benchmark_are_refused() {
    let folder = corpus();
    folder.file("bare/a.csv", series()).file("empty/windows.json", "{}").file("w.json", "[1]");
    for (args, fault) in [
        (&["no"][..], "error: `no` does not exist\n"),
        (&["w.json"], "error: `w.json` is no folder\n"),
        (
            &["bare"],
            "error: no labels in `bare`: expected `labels/combined_windows.json`, \
             `combined_windows.json` or `windows.json` there, or --windows FILE\n",
        ),
        (&["empty"], "error: no series to score in `empty`\n"),
        (&["nab", "--windows", "x"], "error: cannot read `x`: no such file or directory\n"),
    ] {
        let ran = folder.run(&[&["metrics", "score"], args].concat()).code(3);
        assert_eq!(ran.err, fault);
    }
    let ran = folder.run(&["metrics", "score", "nab", "--windows", "w.json"]).code(3);
    assert!(ran.err.starts_with("error: cannot read `w.json`: not NAB's windows: "), "{}", ran.err);
    folder.run(&["metrics", "score", "nab", "--windows", "labels/combined_windows.json"]).code(0);
}

#[test]
fn a_picture_never_destroys_what_it_is_made_of() {
    let folder = Folder::new();
    let table = "namespace,metric,timestamp,value\nN,x,2026-01-01T00:00:00Z,5\n";
    let rules = "alarms: {a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 1'}}\n";
    folder.file("in/a.csv", table).file("rules/a.yaml", rules);
    for (input, file) in [
        ("in", "in/a.csv"),
        ("in/*.csv", "in/a.csv"),
        ("in", "./in/../in/a.csv"),
        ("in", "rules/a.yaml"),
    ] {
        let ran = folder.run(&["metrics", "plot", input, "-o", file]).code(2);
        assert_eq!(ran.err, format!("error: `{file}` is read in this run: write elsewhere\n"));
    }
    assert_eq!(
        (folder.read("in/a.csv"), folder.read("rules/a.yaml")),
        (table.into(), rules.into())
    );
    for _ in 0..2 {
        folder.run(&["metrics", "plot", "in", "-o", "rules/a.svg"]).code(0);
    }
}

#[test]
fn what_went_wrong_names_what_it_is_about() {
    let folder = Folder::new();
    let rules = "metric-filters: {f: {source: '*', filter-pattern: ERROR, metric: {namespace: N, name: x}}}\n\
                 alarms: {a: {metric: {namespace: N, name: x}, period: 1m, threshold: '> 1'}}\n";
    folder.file("rules/a.yaml", rules);
    let log = "ERROR a\n{\"_aws\":{\"CloudWatchMetrics\":[{\"Name\n";
    let ran = folder
        .run_with(&["eval", "-", "--input-format", "logs", "--format", "text"], log.as_bytes());
    let said = ran.code(3).out;
    for words in [
        "error: metric filter `f`: 1 match has no time, nor has anything before in the input: left out\n",
        "error: -:2:32: event 1: a string without end\n",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_slip_in_a_year_does_not_move_time() {
    let folder = Folder::new();
    let rules = "metric-filters: {f: {source: '*', filter-pattern: ERROR, metric: {namespace: N, name: x}}}\n\
                 alarms:\n  a:\n    metrics: {m: {namespace: N, name: x}, r: {expression: 'IF(HOUR(m) >= 0, m, 0)'}}\n    \
                 period: 1m\n    threshold: '>= 1'\n    severity: low\n";
    folder.file("rules/a.yaml", rules);
    let log = "2026-01-01T00:00:00Z ERROR a\n5026-01-01T00:00:00Z ERROR b\nERROR c\n\
               1926-01-01T00:00:00Z ERROR d\n";
    let args = ["eval", "-", "--input-format", "logs", "--format", "ndjson"];
    let ran = folder.run_with(&args, log.as_bytes()).code(3);
    let alarms = ran.lines("alarm");
    assert_eq!(alarms.len(), 1, "{}", ran.out);
    assert_eq!(alarms[0]["time"], "2026-01-01T00:01:00Z");
    let said = ran.lines("error");
    assert_eq!(said[0]["input"], "metrics");
    assert_eq!(said[0]["message"], "2 datapoints were not taken: a time outside 1970 to 2106");
}

#[test]
fn metric_filters_send_only_what_may_be_sent() {
    let folder = Folder::new();
    let rules = "metric-filters: {f: {source: '*', filter-pattern: '{ $.ms = * }',\n  \
                 metric: {namespace: N, name: x, value: $.ms, dimensions: {Host: $.host}}}}\n\
                 alarms: {a: {metric: {namespace: N, name: x}, for-each: [Host], period: 1m, threshold: '>= 1'}}\n";
    folder.file("rules/a.yaml", rules);
    let line = |ms: &str, host: &str| {
        format!("{{\"time\":\"2026-01-01T00:00:00Z\",\"ms\":{ms},\"host\":\"{host}\"}}\n")
    };
    let log =
        [("5", "a"), ("1e200", "a"), ("5", ":b"), ("5", "c\\nd")].map(|(ms, host)| line(ms, host));
    let args = ["eval", "-", "--input-format", "logs", "--format", "ndjson"];
    let ran = folder.run_with(&args, log.concat().as_bytes()).code(0);
    let alarms: Vec<_> = ran.lines("alarm").iter().map(|a| a["alarm"].clone()).collect();
    assert_eq!(alarms, ["a[a]"]);
    assert!(
        ran.out
            .contains("3 matches give no datum: The value 1E200 for parameter Value is invalid."),
        "{}",
        ran.out
    );
}
