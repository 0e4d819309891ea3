//! Alarms and baselines from inputs to reports, through the program.

use crate::program::Folder;
use std::fmt::Write;

const RULES: &str = "\
targets: {hook: {plugin: log}}
metric-filters:
  errors: {source: app.log, filter-pattern: '{ $.level = \"error\" }', metric: {namespace: App, name: Errors, value: $.n}}
  calls: {source: cloudtrail, metric: {namespace: App, name: Calls, default-value: 0}}
  denied: {source: cloudtrail, filter-pattern: '{ $.errorCode = \"Access*\" }', metric: {namespace: App, name: Denied, default-value: 0}}
  raised: {source: events, pattern: {source: [aws.cloudwatch], detail: {alarmName: [errors], state: {value: [ALARM]}}}, metric: {namespace: App, name: Raised}}
alarms:
  errors: {severity: high, metric: {namespace: App, name: Errors}, statistic: Sum, period: 1m, threshold: '>= 5', actions: {alarm: [hook]}}
  denied: {metric: {namespace: App, name: Denied}, statistic: Sum, period: 1m, threshold: '>= 1'}
  raised: {metric: {namespace: App, name: Raised}, statistic: Sum, period: 1m, threshold: '>= 1'}
rules:
  alarmed: {pattern: {source: [aws.cloudwatch], detail: {state: {value: [ALARM]}}}, targets: [hook]}
";

fn record(time: &str, id: &str, error: &str) -> String {
    format!(
        "{{\"eventVersion\":\"1.08\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\
         \"eventTime\":\"{time}\",\"eventID\":\"{id}\",\"errorCode\":\"{error}\",\"recipientAccountId\":\"111122223333\"}}\n"
    )
}

/// The lines of a kind: `time`, name and state.
fn alarms(out: &str) -> Vec<String> {
    let lines = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let alarms = lines.filter(|line| line["kind"] == "alarm");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    alarms
        .map(|a| format!("{} {} {}", &text(&a["time"])[11..16], text(&a["alarm"]), text(&a["to"])))
        .collect()
}

#[test]
fn lines_records_and_alarms_feed_alarms() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULES);
    folder.file(
        "in/app.log",
        "{\"level\":\"error\",\"n\":7,\"timestamp\":\"2026-01-01T00:00:05Z\"}\n{\"level\":\"info\",\"n\":9}\n",
    );
    let trail = record("2026-01-01T00:00:10Z", "a", "")
        + &record("2026-01-01T00:02:10Z", "b", "AccessDenied")
        + &record("2026-01-01T00:02:10Z", "b", "AccessDenied")
        + &record("2026-01-01T00:04:10Z", "c", "");
    folder.file("in/trail.json", &trail);
    let args = ["eval", "in", "--format", "ndjson", "--deliver=dry-run"];
    let ran = folder.run(&args).code(1);
    assert_eq!(
        alarms(&ran.out),
        [
            "00:01 errors ALARM",
            "00:01 denied OK",
            "00:02 raised ALARM",
            "00:03 denied ALARM",
            "00:04 errors INSUFFICIENT_DATA",
            "00:05 denied OK",
            "00:05 raised INSUFFICIENT_DATA",
        ]
    );
    // Three changes to ALARM that the rule sends on, and the action of one of them.
    assert_eq!(ran.out.matches("\"kind\":\"delivery\"").count(), 4, "{}", ran.out);
    // The same bytes whatever the threads.
    let again = folder.run(&["eval", "in", "--format", "ndjson", "--threads", "1"]).code(1);
    let other = folder.run(&["eval", "in", "--format", "ndjson", "--threads", "3"]).code(1);
    assert_eq!(again.out, other.out);
}

#[test]
fn what_is_wrong_with_data_is_told_and_the_rest_goes_on() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULES);
    folder.file(
        "in/a.csv",
        "timestamp,namespace,metric,value\n2026-01-01T00:00:00Z,App,Errors,9\n2026-01-01T00:00:00Z,App,Errors,NaN\nnever,App,Errors,1\n",
    );
    let ran = folder.run(&["eval", "in", "--format", "ndjson"]).code(3);
    assert!(
        ran.out.contains("\"line\":3") && ran.out.contains("InvalidParameterValue"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("`never` where a time should be"), "{}", ran.out);
    assert!(alarms(&ran.out).contains(&"00:01 errors ALARM".to_owned()), "{}", ran.out);
}

