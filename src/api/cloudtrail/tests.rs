//! What one operation does, another one shows.

use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

const FILE: &str = "baselines: {of-file: {insight: ApiCallRateInsight}}\n";

fn event(uid: &str, name: &str, time: &str) -> String {
    json!({"version": "1.0", "userIdentity": {"type": "AssumedRole", "principalId": "p:anna",
        "accessKeyId": "AK"}, "eventSource": "app.example.com", "eventName": name,
        "eventTime": time, "UID": uid, "recipientAccountId": "000000000000", "readOnly": true,
        "resources": [{"type": "App::Page", "ARN": "page-1"}]})
    .to_string()
}

fn put(bench: &mut Bench, events: &[(&str, &str, &str)]) -> Json {
    bench.service = "cloudtrail-data";
    let one = |(id, name, time): &(&str, &str, &str)| json!({"id": id, "eventData": event(id, name, time)});
    let events: Vec<Json> = events.iter().map(one).collect();
    let channel = "arn:aws:cloudtrail:us-east-1:000000000000:channel/c";
    let answer = bench.ok("PutAuditEvents", json!({"channelArn": channel, "auditEvents": events}));
    bench.service = "cloudtrail";
    answer
}

fn names(answer: &Json) -> Vec<String> {
    let all = answer["Events"].as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|own| own["EventName"].as_str().map(str::to_owned)).collect()
}

#[test]
fn audit_events_are_looked_up() {
    let mut bench = Bench::timed("cloudtrail", FILE);
    let put = put(
        &mut bench,
        &[
            ("1", "Second", "2026-05-01T09:00:00Z"),
            ("2", "Third", "2026-05-01T09:30:00Z"),
            ("3", "First", "2026-05-01T08:00:00Z"),
        ],
    );
    assert_eq!(put["failed"], json!([]));
    let id = put["successful"][1]["eventID"].clone();
    assert!(id.is_string());
    let look = |bench: &Bench, input: Json| bench.ok("LookupEvents", input);
    bench.until("they are there", || names(&look(&bench, json!({}))).len() == 3);
    for _ in 0..2 {
        let all = look(&bench, json!({}));
        assert_eq!(names(&all), ["Third", "Second", "First"]);
        let newest = &all["Events"][0];
        for (field, value) in [
            ("EventId", id.clone()),
            ("EventName", json!("Third")),
            ("ReadOnly", json!("true")),
            ("AccessKeyId", json!("AK")),
            ("EventTime", json!("2026-05-01T09:30:00Z")),
            ("EventSource", json!("app.example.com")),
            ("Username", json!("anna")),
            ("Resources", json!([{"ResourceType": "App::Page", "ResourceName": "page-1"}])),
        ] {
            assert_eq!(newest[field], value, "{field}");
        }
        let record: Json =
            serde_json::from_str(newest["CloudTrailEvent"].as_str().expect("text")).expect("JSON");
        assert_eq!((&record["UID"], &record["eventID"]), (&json!("2"), &id));
        let by = |key: &str, value: Json| {
            let one = json!([{"AttributeKey": key, "AttributeValue": value}]);
            names(&look(&bench, json!({"LookupAttributes": one})))
        };
        assert_eq!(by("EventId", id.clone()), ["Third"]);
        assert_eq!(by("EventName", json!("First")), ["First"]);
        assert_eq!(by("Username", json!("anna")).len(), 3);
        assert_eq!(by("ReadOnly", json!("false")).len(), 0);
        assert_eq!(by("ResourceName", json!("page-1")).len(), 3);
        assert_eq!(by("ResourceType", json!("Other")).len(), 0);
        let range = json!({"StartTime": "2026-05-01T08:30:00Z", "EndTime": "2026-05-01T09:00:00Z"});
        assert_eq!(names(&look(&bench, range)), ["Second"]);
        let first = look(&bench, json!({"MaxResults": 2}));
        assert_eq!(names(&first), ["Third", "Second"]);
        let next = look(&bench, json!({"MaxResults": 2, "NextToken": first["NextToken"]}));
        assert_eq!((names(&next), &next["NextToken"]), (vec!["First".into()], &Json::Null));
        bench.restart();
    }
    let token = bench.refused("LookupEvents", json!({"NextToken": "x"}));
    assert!(token.starts_with("InvalidNextTokenException"), "{token}");
    let one = json!([{"AttributeKey": "Shoe", "AttributeValue": "x"}]);
    let attribute = bench.refused("LookupEvents", json!({"LookupAttributes": one}));
    assert!(attribute.starts_with("InvalidLookupAttributesException"), "{attribute}");
}

#[test]
fn audit_events_that_are_none_are_told() {
    let bench = Bench::new("cloudtrail-data", FILE);
    let good = event("1", "A", "2026-05-01T09:00:00Z");
    let answer = bench.ok(
        "PutAuditEvents",
        json!({"channelArn": "arn:aws:cloudtrail:us-east-1:1:channel/c", "auditEvents": [
            {"id": "a", "eventData": "[]"},
            {"id": "b", "eventData": "{}"},
            {"id": "c", "eventData": good, "eventDataChecksum": "x"},
            {"id": "d", "eventData": event("1", "A", "noon")},
            {"id": "e", "eventData": good}]}),
    );
    let codes = answer["failed"].as_array().cloned().unwrap_or_default();
    let codes: Vec<&str> = codes.iter().filter_map(|own| own["errorCode"].as_str()).collect();
    assert_eq!(codes, ["InvalidData", "FieldNotFound", "InvalidChecksum", "InvalidData"]);
    assert_eq!(answer["successful"][0]["id"], "e");
    let refused = bench.refused("PutAuditEvents", json!({"channelArn": "c", "auditEvents": []}));
    assert!(refused.starts_with("InvalidChannelARN"), "{refused}");
}

#[test]
fn insights_are_baselines() {
    let mut bench = Bench::timed("cloudtrail", FILE);
    let none = bench.refused("GetInsightSelectors", json!({"TrailName": "main"}));
    assert!(none.starts_with("InsightNotEnabledException"), "{none}");
    let selectors = json!([{"InsightType": "ApiErrorRateInsight"},
        {"InsightType": "ApiCallRateInsight"}]);
    let wanted = json!({"TrailARN": "arn:aws:cloudtrail:us-east-1:000000000000:trail/main",
        "InsightSelectors": [
            {"InsightType": "ApiCallRateInsight", "EventCategories": ["Management"]},
            {"InsightType": "ApiErrorRateInsight", "EventCategories": ["Management"]}]});
    let put = json!({"TrailName": "main", "InsightSelectors": selectors});
    assert_eq!(bench.ok("PutInsightSelectors", put), wanted);
    bench.restart();
    let arn = "arn:aws:cloudtrail:us-east-1:000000000000:trail/main";
    assert_eq!(bench.ok("GetInsightSelectors", json!({"TrailName": arn})), wanted);
    assert_eq!(bench.api.daemon.rules().bundle.baselines.len(), 3);
    bench.ok("PutInsightSelectors", json!({"TrailName": "main", "InsightSelectors": []}));
    assert_eq!(bench.api.daemon.rules().bundle.baselines.len(), 1);
    let bad = bench.refused("GetInsightSelectors", json!({"TrailName": "a b"}));
    assert!(bad.starts_with("InvalidTrailNameException"), "{bad}");
}
