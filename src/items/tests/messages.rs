//! Messages and their envelopes.

use super::*;

const HEAD: &str = r#""resourceType":"AWS::EC2::Instance","resourceId":"i-1""#;

#[test]
fn what_changed_is_kept_beside_the_item() {
    let message = format!(
        r#"{{"configurationItemDiff":{{"changeType":"UPDATE","changedProperties":{{"Configuration.State":{{}},"Relationships.0":{{}}}}}},
        "configurationItem":{{{HEAD}}},"notificationCreationTime":"2024-01-01T00:00:00.000Z","messageType":"ConfigurationItemChangeNotification"}}"#
    );
    let change = item(&message).change.expect("a change");
    assert_eq!(change.kind, "UPDATE");
    assert_eq!(change.properties, ["Configuration.State", "Relationships.0"]);
    assert_eq!(change.notified.as_deref(), Some("2024-01-01T00:00:00.000Z"));
    assert_eq!(item(&format!("{{{HEAD}}}")).change, None);
    let first = format!(r#"{{"configurationItemDiff":null,"configurationItem":[{{{HEAD}}}]}}"#);
    assert_eq!(item(&first).change, Some(Change::default()));
}

#[test]
fn oversized_items_have_their_head_only() {
    let message = format!(
        r#"{{"configurationItemSummary":{{"changeType":"CREATE","configurationItemVersion":"1.3","awsAccountId":"1",{HEAD},"configurationStateId":12}},
        "s3DeliverySummary":{{"s3BucketLocation":"bucket/key.json.gz","errorCode":null,"errorMessage":null}},
        "notificationCreationTime":"t","messageType":"OversizedConfigurationItemChangeNotification","recordVersion":"1.0"}}"#
    );
    let item = item(&message);
    assert_eq!(item.head.resource_id, "i-1");
    assert_eq!(item.change.map(|c| c.kind).as_deref(), Some("CREATE"));
    let want = Oversized { location: Some("bucket/key.json.gz".into()), error: None };
    assert_eq!(item.oversized, Some(want));
}

#[test]
fn other_messages_are_named() {
    for text in [
        r#"{"awsAccountId":"1","messageType":"ScheduledNotification","recordVersion":"1.0"}"#,
        r#"{"invokingEvent":"{\"messageType\":\"ScheduledNotification\"}","accountId":"1"}"#,
        r#"{"Type":"Notification","Message":"{\"invokingEvent\":{\"messageType\":\"ScheduledNotification\"}}"}"#,
        r#"{"detail-type":"x","detail":{"messageType":"ScheduledNotification","configurationItem":null}}"#,
    ] {
        match content(text) {
            Ok(Content::Other(word)) => assert_eq!(word, "ScheduledNotification"),
            other => unreachable!("{text}: {other:?}"),
        }
    }
}

#[test]
fn broken_envelopes() {
    for (text, words) in [
        (
            r#"{"invokingEvent":"x"}"#,
            "`invokingEvent` is a string but no JSON: expected a value, found `x` (byte 0)",
        ),
        (r#"{"configurationItem":[1,2]}"#, "`configurationItem` must be one item"),
        (r#"{"configurationItem":7}"#, "an item must be an object, this is a number"),
        (r#"{"configurationItem":{}}"#, "an item without `resourceType`"),
    ] {
        assert_eq!(content(text).expect_err(text).message, words);
    }
    let mut text = "{}".to_owned();
    for _ in 0..6 {
        text = json!({ "invokingEvent": text }).to_string();
    }
    assert_eq!(content(&text).expect_err("deep").message, "too many envelopes in one another");
}
