//! Resources put, listed, asked for, delivered and deleted.

use super::{VOLUME, batch, bench, put_volume};
use serde_json::{Value as Json, json};

#[test]
fn what_is_put_is_there() {
    let mut bench = bench();
    put_volume(&bench, "vol-1", false);
    bench.now = "2026-05-01T11:00:00Z".parse().expect("a time");
    put_volume(&bench, "vol-1", true);
    put_volume(&bench, "vol-2", true);
    let check = |bench: &crate::api::testing::Bench| {
        let newest = &batch(bench, "vol-1")[0];
        let expected = [
            ("accountId", json!("000000000000")),
            ("awsRegion", json!("us-east-1")),
            ("resourceType", json!(VOLUME)),
            ("resourceId", json!("vol-1")),
            ("resourceName", json!("vol-1-name")),
            ("configurationItemStatus", json!("OK")),
            ("configurationItemCaptureTime", json!(1_777_633_200)),
            ("supplementaryConfiguration", json!({})),
            ("tags", Json::Null),
            ("relationships", Json::Null),
        ];
        for (name, value) in expected {
            assert_eq!(newest[name], value, "{name}");
        }
        let asked = json!({"resourceType": VOLUME, "resourceId": "vol-1"});
        let history = bench.ok("GetResourceConfigHistory", asked.clone());
        let items = history["configurationItems"].as_array().expect("items");
        assert_eq!(items.len(), 2);
        assert_eq!(items[0]["configuration"], newest["configuration"]);
        assert_eq!(items[0]["tags"], json!({"Team": "web"}));
        assert_eq!(items[1]["configurationItemCaptureTime"], 1_777_629_600);
        let mut forward = asked.clone();
        forward["chronologicalOrder"] = json!("Forward");
        forward["limit"] = json!(1);
        let page = bench.ok("GetResourceConfigHistory", forward.clone());
        assert_eq!(page["configurationItems"], json!([items[1]]));
        forward["nextToken"] = page["nextToken"].clone();
        let page = bench.ok("GetResourceConfigHistory", forward);
        assert_eq!(page["configurationItems"], json!([items[0]]));
        assert_eq!(page["nextToken"], Json::Null);
        let mut early = asked;
        early["laterTime"] = json!(1_777_630_000);
        let page = bench.ok("GetResourceConfigHistory", early);
        assert_eq!(page["configurationItems"], json!([items[1]]));
    };
    check(&bench);
    bench.restart();
    check(&bench);
    let unknown = json!({"resourceType": VOLUME, "resourceId": "vol-9"});
    assert_eq!(
        bench.refused("GetResourceConfigHistory", unknown),
        "ResourceNotDiscoveredException: Resource vol-9 of resourceType:AWS::EC2::Volume is unknown \
         or has not been discovered"
    );
    let reversed = json!({"resourceType": VOLUME, "resourceId": "vol-1", "earlierTime": 2,
        "laterTime": 1});
    let told = bench.refused("GetResourceConfigHistory", reversed);
    assert!(told.starts_with("InvalidTimeRangeException: "), "{told}");
    assert_eq!(batch(&bench, "vol-9"), json!([]));
}

#[test]
fn resources_are_listed_until_they_are_gone() {
    let bench = bench();
    for number in 1..=3 {
        put_volume(&bench, &format!("vol-{number}"), true);
    }
    let list = |more: Json| {
        let mut input = json!({"resourceType": VOLUME});
        input.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        bench.ok("ListDiscoveredResources", input)
    };
    let one = |id: &str| json!({"resourceType": VOLUME, "resourceId": id, "resourceName": format!("{id}-name")});
    let page = list(json!({"limit": 2}));
    assert_eq!(page["resourceIdentifiers"], json!([one("vol-1"), one("vol-2")]));
    let page = list(json!({"limit": 2, "nextToken": page["nextToken"]}));
    assert_eq!(page["resourceIdentifiers"], json!([one("vol-3")]));
    assert_eq!(page["nextToken"], Json::Null);
    let named = list(json!({"resourceName": "vol-2-name"}));
    assert_eq!(named["resourceIdentifiers"], json!([one("vol-2")]));
    let by_id = list(json!({"resourceIds": ["vol-3", "vol-1"]}));
    assert_eq!(by_id["resourceIdentifiers"], json!([one("vol-1"), one("vol-3")]));

    let gone = json!({"ResourceType": VOLUME, "ResourceId": "vol-2"});
    assert_eq!(bench.ok("DeleteResourceConfig", gone), json!({}));
    bench.until("it is gone", || {
        list(json!({}))["resourceIdentifiers"] == json!([one("vol-1"), one("vol-3")])
    });
    let all = list(json!({"includeDeletedResources": true}));
    let deleted = &all["resourceIdentifiers"][1];
    assert_eq!(deleted["resourceId"], "vol-2");
    assert_eq!(deleted["resourceDeletionTime"], "2026-05-01T10:00:00.001Z");
    assert_eq!(batch(&bench, "vol-2")[0]["configurationItemStatus"], "ResourceDeleted");
}

#[test]
fn queries_see_the_newest_items() {
    let bench = bench();
    put_volume(&bench, "vol-1", false);
    put_volume(&bench, "vol-2", true);
    put_volume(&bench, "vol-3", true);
    let query = "SELECT resourceId, resourceName WHERE configuration.encrypted = true \
                 ORDER BY resourceId";
    let mut input = json!({"Expression": query, "Limit": 1});
    let first = bench.ok("SelectResourceConfig", input.clone());
    let fields = json!([{"Name": "resourceId"}, {"Name": "resourceName"}]);
    assert_eq!(first["QueryInfo"]["SelectFields"], fields);
    let row: Json =
        serde_json::from_str(first["Results"][0].as_str().expect("a text")).expect("JSON");
    assert_eq!(row, json!({"resourceId": "vol-2", "resourceName": "vol-2-name"}));
    input["NextToken"] = first["NextToken"].clone();
    let second = bench.ok("SelectResourceConfig", input);
    assert!(second["Results"][0].as_str().is_some_and(|row| row.contains("vol-3")));
    assert_eq!(second["NextToken"], Json::Null);
    let told = bench.refused("SelectResourceConfig", json!({"Expression": "SELECT"}));
    assert!(
        told.starts_with("InvalidExpressionException: The expression is not valid: "),
        "{told}"
    );
}

#[test]
fn configurations_are_objects() {
    let bench = bench();
    for (kind, id, text) in
        [(VOLUME, "v", "[]"), (VOLUME, "v", "{"), (VOLUME, "", "{}"), ("AWS", "v", "{}")]
    {
        let put = json!({"ResourceType": kind, "ResourceId": id, "SchemaVersionId": "1",
            "Configuration": text});
        let told = bench.refused("PutResourceConfig", put);
        assert!(told.starts_with("ValidationException: "), "{told}");
    }
}
