//! Events and history items against the shapes that AWS shows.

use super::at;
use crate::alarms::{
    AlarmSettings, AlarmState, Comparison, Configured, HistoryItem, Identity, MissingData, Notify,
    Operation, Query, QuerySource, StateRecord, SuppressedBy, Threshold, Transition, Watched,
    configuration_change, configuration_item, state_change,
};
use crate::model::Home;
use serde_json::{Value, json};

fn alarm(name: &str, description: Option<&str>) -> Identity {
    Identity {
        name: name.to_owned(),
        description: description.map(str::to_owned),
        home: Home { account: "123456789012".to_owned(), region: "us-east-1".to_owned() },
    }
}

fn record(value: AlarmState, reason: &str, data: Option<&str>, time: &str) -> StateRecord {
    StateRecord {
        value,
        reason: reason.to_owned(),
        reason_data: data.map(str::to_owned),
        at: at(time),
        suppressed_by: None,
    }
}

fn network(id: &str, name: &str) -> Query {
    Query {
        id: id.to_owned(),
        source: QuerySource::Stat {
            namespace: "AWS/EC2".to_owned(),
            name: name.to_owned(),
            dimensions: vec![("InstanceId".to_owned(), "i-12345678901234567".to_owned())],
            period: 300,
            stat: "Maximum".to_owned(),
            unit: None,
        },
        label: None,
        return_data: false,
    }
}

#[test]
fn a_metric_math_alarm() {
    let sum = Query {
        id: "e1".to_owned(),
        source: QuerySource::Expression("SUM(METRICS())".to_owned()),
        label: Some("Total Network Traffic".to_owned()),
        return_data: true,
    };
    let watched = Watched::Metrics(vec![sum, network("m1", "NetworkIn")]);
    let change = Transition {
        from: StateRecord::created(at("2019-10-02T17:20:03.642Z")),
        to: record(AlarmState::Alarm, "why", Some("{\"a\":\"b\"}"), "2019-10-02T17:20:48.554Z"),
    };
    let who = alarm("TotalNetworkTrafficTooHigh", Some("over 10Kb"));
    let event = state_change(&who, &watched, &change);
    assert_eq!(event, state_change(&who, &watched, &change));
    let got: Value = serde_json::from_str(&event.text).expect("some");
    let want = json!({
        "version": "0",
        "id": event.id,
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "123456789012",
        "time": "2019-10-02T17:20:48Z",
        "region": "us-east-1",
        "resources": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:TotalNetworkTrafficTooHigh"],
        "detail": {
            "alarmName": "TotalNetworkTrafficTooHigh",
            "configuration": {
                "description": "over 10Kb",
                "metrics": [
                    {
                        "expression": "SUM(METRICS())",
                        "id": "e1",
                        "label": "Total Network Traffic",
                        "returnData": true
                    },
                    {
                        "id": "m1",
                        "metricStat": {
                            "metric": {
                                "dimensions": { "InstanceId": "i-12345678901234567" },
                                "name": "NetworkIn",
                                "namespace": "AWS/EC2"
                            },
                            "period": 300,
                            "stat": "Maximum"
                        },
                        "returnData": false
                    }
                ]
            },
            "previousState": {
                "reason": "Unchecked: Initial alarm creation",
                "timestamp": "2019-10-02T17:20:03.642+0000",
                "value": "INSUFFICIENT_DATA"
            },
            "state": {
                "reason": "why",
                "reasonData": "{\"a\":\"b\"}",
                "timestamp": "2019-10-02T17:20:48.554+0000",
                "value": "ALARM"
            }
        }
    });
    assert_eq!(got, want);
}

#[test]
fn a_composite_alarm() {
    let watched = Watched::Alarms {
        rule: "ALARM(a) OR ALARM(\"b c\")".to_owned(),
        suppressor: Some(("upkeep".to_owned(), 120, 180)),
    };
    let mut change = Transition {
        from: record(AlarmState::Ok, "x", None, "2022-07-22T15:56:14.552Z"),
        to: record(AlarmState::Alarm, "y", Some("{}"), "2022-07-22T15:57:45.394Z"),
    };
    change.to.suppressed_by = Some(SuppressedBy::WaitPeriod);
    let text = state_change(&alarm("all", None), &watched, &change).text;
    let got: Value = serde_json::from_str(&text).expect("some");
    assert_eq!(
        got["detail"]["state"],
        json!({
            "actionsSuppressedBy": "WaitPeriod",
            "actionsSuppressedReason": "Actions suppressed by WaitPeriod",
            "value": "ALARM",
            "reason": "y",
            "reasonData": "{}",
            "timestamp": "2022-07-22T15:57:45.394+0000"
        })
    );
    assert_eq!(
        got["detail"]["configuration"],
        json!({
            "alarmRule": "ALARM(a) OR ALARM(\"b c\")",
            "actionsSuppressor": "upkeep",
            "actionsSuppressorWaitPeriod": 120,
            "actionsSuppressorExtensionPeriod": 180
        })
    );
}

