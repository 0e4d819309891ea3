//! Alarms that are put are described, follow calls, and go.

use super::{FILE, described, holds, lake, rich};
use crate::api::testing::Bench;
use serde_json::json;

#[test]
fn what_was_put_is_described() {
    let mut bench = Bench::timed("cloudwatch", FILE);
    let stat = |id: &str, name: &str| {
        json!({"Id": id, "ReturnData": false, "MetricStat": {"Period": 300, "Stat": "Sum",
            "Metric": {"Namespace": "n", "MetricName": name, "Dimensions": []}}})
    };
    let common = |name: &str| {
        json!({"AlarmName": name, "ActionsEnabled": false, "OKActions": ["lake"],
            "AlarmActions": [], "InsufficientDataActions": [lake()], "EvaluationPeriods": 1})
    };
    let mut expression = common("expression");
    expression["Metrics"] = json!([stat("e", "errors"), stat("c", "calls"),
        {"Id": "share", "Expression": "100 * e / c", "Label": "L", "ReturnData": true}]);
    expression["Threshold"] = json!(5.0);
    expression["ComparisonOperator"] = json!("LessThanOrEqualToThreshold");
    let mut band = common("band");
    let mut watched = stat("m1", "load");
    watched["ReturnData"] = json!(true);
    band["Metrics"] = json!([watched,
        {"Id": "ad1", "Expression": "ANOMALY_DETECTION_BAND(m1, 3)", "ReturnData": true}]);
    band["ThresholdMetricId"] = json!("ad1");
    band["ComparisonOperator"] = json!("GreaterThanUpperThreshold");
    let mut percentile = rich("percentile");
    let fields = percentile.as_object_mut().expect("fields");
    fields.remove("Statistic");
    fields.insert("ExtendedStatistic".into(), json!("p99"));
    fields.insert("EvaluateLowSampleCountPercentile".into(), json!("ignore"));
    let composite = json!({"AlarmName": "both", "ActionsEnabled": true, "AlarmDescription": "C",
        "OKActions": [], "AlarmActions": [lake()], "InsufficientDataActions": [],
        "AlarmRule": "ALARM(rich) AND NOT ALARM(\"of-file\")", "ActionsSuppressor": "band",
        "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 120});
    let metric = [rich("rich"), expression, band, percentile];
    for alarm in &metric {
        assert_eq!(bench.ok("PutMetricAlarm", alarm.clone()), json!({}));
    }
    bench.ok("PutCompositeAlarm", composite.clone());
    for _ in 0..2 {
        for alarm in metric.iter().chain([&composite]) {
            let found = described(&bench, alarm["AlarmName"].as_str().expect("a name"));
            holds(&found, alarm);
            let name = alarm["AlarmName"].as_str().unwrap_or_default();
            holds(
                &found,
                &json!({"AlarmArn": format!("arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}"),
                    "AlarmConfigurationUpdatedTimestamp": "2026-05-01T10:00:00Z",
                    "StateTransitionedTimestamp": found["StateUpdatedTimestamp"].clone()}),
            );
            assert!(found["StateReason"].is_string() && found["StateValue"].is_string());
        }
        holds(
            &described(&bench, "of-file"),
            &json!({"Namespace": "App", "MetricName": "Errors", "ExtendedStatistic": "p99",
                "Dimensions": [{"Name": "Host", "Value": "a"}], "Unit": "Count", "Period": 60,
                "EvaluationPeriods": 2, "Threshold": 5.0, "TreatMissingData": "missing",
                "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [lake()]}),
        );
        bench.restart();
    }
    let put = bench.ok(
        "PutAnomalyDetector",
        json!({"SingleMetricAnomalyDetector": {
        "Namespace": "n", "MetricName": "load", "Stat": "Sum"}, "Configuration": {
        "MetricTimezone": "Europe/Berlin", "ExcludedTimeRanges": [
            {"StartTime": 1_760_000_000, "EndTime": 1_760_003_600}]}}),
    );
    assert_eq!(put, json!({}));
    let found = bench.ok("DescribeAnomalyDetectors", json!({"Namespace": "n"}));
    holds(
        &found["AnomalyDetectors"][0],
        &json!({"MetricName": "load", "Stat": "Sum", "Configuration": {
            "ExcludedTimeRanges": [{"StartTime": "2025-10-09T08:53:20Z",
                "EndTime": "2025-10-09T09:53:20Z"}], "MetricTimezone": "Europe/Berlin"}}),
    );
    let rules = bench.api.daemon.rules();
    let alarm = rules.bundle.alarms.iter().find(|own| own.header.name == "band").expect("it");
    let crate::rules::Watch::Metrics(watch) = &alarm.watch else {
        unreachable!("it watches metrics")
    };
    let band = watch.band.as_ref().expect("a band");
    assert_eq!((band.settings.excluded_ranges.len(), band.width), (1, 3.0));
    assert_eq!(band.zone.iana_name(), Some("Europe/Berlin"));
    bench.ok(
        "DeleteAnomalyDetector",
        json!({"Namespace": "n", "MetricName": "load", "Stat": "Sum"}),
    );
    let found = bench.ok("DescribeAnomalyDetectors", json!({}));
    assert_eq!(found["AnomalyDetectors"], json!([]));
}

#[test]
fn alarms_are_found_and_deleted() {
    let bench = Bench::timed("cloudwatch", FILE);
    for name in ["a-1", "a-2", "b"] {
        bench.ok("PutMetricAlarm", rich(name));
    }
    bench.ok("PutCompositeAlarm", json!({"AlarmName": "top", "AlarmRule": "ALARM(a-1)"}));
    let names = |input: serde_json::Value| -> Vec<String> {
        let answer = bench.ok("DescribeAlarms", input);
        let all = ["MetricAlarms", "CompositeAlarms"].map(|field| answer[field].clone());
        let all = all.iter().filter_map(|list| list.as_array().cloned()).flatten();
        all.filter_map(|alarm| alarm["AlarmName"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(names(json!({})), ["a-1", "a-2", "b", "of-file"]);
    assert_eq!(names(json!({"AlarmTypes": ["CompositeAlarm"]})), ["top"]);
    assert_eq!(names(json!({"AlarmNamePrefix": "a-"})), ["a-1", "a-2"]);
    assert_eq!(names(json!({"ActionPrefix": "arn:aws:lambda"})), ["a-1", "a-2", "b", "of-file"]);
    assert_eq!(names(json!({"ActionPrefix": "arn:aws:sns"})), [""; 0]);
    assert_eq!(names(json!({"ChildrenOfAlarmName": "top"})), ["a-1"]);
    assert_eq!(names(json!({"ParentsOfAlarmName": "a-1"})), ["top"]);
    let page = bench.ok("DescribeAlarms", json!({"MaxRecords": 3}));
    let token = page["NextToken"].as_str().expect("a token");
    assert_eq!(names(json!({"MaxRecords": 3, "NextToken": token})), ["of-file"]);
    bench.ok("DeleteAlarms", json!({"AlarmNames": ["a-2", "b"]}));
    assert_eq!(names(json!({})), ["a-1", "of-file"]);
    assert!(
        bench.refused("DeleteAlarms", json!({"AlarmNames": ["b"]})).starts_with("ResourceNotF")
    );
    let of_file = bench.refused("DeleteAlarms", json!({"AlarmNames": ["of-file"]}));
    assert!(of_file.contains("defined in rules.yaml"), "{of_file}");
    let used = bench.refused("DeleteAlarms", json!({"AlarmNames": ["a-1"]}));
    assert!(used.contains("no alarm is called `a-1`"), "{used}");
}

#[test]
fn states_are_set_and_told() {
    let mut bench = Bench::timed("cloudwatch", FILE);
    bench.ok("PutMetricAlarm", rich("hand"));
    let set = json!({"AlarmName": "hand", "StateValue": "ALARM", "StateReason": "by hand",
        "StateReasonData": "{\"why\": 1}"});
    bench.ok("SetAlarmState", set);
    bench.until("it is in ALARM", || described(&bench, "hand")["StateValue"] == "ALARM");
    holds(
        &described(&bench, "hand"),
        &json!({"StateReason": "by hand", "StateReasonData": "{\"why\": 1}",
            "StateUpdatedTimestamp": "2026-05-01T10:00:00Z"}),
    );
    let input = json!({"AlarmName": "hand", "HistoryItemType": "StateUpdate"});
    let items = || bench.ok("DescribeAlarmHistory", input.clone())["AlarmHistoryItems"].clone();
    bench.until("it is told", || items().as_array().is_some_and(|all| !all.is_empty()));
    holds(
        &items()[0],
        &json!({"AlarmName": "hand", "AlarmType": "MetricAlarm", "HistoryItemType": "StateUpdate",
            "HistorySummary": "Alarm updated from INSUFFICIENT_DATA to ALARM"}),
    );
    let all = json!({"AlarmName": "hand", "ScanBy": "TimestampAscending", "MaxRecords": 1});
    let first = bench.ok("DescribeAlarmHistory", all.clone());
    assert_eq!(first["AlarmHistoryItems"][0]["HistoryItemType"], "ConfigurationUpdate");
    let mut more = all;
    more["NextToken"] = first["NextToken"].clone();
    let second = bench.ok("DescribeAlarmHistory", more);
    assert_eq!(second["AlarmHistoryItems"][0]["HistoryItemType"], "StateUpdate");
    for (operation, enabled) in [("DisableAlarmActions", false), ("EnableAlarmActions", true)] {
        bench.ok(operation, json!({"AlarmNames": ["hand", "nobody"]}));
        let is = || described(&bench, "hand")["ActionsEnabled"] == enabled;
        bench.until("actions are as they should be", is);
    }
    bench.ok("DisableAlarmActions", json!({"AlarmNames": ["hand"]}));
    bench.until("they are off", || described(&bench, "hand")["ActionsEnabled"] == false);
    bench.restart();
    assert_eq!(described(&bench, "hand")["ActionsEnabled"], false);
    bench.ok("PutMetricAlarm", rich("hand"));
    bench.until("they are on", || described(&bench, "hand")["ActionsEnabled"] == true);
}
