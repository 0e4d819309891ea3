//! Alarms shown by the built program: `metrics plot` and `explain ALARM`.

use crate::program::Folder;
use serde_json::Value;

const RULES: &str = r#"
targets: {t: {plugin: log}}
metric-filters:
  denied:
    source: cloudtrail
    filter-pattern: '{ $.errorCode = "AccessDenied" }'
    metric: { namespace: Security, name: Denied, value: 1 }
alarms:
  cpu:
    severity: high
    metric: {namespace: AWS/EC2, name: CPUUtilization, dimensions: {InstanceId: i-1}}
    period: 5m
    threshold: "> 80"
    evaluation-periods: 3
    datapoints-to-alarm: 2
    treat-missing-data: not-breaching
    actions: {alarm: [t]}
  each:
    metric: {namespace: AWS/EC2, name: CPUUtilization}
    for-each: [InstanceId]
    period: 1m
    threshold: ">= 90"
  lone:
    metric: {namespace: N, name: lone}
    for-each: [Id]
    period: 1m
    threshold: ">= 90"
  both:
    composite: ALARM(cpu) AND NOT ALARM("each[i-2]")
    actions-suppressor: {alarm: each, wait: 1m, extension: 1m}
rules:
  routed: {pattern: {source: [app]}}
"#;

/// Two hours of two instances: the first has 95 from 01:00 to 01:20, and nothing from 01:40 on.
fn folder() -> Folder {
    let folder = Folder::new();
    let mut csv = "timestamp,namespace,metric,value,unit,dimensions.InstanceId\n".to_owned();
    for minute in 0..120 {
        let at = format!("2026-01-01T{:02}:{:02}:00Z", minute / 60, minute % 60);
        let value = if (60..80).contains(&minute) { 95 } else { 40 };
        if minute < 100 {
            csv += &format!("{at},AWS/EC2,CPUUtilization,{value},Percent,i-1\n");
        }
        csv += &format!("{at},AWS/EC2,CPUUtilization,{},Percent,i-2\n", minute % 50);
    }
    // The suppressor has to be one that is there.
    folder.file("rules/a.yaml", RULES.replace("alarm: each,", "alarm: cpu,"));
    folder.file("m.csv", csv);
    folder
}

#[test]
fn an_alarm_is_drawn_as_text() {
    let ran = folder().run(&["metrics", "plot", "--alarm", "cpu", "m.csv"]).code(0);
    let want = "\
cpu: Average of AWS/EC2/CPUUtilization{InstanceId=i-1}
Percent, every 5 min, 1 Jan 2026 00:00 to 1 Jan 2026 02:00 UTC

▁▁▁▁▁▁▁▁▁▁▁▁████▁▁▁▁
IOOOOOOOOOOOOAAAAAOOOOOO
1 Jan 2026 00:00  1 Jan 2026 02:00

min 40 %, max 95 %, last 40 %
20 values from 40 % to 95 %, 4 missing. 4 breach: threshold > 80 %. ALARM 1 time, 18 min. \
INSUFFICIENT_DATA 1 time, 1 min. OK 2 times, 1 h 41 min.
";
    assert_eq!((ran.out.as_str(), ran.err.as_str()), (want, ""));
}

#[test]
fn an_alarm_is_drawn_as_svg() {
    let folder = folder();
    let ran = folder.run(&["metrics", "plot", "--alarm", "each[i-1]", "m.csv", "-o", "p.svg"]);
    assert_eq!(ran.code(0).out, "");
    let svg = folder.read("p.svg");
    for part in ["<title>each[i-1]: Average of", "threshold ≥ 90 %", "ALARM 1 time, 20 min."] {
        assert!(svg.contains(part), "{part}: {svg}");
    }
    let only = ["--from", "2026-01-01T00:50:00Z", "--to", "2026-01-01T01:10:00Z"];
    let args = ["metrics", "plot", "--alarm", "both", "m.csv", "-o", "p.svg"];
    folder.run(&[&args[..], &only[..]].concat()).code(0);
    let svg = folder.read("p.svg");
    assert!(svg.contains("1 Jan 2026 00:50 to 1 Jan 2026 01:10 UTC. No values."), "{svg}");
    let ran = folder.run(&["metrics", "plot", "--alarm", "cpu", "m.csv", "-o", "m.csv"]).code(2);
    assert!(ran.err.contains("write elsewhere"), "{}", ran.err);
}

