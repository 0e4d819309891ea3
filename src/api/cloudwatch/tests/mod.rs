//! What one operation does, another one shows.

mod alarms;
mod metrics;
mod protocols;
mod refusals;
mod whole;

use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

const FILE: &str = "\
targets:
  lake: {plugin: file, config: {folder: out, name: lake}, grants: {files: [out]}}
rules:
  changes:
    pattern: {source: [aws.cloudwatch], detail-type: [CloudWatch Alarm State Change]}
    targets: [lake]
alarms:
  of-file:
    metric: {namespace: App, name: Errors, dimensions: {Host: a}}
    statistic: p99
    unit: Count
    threshold: '> 5'
    period: 1m
    evaluation-periods: 2
    actions: {alarm: [lake]}
";

fn lake() -> Json {
    json!("arn:aws:lambda:us-east-1:000000000000:function:lake")
}

/// A whole alarm on one metric.
fn rich(name: &str) -> Json {
    json!({"AlarmName": name, "AlarmDescription": "D", "ActionsEnabled": true,
        "OKActions": [], "AlarmActions": [lake()], "InsufficientDataActions": [],
        "MetricName": "m", "Namespace": "n", "Statistic": "Average",
        "Dimensions": [{"Name": "d", "Value": "v"}], "Period": 60, "Unit": "Count",
        "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 1.5,
        "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching"})
}

/// The alarm of a name as it is described.
fn described(bench: &Bench, name: &str) -> Json {
    let types = ["MetricAlarm", "CompositeAlarm"];
    let answer = bench.ok("DescribeAlarms", json!({"AlarmNames": [name], "AlarmTypes": types}));
    let of = |field: &str| answer[field].as_array().and_then(|all| all.first()).cloned();
    of("MetricAlarms").or_else(|| of("CompositeAlarms")).unwrap_or_default()
}

/// Asserts that each field of one is in the other.
fn holds(found: &Json, wanted: &Json) {
    for (name, value) in wanted.as_object().expect("fields") {
        assert_eq!(&found[name], value, "{name} of {found}");
    }
}
