//! Data that are put are read, also after a restart.

use super::FILE;
use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

fn put(bench: &Bench) {
    let at = "2026-05-01T09:58:10Z";
    let dimensions = json!([{"Name": "d", "Value": "v"}]);
    bench.ok(
        "PutMetricData",
        json!({"Namespace": "n", "MetricData": [
            {"MetricName": "m", "Timestamp": at, "Value": 1.5, "Unit": "Count",
                "Dimensions": dimensions},
            {"MetricName": "m", "Timestamp": "2026-05-01T09:59:00Z", "Value": 4, "Unit": "Count",
                "Dimensions": dimensions},
            {"MetricName": "set", "Timestamp": at, "StatisticValues":
                {"SampleCount": 2, "Sum": 3, "Minimum": 1, "Maximum": 2}},
            {"MetricName": "many", "Timestamp": at, "Values": [1, 2], "Counts": [3, 4],
                "StorageResolution": 1}]}),
    );
}

fn range(mut input: Json) -> Json {
    input["StartTime"] = json!("2026-05-01T09:55:00Z");
    input["EndTime"] = json!("2026-05-01T10:00:00Z");
    input
}

fn shown(bench: &Bench) {
    let listed = || bench.ok("ListMetrics", json!({"Namespace": "n"}))["Metrics"].clone();
    bench.until("three metrics are there", || listed().as_array().is_some_and(|a| a.len() == 3));
    assert_eq!(
        bench.ok("ListMetrics", json!({"Dimensions": [{"Name": "d"}], "RecentlyActive": "PT3H"})),
        json!({"Metrics": [{"Namespace": "n", "MetricName": "m",
            "Dimensions": [{"Name": "d", "Value": "v"}]}]})
    );
    let statistics = |name: &str, more: Json| {
        let mut input = range(json!({"Namespace": "n", "MetricName": name, "Period": 60}));
        for (field, value) in more.as_object().expect("fields") {
            input[field] = value.clone();
        }
        bench.ok("GetMetricStatistics", input)
    };
    let all = json!(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);
    let dimensions = json!([{"Name": "d", "Value": "v"}]);
    assert_eq!(
        statistics("m", json!({"Statistics": ["Sum"], "Dimensions": dimensions})),
        json!({"Label": "m", "Datapoints": [
            {"Timestamp": "2026-05-01T09:58:00Z", "Sum": 1.5, "Unit": "Count"},
            {"Timestamp": "2026-05-01T09:59:00Z", "Sum": 4.0, "Unit": "Count"}]})
    );
    assert_eq!(
        statistics("set", json!({"Statistics": all}))["Datapoints"],
        json!([{"Timestamp": "2026-05-01T09:58:00Z", "SampleCount": 2.0, "Average": 1.5,
            "Sum": 3.0, "Minimum": 1.0, "Maximum": 2.0, "Unit": "None"}])
    );
    assert_eq!(
        statistics("many", json!({"ExtendedStatistics": ["p50"]}))["Datapoints"],
        json!([{"Timestamp": "2026-05-01T09:58:00Z", "ExtendedStatistics": {"p50": 2.0},
            "Unit": "None"}])
    );
    let metric = json!({"Namespace": "n", "MetricName": "m", "Dimensions": dimensions});
    let queries = json!([
        {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}},
        {"Id": "e1", "Expression": "m1 * 2", "Label": "twice"},
        {"Id": "s1", "Expression": "SEARCH('{n,d} MetricName=\"m\"', 'Maximum', 60)"}]);
    let input = range(json!({"MetricDataQueries": queries, "ScanBy": "TimestampAscending"}));
    let times = json!(["2026-05-01T09:58:00Z", "2026-05-01T09:59:00Z"]);
    let result = |id: &str, label: &str, values: Json| {
        json!({"Id": id, "Label": label, "Timestamps": times, "Values": values,
            "StatusCode": "Complete"})
    };
    let wanted = json!([
        result("m1", "m", json!([1.5, 4.0])),
        result("e1", "twice", json!([3.0, 8.0])),
        result("s1", "v m", json!([1.5, 4.0]))
    ]);
    let answer = bench.ok("GetMetricData", input.clone());
    assert_eq!(answer, json!({"MetricDataResults": wanted, "Messages": []}));
    let mut page = input;
    page["MaxDatapoints"] = json!(3);
    let first = bench.ok("GetMetricData", page.clone());
    assert_eq!(first["MetricDataResults"][1]["Values"], json!([3.0]));
    assert_eq!(first["MetricDataResults"][1]["StatusCode"], "PartialData");
    page["NextToken"] = first["NextToken"].clone();
    let second = bench.ok("GetMetricData", page);
    assert_eq!(second["MetricDataResults"][0]["Values"], json!([8.0]));
    assert_eq!(second["MetricDataResults"][1]["Values"], json!([1.5, 4.0]));
    assert_eq!(second["NextToken"], Json::Null);
}

#[test]
fn what_was_put_is_read() {
    let mut bench = Bench::timed("cloudwatch", FILE);
    put(&bench);
    shown(&bench);
    bench.restart();
    shown(&bench);
}