#[test]
fn a_metric_is_drawn_without_rules() {
    let folder = folder();
    folder.file("elsewhere/m.csv", folder.read("m.csv"));
    std::fs::remove_dir_all(folder.path().join("rules")).unwrap();
    let plot = |metric: &str, more: &[&str]| {
        let args = ["metrics", "plot", "--metric", metric, "m.csv"];
        folder.run(&[&args[..], more].concat())
    };
    let sum = ["--statistic", "Sum", "--period", "10m"];
    let ran = plot("AWS/EC2/CPUUtilization{InstanceId=i-1}", &sum).code(0);
    assert!(ran.out.starts_with("Sum of AWS/EC2/CPU"), "{}", ran.out);
    assert!(ran.out.contains("\n▁▁▁▁▁▁██▁▁\n"), "{}", ran.out);
    let ran = plot("AWS/EC2/CPUUtilization", &[]).code(2);
    assert!(ran.err.contains("CPUUtilization{InstanceId=i-2}"), "{}", ran.err);
    let ran = plot("AWS/EC2/CPUUtilisation{InstanceId=i-1}", &[]).code(2);
    assert!(ran.err.contains("did you mean"), "{}", ran.err);
    let ran = plot("AWS/EC2/CPUUtilization{InstanceId=i-1}", &["--period", "7s"]).code(2);
    assert!(ran.err.contains("7 s is no period"), "{}", ran.err);
}

#[test]
fn metric_filters_and_broken_inputs_are_read_as_eval_reads_them() {
    let folder = folder();
    let record = |minute: u32, error: &str| {
        format!(
            r#"{{"eventVersion":"1.08","eventTime":"2026-01-01T00:{minute:02}:30Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"us-east-1","eventID":"00000000-0000-0000-0000-0000000000{minute:02}","eventType":"AwsApiCall","recipientAccountId":"111122223333"{error}}}"#
        )
    };
    let denied = r#","errorCode":"AccessDenied""#;
    let text = [record(1, denied), record(2, ""), record(9, denied), "{broken".to_owned()];
    folder.file("t.ndjson", text.join("\n"));
    let args = ["metrics", "plot", "--metric", "Security/Denied", "--statistic", "Sum"];
    let ran = folder.run(&[&args[..], &["--period", "1m", "t.ndjson"]].concat()).code(3);
    assert!(ran.out.contains("2 values from 1 to 1"), "{}", ran.out);
    assert!(ran.err.starts_with("error: t.ndjson:4:"), "{}", ran.err);
}

#[test]
fn alarms_are_found_by_their_names() {
    let folder = folder();
    for (command, words) in [
        (&["metrics", "plot"][..], "there are several alarms: name `cpu`, `each[i-1]`"),
        (&["metrics", "plot", "--alarm", "cup"], "did you mean `cpu`?"),
        (&["metrics", "plot", "--alarm", "each"], "name `each[i-1]` or `each[i-2]`"),
        (&["metrics", "plot", "--alarm", "lone"], "no input has data of one"),
        (&["explain", "cup"], "did you mean `cpu`?"),
        (&["explain", "each"], "name `each[i-1]` or `each[i-2]`"),
        (&["explain", "each[i-3]"], "did you mean `each[i-1]`?"),
        (&["explain", "routed"], "--event"),
    ] {
        let ran = folder.run(&[command, &["m.csv"]].concat()).code(2);
        assert!(ran.err.contains(words), "{command:?}: {}", ran.err);
    }
    // One that is made once is meant by its rule's name.
    let lone = r#"{"namespace":"N","metric":"lone","dimensions":{"Id":"a"},"timestamp":"2026-01-01T00:00:00Z","value":95}"#;
    folder.file("l.ndjson", format!("{lone}\n"));
    let ran = folder.run(&["explain", "lone", "l.ndjson"]).code(0);
    assert!(ran.out.starts_with("lone[a] is ALARM since 2026-01-01T00:01:00Z\n"), "{}", ran.out);
}

