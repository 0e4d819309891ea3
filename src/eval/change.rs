//! Notifications of AWS Config as the events that EventBridge delivers of them, and which rules may
//! match the events of changed results.

use crate::base::text::quote;
use crate::base::time;
use crate::items::Normalised;
use crate::operators::Value;
use crate::operators::pattern::{Condition, Pattern};
use crate::sources::event_id;
use jiff::Timestamp;

/// Appends the event of a notification to `out`; nothing when the record is something else than a
/// message of a configuration stream, such as an item in a snapshot.
pub(super) fn write_event(record: &[u8], found: &Normalised, out: &mut Vec<u8>) {
    let Some(change) = &found.change else { return };
    if !crate::sources::has_keys(record, ["messageType", "notificationCreationTime"]) {
        return;
    }
    let head = &found.head;
    let at: Option<Timestamp> = change.notified.as_deref().and_then(time::parse).or(head.captured);
    let text = |text: Option<&str>| text.map_or("null".to_owned(), |t| quote(t.as_bytes()));
    let time = at.map(time::show);
    let envelope = format!(
        "{{\"version\":\"0\",\"id\":\"{}\",\"detail-type\":\"Config Configuration Item Change\",\
         \"source\":\"aws.config\",\"account\":{},\"time\":{},\"region\":{},\"resources\":[{}],\
         \"detail\":",
        event_id(record),
        text(head.account.as_deref()),
        text(time.as_deref()),
        text(head.region.as_deref()),
        head.arn.as_deref().map_or(String::new(), |arn| quote(arn.as_bytes())),
    );
    out.extend_from_slice(envelope.as_bytes());
    out.extend_from_slice(record);
    out.push(b'}');
}

/// May the pattern match the event of a changed result?
pub(super) fn may_match_compliance(pattern: &Pattern) -> bool {
    let fixed: [(&[u8], &[u8]); 2] =
        [(b"source", b"aws.config"), (b"detail-type", b"Config Rules Compliance Change")];
    pattern.all.iter().all(|condition| match condition {
        Condition::Any(branches) => branches.iter().any(may_match_compliance),
        Condition::Field(field) => {
            let known = fixed.iter().find(|(path, _)| **path == *field.path);
            let holds = |value: &[u8]| {
                let value = Value::Text(value);
                field.tests.iter().any(|test| test.holds(&value, &mut Vec::new()))
            };
            known.is_none_or(|(_, value)| holds(value))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::{Content, read};

    #[test]
    fn a_notification_is_an_event() {
        let record = r#"{"configurationItemDiff":{"changeType":"UPDATE","changedProperties":{}},"configurationItem":{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","ARN":"arn:x","awsAccountId":"111122223333","awsRegion":"eu-west-1","configuration":{}},"notificationCreationTime":"2026-01-01T00:00:00.123Z","messageType":"ConfigurationItemChangeNotification","recordVersion":"1.3"}"#;
        let Ok(Content::Item(found)) = read(record.as_bytes().into(), 100) else {
            unreachable!("an item")
        };
        let mut out = Vec::new();
        write_event(record.as_bytes(), &found, &mut out);
        let event: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(event["detail-type"], "Config Configuration Item Change");
        assert_eq!(event["time"], "2026-01-01T00:00:00Z");
        assert_eq!(event["resources"][0], "arn:x");
        assert_eq!(event["detail"]["configurationItem"]["resourceId"], "vpc-1");
        let bare = br#"{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1"}"#;
        out.clear();
        write_event(bare, &found, &mut out);
        assert!(out.is_empty());
    }
}
