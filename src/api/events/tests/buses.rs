//! Buses and tags.

use super::{arn, bench};
use serde_json::json;

#[test]
fn a_bus_is_made_described_and_deleted() {
    let mut bench = bench();
    let create = json!({"Name": "orders", "Description": "Orders",
        "Tags": [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}]});
    assert_eq!(
        bench.ok("CreateEventBus", create.clone()),
        json!({"EventBusArn": arn("event-bus/orders"), "Description": "Orders"})
    );
    assert_eq!(
        bench.refused("CreateEventBus", create),
        "ResourceAlreadyExistsException: Event bus orders already exists."
    );
    let described = json!({"Name": "orders", "Arn": arn("event-bus/orders"),
        "Description": "Orders", "CreationTime": "2026-05-01T10:00:00Z",
        "LastModifiedTime": "2026-05-01T10:00:00Z"});
    assert_eq!(bench.ok("DescribeEventBus", json!({"Name": "orders"})), described);
    bench.restart();
    let by_arn = json!({"Name": arn("event-bus/orders")});
    assert_eq!(bench.ok("DescribeEventBus", by_arn), described);
    let file = json!({"Name": "audit", "Arn": arn("event-bus/audit"), "Description": "Audit"});
    let default = json!({"Name": "default", "Arn": arn("event-bus/default")});
    assert_eq!(
        bench.ok("ListEventBuses", json!({})),
        json!({"EventBuses": [file, default, described]})
    );
    assert_eq!(bench.ok("DescribeEventBus", json!({})), default);

    // Its rules hear what is put on it.
    let on =
        json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#, "EventBusName": "orders"});
    assert_eq!(bench.ok("PutRule", on), json!({"RuleArn": arn("rule/orders/r")}));
    let target =
        json!({"Rule": "r", "EventBusName": "orders", "Targets": [{"Id": "1", "Arn": "lake"}]});
    bench.ok("PutTargets", target);
    let entry =
        json!({"Source": "shop", "DetailType": "t", "Detail": "{}", "EventBusName": "orders"});
    bench.ok("PutEvents", json!({"Entries": [entry]}));
    bench.lines("lake.ndjson", 1);
    assert_eq!(
        bench.refused("DeleteEventBus", json!({"Name": "orders"})),
        "ValidationException: Event bus orders can't be deleted since it has rules: r is one of 1."
    );
    bench.ok("RemoveTargets", json!({"Rule": "r", "EventBusName": "orders", "Ids": ["1"]}));
    bench.ok("DeleteRule", json!({"Name": "r", "EventBusName": "orders"}));
    bench.ok("DeleteEventBus", json!({"Name": "orders"}));
    let gone = "ResourceNotFoundException: Event bus orders does not exist.";
    assert_eq!(bench.refused("DescribeEventBus", json!({"Name": "orders"})), gone);
    bench.restart();
    assert_eq!(bench.refused("DescribeEventBus", json!({"Name": "orders"})), gone);
    bench.ok("DeleteEventBus", json!({"Name": "orders"}));
    assert_eq!(
        bench.refused("DeleteEventBus", json!({"Name": "default"})),
        "ValidationException: Cannot delete event bus default."
    );
    assert_eq!(
        bench.refused("DeleteEventBus", json!({"Name": "audit"})),
        "ValidationException: Event bus audit is defined in a rules file, and changed there only."
    );
    assert_eq!(
        bench.refused("CreateEventBus", json!({"Name": "x", "LogConfig": {"Level": "INFO"}})),
        "ValidationException: LogConfig is not offered by this server"
    );
}

#[test]
fn tags_come_and_go() {
    let mut bench = bench();
    bench.ok("CreateEventBus", json!({"Name": "orders"}));
    let put =
        json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#, "EventBusName": "orders"});
    bench.ok("PutRule", put);
    for resource in ["rule/orders/r", "event-bus/orders", "event-bus/default"] {
        let of = json!({"ResourceARN": arn(resource)});
        assert_eq!(bench.ok("ListTagsForResource", of.clone()), json!({"Tags": []}));
        let tags = json!([{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]);
        bench.ok("TagResource", json!({"ResourceARN": arn(resource), "Tags": tags}));
        let more = json!([{"Key": "a", "Value": "2"}]);
        bench.ok("TagResource", json!({"ResourceARN": arn(resource), "Tags": more}));
        bench.ok("UntagResource", json!({"ResourceARN": arn(resource), "TagKeys": ["b", "c"]}));
        assert_eq!(bench.ok("ListTagsForResource", of.clone()), json!({"Tags": more}));
        bench.restart();
        assert_eq!(bench.ok("ListTagsForResource", of), json!({"Tags": more}));
    }
    let twice = json!([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "1"}]);
    for (input, want) in [
        (
            json!({"ResourceARN": arn("event-bus/default"), "Tags": twice}),
            "ValidationException: Invalid parameter: Duplicated keys are not allowed.".to_owned(),
        ),
        (
            json!({"ResourceARN": arn("rule/none"), "Tags": []}),
            "ResourceNotFoundException: Rule none does not exist on EventBus default.".to_owned(),
        ),
        (
            json!({"ResourceARN": arn("event-bus/audit"), "Tags": []}),
            "ValidationException: Event bus audit is defined in a rules file, and changed there only."
                .to_owned(),
        ),
        (
            json!({"ResourceARN": "arn:aws:s3:::x", "Tags": []}),
            format!(
                "ResourceNotFoundException: Resource arn:aws:s3:::x does not exist: rules and event \
                 buses begin {}",
                arn("")
            ),
        ),
    ] {
        assert_eq!(bench.refused("TagResource", input), want);
    }
}