#[test]
fn what_an_alarm_saw() {
    let folder = folder();
    let explain = |at: &str| {
        let at = format!("2026-01-01T{at}:00Z");
        folder.run(&["explain", "cpu", "--at", &at, "m.csv"]).code(0).out
    };
    // At 01:08 one period of 95 is over, and the one before it has 73.
    let out = explain("01:08");
    assert!(out.contains("1 of the 3 newest values breaches, 2 are needed: OK"), "{out}");
    let out = explain("01:09");
    for part in [
        "cpu is ALARM since 2026-01-01T01:09:00Z\n  Threshold Crossed: 2 out of the last 3",
        "ALARM when greater than 80 in 2 of 3 periods; a missing period counts as not breaching",
        "    2026-01-01T00:49:00Z  40  n=5   does not breach, but 3 newer ones count\n",
        "    2026-01-01T00:54:00Z  40  n=5   does not breach\n",
        "    2026-01-01T00:59:00Z  84  n=5   breaches\n",
        "2 of the 3 newest values breach, 2 are needed: ALARM",
        "2026-01-01T01:09:00Z  Action       Successfully executed action t\n",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert!(!out.contains("from ALARM to OK"), "{out}");
    let out = explain("01:52");
    for part in [
        "    2026-01-01T01:37:00Z  40  n=3   does not breach\n",
        "    2026-01-01T01:47:00Z   -        missing, passed over\n",
        "and counts since newer ones are missing",
        "0 of the 3 newest values breach, 2 are needed: OK",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let out = explain("01:58");
    assert!(out.contains("missing: counts as not breaching"), "{out}");
    assert!(out.contains("1 missing period counts as not breaching; 2 are needed: OK"), "{out}");
}

#[test]
fn what_an_alarm_saw_as_json() {
    let folder = folder();
    let explain = |what: &str, at: &str| -> Value {
        let args = ["explain", what, "--at", at, "--format", "json", "m.csv"];
        serde_json::from_str(&folder.run(&args).code(0).out).unwrap()
    };
    let seen = explain("cpu", "2026-01-01T01:58:00Z");
    assert_eq!((&seen["schema"], &seen["state"]), (&"tripline/1".into(), &"OK".into()));
    let evaluation = &seen["evaluation"];
    assert_eq!(evaluation["basis"], "filled");
    assert_eq!(evaluation["periods"].as_array().map(Vec::len), Some(5));
    let newest = &evaluation["periods"][4];
    assert_eq!(newest["start"], "2026-01-01T01:53:00Z");
    assert_eq!(
        (&newest["filled-in-as"], &newest["counts"]),
        (&"notBreaching".into(), &true.into())
    );
    assert_eq!(evaluation["reason-data"]["version"], "1.0");
    let kinds: Vec<_> = seen["history"].as_array().unwrap().iter().map(|i| &i["kind"]).collect();
    assert_eq!(kinds, ["StateUpdate", "StateUpdate", "Action", "StateUpdate"]);
    let seen = explain("both", "2026-01-01T01:10:00Z");
    assert_eq!((&seen["state"], &seen["composite"]["holds"]), (&"ALARM".into(), &true.into()));
    assert_eq!(seen["composite"]["parts"][2]["text"], "NOT");
    assert_eq!(seen["composite"]["deciding"], serde_json::json!(["cpu", "each[i-2]"]));
    assert_eq!(seen["composite"]["suppressor"]["state"], "ALARM");
    assert_eq!(seen["composite"]["suppressed-by"], "Alarm");
}

#[test]
fn composites_and_alarms_without_data() {
    let folder = folder();
    let out = folder.run(&["explain", "both", "--at", "2026-01-01T00:30:00Z", "m.csv"]).code(0).out;
    for part in [
        "both is OK since",
        "\n  no  AND\n    no  ALARM(cpu): cpu is OK\n    yes NOT\n      no  ALARM(each[i-2]): each[i-2] is OK\n",
        "the rule does not hold: OK",
        "`cpu`, which holds its actions back in ALARM, is OK",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let out = folder.run(&["explain", "cpu", "--now", "2026-01-01T00:30:00Z"]).code(0).out;
    assert!(out.starts_with("cpu is INSUFFICIENT_DATA since 2026-01-01T00:30:00Z\n"), "{out}");
    assert!(
        out.contains("there is no value, and 3 missing periods count as not breaching"),
        "{out}"
    );
    assert!(out.contains("the next evaluation, with the same data, comes to OK"), "{out}");
    assert!(out.ends_with("nothing happened\n"), "{out}");
}

#[test]
fn a_band_and_how_much_of_it_is_learnt() {
    let folder = Folder::new();
    folder.file(
        "rules/b.yaml",
        "alarms: {odd: {metric: {namespace: N, name: x}, period: 5m, anomaly-band: {width: 3}}}",
    );
    let mut csv = "timestamp,namespace,metric,value\n".to_owned();
    for five in 0..288 * 8i64 {
        let value = if five == 288 * 7 { 500 } else { 100 + five % 7 };
        csv += &format!("{},N,x,{value}\n", 1_767_225_600 + five * 300);
    }
    folder.file("m.csv", csv);
    let explain = |at: &str| folder.run(&["explain", "odd", "--at", at, "m.csv"]).code(0).out;
    let out = explain("2026-01-01T01:00:00Z");
    assert!(out.contains("too little is learnt to trust it"), "{out}");
    assert!(out.contains("no band to compare with, so missing"), "{out}");
    let out = explain("2026-01-08T00:05:00Z");
    assert!(out.contains("odd is ALARM since 2026-01-08T00:01:00Z"), "{out}");
    assert!(out.contains("the newest value breaches: ALARM"), "{out}");
    let ran = folder.run(&["metrics", "plot", "m.csv", "-o", "p.svg"]).code(0);
    assert_eq!(ran.err, "");
    let svg = folder.read("p.svg");
    assert!(svg.contains("outside the band") && svg.contains("class=\"tl-band\""), "{svg}");
}
