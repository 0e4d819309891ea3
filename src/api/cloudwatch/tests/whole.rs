//! From data to an alarm, its action, its event, and a rule's target.

use super::{FILE, described, rich};
use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

#[test]
fn an_alarm_of_the_api_goes_off() {
    let mut bench = Bench::timed("cloudwatch", FILE);
    let mut alarm = rich("loud");
    alarm["EvaluationPeriods"] = json!(1);
    alarm["DatapointsToAlarm"] = json!(1);
    bench.ok("PutMetricAlarm", alarm);
    let value = |bench: &Bench, value: f64| {
        bench.ok(
            "PutMetricData",
            json!({"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": value,
                "Unit": "Count", "Dimensions": [{"Name": "d", "Value": "v"}]}]}),
        );
    };
    bench.until("the core knows it", || bench.api.daemon.state().senses.state("loud").is_some());
    value(&bench, 9.0);
    let known = || bench.ok("ListMetrics", json!({}))["Metrics"].as_array().map(Vec::len);
    bench.until("the datum is there", || known() == Some(1));
    bench.pass(120);
    bench.until("it is in ALARM", || described(&bench, "loud")["StateValue"] == "ALARM");
    let lines = bench.lines("lake.ndjson", 2);
    let read = |line: &String| serde_json::from_str::<Json>(line).expect("JSON");
    let events: Vec<Json> = lines.iter().map(read).collect();
    let is_event = |event: &&Json| event["detail-type"] == "CloudWatch Alarm State Change";
    let event = events.iter().find(is_event).expect("the rule has its event");
    assert_eq!(event["detail"]["alarmName"], "loud");
    assert_eq!(event["detail"]["state"]["value"], "ALARM");
    let action = events.iter().find(|event| event["alarmData"].is_object()).expect("the action");
    assert_eq!(action["alarmData"]["alarmName"], "loud");
    bench.restart();
    assert_eq!(described(&bench, "loud")["StateValue"], "ALARM");
}
