//! Notifications of S3 and SNS, as webhooks get them.

use super::events::take;
use super::reply::{Answer, Asked};
use crate::sources::InputFormat;
use serde_json::{Value, json};

pub(super) async fn s3(asked: &Asked<'_>) -> Answer {
    take(asked, asked.request.body.to_vec(), Some(InputFormat::S3)).await
}

/// A notification of SNS: its message is what counts, whatever it holds. A text that is no JSON
/// becomes an event around the notification.
pub(super) async fn sns(asked: &Asked<'_>) -> Answer {
    let Ok(envelope) = serde_json::from_slice::<Value>(asked.request.body) else {
        return Answer::bad("the body is no JSON");
    };
    let text = |name: &str| envelope.get(name).and_then(Value::as_str);
    match text("Type") {
        Some("Notification") => {}
        Some("SubscriptionConfirmation") => {
            // Confirming means calling a URL that a stranger gave: that is for people to do.
            let body = json!({
                "confirmed": false,
                "topic": text("TopicArn"),
                "confirm-at": text("SubscribeURL"),
            });
            return Answer::ok(body);
        }
        Some("UnsubscribeConfirmation") => return Answer::ok(json!({"accepted": 0})),
        _ => return Answer::bad("the body is no notification of SNS: it has no known `Type`"),
    }
    let Some(message) = text("Message") else {
        return Answer::bad("the notification has no `Message`");
    };
    let inner = serde_json::from_str::<Value>(message).ok().filter(Value::is_object);
    match inner {
        Some(_) => take(asked, message.as_bytes().to_vec(), None).await,
        None => {
            let home = asked.api.daemon.home();
            let event = json!({
                "version": "0",
                "id": text("MessageId"),
                "detail-type": "SNS Notification",
                "source": "aws.sns",
                "account": home.account,
                "time": text("Timestamp"),
                "region": home.region,
                "resources": [text("TopicArn")],
                "detail": envelope,
            });
            take(asked, event.to_string().into_bytes(), Some(InputFormat::Events)).await
        }
    }
}