#[test]
fn ids_of_single_metrics_are_stable() {
    let source = network("m1", "NetworkIn").source;
    let (a, b) = (alarm("a", None), alarm("b", None));
    let id = |who: &Identity| Query::only(who, source.clone()).id;
    assert_eq!(id(&a), id(&a));
    assert_ne!(id(&a), id(&b));
}

#[test]
fn history() {
    let change = Transition {
        from: record(AlarmState::Alarm, "by hand", Some("no json"), "2014-04-09T18:00:00Z"),
        to: record(
            AlarmState::Ok,
            "fine",
            Some("{\"version\":\"1.0\"}"),
            "2014-04-09T18:59:06.442Z",
        ),
    };
    let item = HistoryItem::state_update(&change);
    assert_eq!(item.summary, "Alarm updated from ALARM to OK");
    let data: Value = serde_json::from_str(&item.data).expect("some");
    let want = json!({
        "version": "1.0",
        "oldState": {
            "stateValue": "ALARM", "stateReason": "by hand", "stateReasonData": "no json"
        },
        "newState": {
            "stateValue": "OK", "stateReason": "fine", "stateReasonData": { "version": "1.0" }
        }
    });
    assert_eq!(data, want);
    let ran = HistoryItem::action(change.to.at, "arn:x", Ok(()));
    assert_eq!(ran.summary, "Successfully executed action arn:x");
    let failed = HistoryItem::action(change.to.at, "arn:x", Err("not there"));
    assert_eq!(failed.summary, "Failed to execute action arn:x. Reason: not there");
}

#[test]
fn changes_of_configurations() {
    let who = alarm("ServerCpuTooHigh", Some("cpu"));
    let watched = Watched::Metrics(Vec::new());
    let settings = |threshold| AlarmSettings {
        treat_missing_data: MissingData::Ignore,
        ..AlarmSettings::new(300, 1, Threshold::Static(Comparison::Greater, threshold))
    };
    let (old, new) = (settings(70.0), settings(80.5));
    let notify = Notify { alarm: vec!["arn:x".to_owned()], ..Notify::default() };
    let of = |settings, time| Configured {
        watched: &watched,
        settings: Some(settings),
        notify: &notify,
        at: at(time),
        band: None,
    };
    let before = of(&old, "2022-03-03T17:06:13.757Z");
    let now = of(&new, "2022-03-03T17:06:34.267Z");
    let state = StateRecord::created(at("2022-03-03T17:06:13.757Z"));
    let update = Operation::Update;
    let event = configuration_change(&who, update, &state, now, Some(before), now.at);
    let got: Value = serde_json::from_str(&event.text).expect("JSON");
    assert_eq!(got["detail-type"], "CloudWatch Alarm Configuration Change");
    assert_eq!(got["time"], "2022-03-03T17:06:34Z");
    let configuration = |threshold: Value, time: &str| {
        json!({
            "evaluationPeriods": 1,
            "threshold": threshold,
            "comparisonOperator": "GreaterThanThreshold",
            "treatMissingData": "ignore",
            "metrics": [],
            "alarmName": "ServerCpuTooHigh",
            "description": "cpu",
            "actionsEnabled": true,
            "timestamp": time,
            "okActions": [],
            "alarmActions": ["arn:x"],
            "insufficientDataActions": []
        })
    };
    let want = json!({
        "alarmName": "ServerCpuTooHigh",
        "operation": "update",
        "state": { "value": "INSUFFICIENT_DATA", "timestamp": "2022-03-03T17:06:13.757+0000" },
        "configuration": configuration(json!(80.5), "2022-03-03T17:06:34.267+0000"),
        "previousConfiguration": configuration(json!(70), "2022-03-03T17:06:13.757+0000")
    });
    assert_eq!(got["detail"], want);
    let item = configuration_item(&who, update, now.at);
    assert_eq!(item.summary, "Alarm \"ServerCpuTooHigh\" updated");
}
