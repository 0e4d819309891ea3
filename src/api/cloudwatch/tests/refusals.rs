//! What is refused, in CloudWatch's words.

use super::{FILE, rich};
use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

#[test]
fn with_the_codes_of_cloudwatch() {
    let bench = Bench::timed("cloudwatch", FILE);
    let with = |field: &str, value: Json| {
        let mut alarm = rich("x");
        alarm[field] = value;
        alarm
    };
    let datum = |datum: Json| json!({"Namespace": "n", "MetricData": [datum]});
    let cases = [
        ("PutMetricData", json!({"MetricData": []}), "MissingRequiredParameterException"),
        (
            "PutMetricData",
            datum(json!({"MetricName": "m", "Value": 1, "Values": [1]})),
            "InvalidParameterCombinationException",
        ),
        (
            "PutMetricData",
            datum(json!({"MetricName": "m", "Value": 1, "Timestamp": "2026-04-01T00:00:00Z"})),
            "InvalidParameterValueException: The parameter MetricData.member.1.Timestamp must \
             specify a time within the past two weeks.",
        ),
        ("PutMetricAlarm", json!({}), "ValidationException: 1 validation error detected"),
        ("PutMetricAlarm", with("ComparisonOperator", json!("?")), "ValidationException"),
        ("PutMetricAlarm", with("EvaluationPeriods", json!(0)), "ValidationException"),
        ("PutMetricAlarm", with("Period", json!(7)), "InvalidParameterValueException"),
        ("PutMetricAlarm", with("DatapointsToAlarm", json!(4)), "ValidationException"),
        ("PutMetricAlarm", with("Metrics", json!([{}])), "InvalidParameterCombination"),
        (
            "PutMetricAlarm",
            with("AlarmActions", json!(["arn:aws:sns:us-east-1:1:nobody"])),
            "InvalidParameterValueException: Target arn:aws:sns:us-east-1:1:nobody does not exist",
        ),
        ("PutMetricAlarm", with("AlarmName", json!("of-file")), "ValidationException: Alarm of-f"),
        ("PutMetricAlarm", with("AlarmName", json!("a b")), "ValidationException: AlarmName a b"),
        (
            "PutCompositeAlarm",
            json!({"AlarmName": "c", "AlarmRule": "ALARM("}),
            "ValidationException: AlarmRule",
        ),
        (
            "PutCompositeAlarm",
            json!({"AlarmName": "c", "AlarmRule": "ALARM(nobody)"}),
            "ValidationException: no alarm is called `nobody`",
        ),
        (
            "SetAlarmState",
            json!({"AlarmName": "nobody", "StateValue": "OK", "StateReason": "r"}),
            "ResourceNotFound",
        ),
        (
            "SetAlarmState",
            json!({"AlarmName": "of-file", "StateValue": "OK", "StateReason": "r",
                "StateReasonData": "{"}),
            "InvalidFormatFault",
        ),
        ("DescribeAlarms", json!({"NextToken": "x"}), "InvalidNextToken"),
        ("DescribeAlarmHistory", json!({"NextToken": "x"}), "InvalidNextToken"),
        (
            "GetMetricStatistics",
            json!({"Namespace": "n", "MetricName": "m", "Period": 60, "Statistics": ["Sum"],
                "StartTime": 1_760_000_000, "EndTime": 1_770_000_000}),
            "InvalidParameterCombinationException: You have requested up to 166720 datapoints",
        ),
        (
            "GetMetricData",
            json!({"MetricDataQueries": [{"Id": "e", "Expression": "m1 +"}],
                "StartTime": 1_760_000_000, "EndTime": 1_770_000_000}),
            "ValidationException: Error in expression 'e'",
        ),
        ("ListMetrics", json!({"RecentlyActive": "PT1H"}), "ValidationException"),
    ];
    for (operation, input, wanted) in cases {
        let refused = bench.refused(operation, input.clone());
        assert!(refused.starts_with(wanted), "{operation} {input}: {refused}");
    }
}
