//! AWS's arithmetic and JSON.

use super::{BEGIN, rates, steady, until, write};
use crate::insights::{
    Attribution, Call, Counts, Insight, InsightState, InsightType, Settings, Share, Statistics,
    baseline_duration, event_json, record_json,
};

const DAY: i64 = 1440;

#[test]
fn a_baseline_opens_at_midnight() {
    assert_eq!(baseline_duration(BEGIN + 20 * 60 + 56, 7), 11_336);
    assert_eq!(baseline_duration(BEGIN, 7), 10_080);
    assert_eq!(baseline_duration(BEGIN + DAY - 1, 1), 2 * DAY - 1);
}

fn insight() -> Insight {
    let share = |value: &str, average| Share { value: value.into(), average };
    Insight {
        state: InsightState::Start,
        at: 1_733_935_920,
        known: 1_733_936_100,
        account: "888888888888".into(),
        region: "us-east-1".into(),
        source: "cloudtrail.amazonaws.com".into(),
        name: "DescribeQuery".into(),
        error_code: Some("QueryIdNotFoundException".into()),
        insight_type: InsightType::ApiErrorRate,
        statistics: Statistics::at_start(1_733_935_920 / 60, 7, 2, 6),
        attributions: vec![Attribution {
            attribute: "userIdentityArn",
            insight: vec![share("arn:aws:sts::888888888888:assumed-role/\"A\"", 1.2)],
            baseline: Vec::new(),
        }],
        shared_id: "s".into(),
        event_id: "e".into(),
    }
}

#[test]
fn the_record_has_its_fields_in_order() {
    let expected = concat!(
        r#"{"eventVersion":"1.09","eventTime":"2024-12-11T16:52:00Z","awsRegion":"us-east-1","#,
        r#""eventID":"e","eventType":"AwsCloudTrailInsight","recipientAccountId":"888888888888","#,
        r#""sharedEventID":"s","insightDetails":{"state":"Start","#,
        r#""eventSource":"cloudtrail.amazonaws.com","eventName":"DescribeQuery","#,
        r#""insightType":"ApiErrorRateInsight","errorCode":"QueryIdNotFoundException","#,
        r#""sourceEventCategory":"Management","insightContext":{"statistics":{"#,
        r#""baseline":{"average":0.0001803101},"insight":{"average":1.2},"#,
        r#""insightDuration":5,"baselineDuration":11092},"attributions":[{"#,
        r#""attribute":"userIdentityArn","insight":[{"#,
        r#""value":"arn:aws:sts::888888888888:assumed-role/\"A\"","average":1.2}],"#,
        r#""baseline":[]}]}},"eventCategory":"Insight"}"#
    );
    assert_eq!(record_json(&insight()), expected);
    let record: serde_json::Value = serde_json::from_str(expected).unwrap();
    let event: serde_json::Value = serde_json::from_str(&event_json(&insight())).unwrap();
    assert_eq!(event["detail"], record);
    assert_eq!(event["detail-type"], "AWS Insight via CloudTrail");
    assert_eq!(event["source"], "aws.cloudtrail");
    assert_eq!(event["time"], "2024-12-11T16:52:00Z");
    assert_eq!(event["account"], "888888888888");
    assert_eq!(event["id"].as_str().unwrap().len(), 36);
}

#[test]
fn records_of_calls_have_no_error_code() {
    let insight = Insight { insight_type: InsightType::ApiCallRate, error_code: None, ..insight() };
    let record: serde_json::Value = serde_json::from_str(&record_json(&insight)).unwrap();
    assert!(record["insightDetails"].get("errorCode").is_none());
}

#[test]
fn averages_are_of_the_counted_calls() {
    let mut counts = rates();
    steady(&mut counts, "RunInstances", 0..9 * DAY, 1);
    steady(&mut counts, "DeleteTrail", 0..1, 1);
    counts.add(&write(8 * DAY - 300, "DeleteTrail"));
    for (n, agent) in ["a", "b", "c", "d", "e", "f"].iter().enumerate() {
        let call = Call {
            user_agent: Some(agent),
            user_identity_arn: None,
            error: (n > 3).then_some("AccessDenied"),
            ..write(8 * DAY + 10, "DeleteTrail")
        };
        counts.add_many(&call, 4 + n as u32);
    }
    counts.add_many(&write(8 * DAY + 11, "DeleteTrail"), 20);
    let told = until(counts, 9 * DAY);
    assert_eq!(told.len(), 2);
    let (start, end) = (&told[0], &told[1]);
    assert_eq!(start.statistics.baseline_duration, 7 * DAY + 10);
    // The call of the first minute is older than seven days.
    assert!((start.statistics.baseline - 1.0 / 10_090.0).abs() < 1e-12);
    assert!((start.statistics.insight - 39.0 / 5.0).abs() < 1e-12);
    assert_eq!((end.statistics.insight_duration, end.at - start.at), (2, 120));
    assert!((end.statistics.insight - 59.0 / 2.0).abs() < 1e-12);
    assert_eq!(end.statistics.baseline_duration, start.statistics.baseline_duration);
    let values = |n: usize| -> Vec<(&str, f64)> {
        end.attributions[n].insight.iter().map(|s| (&*s.value, s.average)).collect()
    };
    assert_eq!(values(0), [("arn:aws:sts::123456789012:assumed-role/Admin", 10.0)]);
    let agents = [("console", 10.0), ("f", 4.5), ("e", 4.0), ("d", 3.5), ("c", 3.0)];
    assert_eq!(values(1), agents);
    assert_eq!(values(2), [("null", 21.0), ("AccessDenied", 8.5)]);
    assert_eq!(end.attributions[2].baseline[0].value, "null");
}

#[test]
fn ids_are_of_the_content() {
    let told = |name| {
        let mut counts = Counts::new(Settings::new(InsightType::ApiCallRate));
        counts.add(&write(0, "RunInstances"));
        counts.add_many(&write(2 * DAY, name), 50);
        until(counts, 2 * DAY + 1).remove(0)
    };
    assert_eq!(told("A"), told("A"));
    assert_ne!(told("A").shared_id, told("B").shared_id);
    assert_ne!(told("A").event_id, told("A").shared_id);
}
