//! Compliance through the built program: items in, results, outputs and exit codes out.

mod changes;
mod inputs;
mod outcomes;
mod review;
mod waivers;

use crate::program::{Folder, Ran};
use serde_json::{Value, json};

/// A rule on disks; `more` adds to the rule file.
fn disks(more: &str) -> Folder {
    let folder = Folder::new();
    let rule = "compliance:\n  encrypted:\n    title: Disks are encrypted\n    \
                resource: AWS::EC2::Volume\n    severity: high\n    \
                require: { path: $.configuration.encrypted, equals: true }\n    \
                message: \"{resourceId} is not encrypted\"\n    fix: Encrypt it.\n";
    folder.file("rules/disks.yaml", format!("{rule}{more}"));
    folder
}

/// `eval` in the form for programs, at a fixed time.
fn eval(folder: &Folder, args: &[&str]) -> Ran {
    let mut all = vec!["eval", "--format", "ndjson", "--now", "2026-03-02T12:00:00Z"];
    all.extend_from_slice(args);
    folder.run(&all)
}

/// An item as a snapshot spells it, captured at this hour.
fn item(kind: &str, id: &str, hour: u64, configuration: impl Into<Value>) -> Value {
    let configuration: Value = configuration.into();
    json!({
        "relatedEvents": [], "relationships": [], "configuration": configuration,
        "supplementaryConfiguration": {}, "tags": {}, "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": format!("2026-03-01T{hour:02}:00:00.000Z"),
        "configurationStateId": 1_772_323_200_000 + hour * 3_600_000,
        "awsAccountId": "111122223333", "configurationItemStatus": "OK", "resourceType": kind,
        "resourceId": id, "ARN": format!("arn:aws:test:eu-west-1:111122223333:{id}"),
        "awsRegion": "eu-west-1", "availabilityZone": "eu-west-1a", "configurationStateMd5Hash": "",
    })
}

/// A disk, captured at this hour.
fn disk(id: &str, hour: u64, encrypted: impl Into<Value>) -> Value {
    item("AWS::EC2::Volume", id, hour, json!({ "encrypted": encrypted.into(), "size": 8 }))
}

/// A snapshot file.
fn snapshot(items: &[Value]) -> String {
    json!({ "fileVersion": "1.0", "configSnapshotId": "s-1", "configurationItems": items })
        .to_string()
}

/// The message that a configuration stream sends of an item.
fn message(item: &Value, kind: &str, changed: &[&str]) -> Value {
    let change = json!({ "previousValue": null, "updatedValue": null, "changeType": "UPDATE" });
    let changed: serde_json::Map<String, Value> =
        changed.iter().map(|name| ((*name).to_owned(), change.clone())).collect();
    json!({
        "configurationItemDiff": { "changedProperties": changed, "changeType": kind },
        "configurationItem": item, "notificationCreationTime": item["configurationItemCaptureTime"],
        "messageType": "ConfigurationItemChangeNotification", "recordVersion": "1.3",
    })
}

/// `RULE RESOURCE STATUS` of every result, in their order.
fn results(ran: &Ran) -> Vec<String> {
    let of = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let lines = ran.lines("compliance");
    let all = lines
        .iter()
        .map(|l| format!("{} {} {}", of(l, "rule"), of(l, "resource-id"), of(l, "status")));
    all.collect()
}