#[test]
fn time_goes_on_to_where_it_is_told() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULES);
    folder.file(
        "in/app.log",
        "{\"level\":\"error\",\"n\":7,\"timestamp\":\"2026-01-01T00:00:05Z\"}\n",
    );
    let of = |until: &str| {
        let ran = folder.run(&["eval", "in", "--format", "ndjson", "--until", until]).code(1);
        alarms(&ran.out).len()
    };
    assert_eq!((of("2026-01-01T00:01:00Z"), of("2026-01-01T00:10:00Z")), (1, 4));
}

/// Nine days of calls of an API, ten a minute, and a burst.
fn calls(more: &str) -> String {
    let mut text = String::new();
    let start: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut id = 0;
    for minute in 0..8 * 1440 + 60_i64 {
        let burst = (8 * 1440..8 * 1440 + 10).contains(&minute);
        for call in 0..if burst { 60 } else { 4 } {
            id += 1;
            let at = start + jiff::SignedDuration::from_secs(minute * 60 + call % 60);
            let head = "{\"eventVersion\":\"1.08\",\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\",\
                        \"awsRegion\":\"eu-west-1\",\"recipientAccountId\":\"111122223333\",\"readOnly\":false";
            writeln!(text, "{head},\"eventTime\":\"{at}\",\"eventID\":\"e{id}\"}}").unwrap();
        }
    }
    text + more
}

#[test]
fn a_burst_is_an_insight_and_a_record_of_the_future_is_no_drought() {
    let folder = Folder::new();
    folder.file(
        "rules/r.yaml",
        "baselines: {b: {insight: ApiCallRateInsight, severity: high}}\nrules:\n  \
         told: {severity: low, pattern: {detail-type: [AWS Insight via CloudTrail], detail: {insightDetails: {state: [Start]}}}}\n",
    );
    let future = record("2999-01-01T00:00:00Z", "z", "").replace("GetObject", "RunInstances");
    folder.file("in/trail.json", calls(&future));
    let ran = folder.run(&["eval", "in", "--format", "ndjson", "--now", "2026-02-01T00:00:00Z"]);
    // The record that is not counted is told as an error.
    let ran = ran.code(3);
    let insights = ran.lines("insight");
    let shown: Vec<String> =
        insights.iter().map(|i| format!("{} {}", i["state"], i["time"])).collect();
    assert_eq!(shown, ["\"Start\" \"2026-01-09T00:00:00Z\"", "\"End\" \"2026-01-09T00:10:00Z\""]);
    assert_eq!(insights[0]["shared-event-id"], insights[1]["shared-event-id"]);
    let context = &insights[1]["event"]["detail"]["insightDetails"]["insightContext"]["statistics"];
    assert_eq!(
        (&context["insight"]["average"], &context["insightDuration"]),
        (&60.into(), &10.into())
    );
    assert_eq!(ran.lines("match").len(), 1);
    assert!(ran.out.contains("1 call"), "{}", ran.out);
}

#[test]
fn inputs_that_nothing_looks_at_are_noted() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", "rules: {a: {pattern: {a: [1]}}}\n");
    folder.file("in/a.log", "2026-01-01T00:00:00Z a\n2026-01-01T00:00:01Z b\n");
    folder.file("in/b.json", "{\"Namespace\":\"N\",\"MetricName\":\"x\",\"Value\":1,\"Timestamp\":\"2026-01-01T00:00:00Z\"}\n");
    let ran = folder.run(&["eval", "in", "--format", "ndjson"]).code(0);
    assert_eq!(ran.err.matches("no metric filter looks at logs").count(), 1, "{}", ran.err);
    assert_eq!(ran.err.matches("there is no alarm to look at them").count(), 1, "{}", ran.err);
}
