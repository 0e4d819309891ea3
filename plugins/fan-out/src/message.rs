//! A message: the item with what SNS puts around it.

use crate::settings::{Kind, Settings};
use serde_json::{Map, Value, json};
use tripline_plugin::template::Filling;
use tripline_plugin::{Context, Item, date, sign};

/// A message.
#[derive(Debug)]
pub struct Message {
    /// A UUID, the same whenever the item is tried.
    pub id: String,
    pub topic: String,
    subject: Option<String>,
    /// The item as it came.
    pub text: String,
    /// The item as JSON.
    pub body: Value,
    timestamp: String,
    attributes: Vec<(String, Kind, String)>,
}

impl Message {
    /// The message for an item.
    pub fn of(settings: &Settings, item: &Item, cx: &Context) -> Self {
        let body = item.value();
        let filling = Filling { item, body: &body, cx };
        let subject = settings.subject.as_ref().map(|subject| subject.fill(filling));
        let own = item.attributes.iter().map(|(n, v)| (n.clone(), Kind::String, v.clone()));
        let made = settings.attributes.iter();
        let made = made.map(|(name, a)| (name.clone(), a.kind, a.value.fill(filling)));
        let attributes = own.chain(made).filter(|(_, _, value)| !value.is_empty()).collect();
        Self {
            id: uuid(&sign::repetition_key(cx, item)),
            topic: settings.topic.clone().unwrap_or_else(|| cx.target.clone()),
            // SNS takes a hundred characters on one line.
            subject: subject.map(|s| s.chars().filter(|c| !c.is_control()).take(100).collect()),
            text: item.body.clone(),
            timestamp: date::rfc3339(i64::try_from(cx.began_ms()).unwrap_or(0)),
            body,
            attributes,
        }
    }

    /// SNS's notification. It is not signed: there is no certificate that could be fetched.
    pub fn envelope(&self) -> Value {
        let mut envelope = json!({
            "Type": "Notification",
            "MessageId": self.id,
            "TopicArn": self.topic,
            "Message": self.text,
            "Timestamp": self.timestamp,
        });
        if let Some(subject) = self.subject.as_ref().filter(|s| !s.is_empty()) {
            envelope["Subject"] = json!(subject);
        }
        if !self.attributes.is_empty() {
            let one = |(name, kind, value): &(String, Kind, String)| {
                let kind = match kind {
                    Kind::String => "String",
                    Kind::Number => "Number",
                    Kind::List => "String.Array",
                };
                (name.clone(), json!({"Type": kind, "Value": value}))
            };
            let all: Map<_, _> = self.attributes.iter().map(one).collect();
            envelope["MessageAttributes"] = Value::Object(all);
        }
        envelope
    }

    /// The attributes as filters see them.
    pub fn attribute_values(&self) -> Value {
        let value = |kind, text: &str| match kind {
            Kind::String => json!(text),
            // What is not what it should be is a text, and passes as one or not at all.
            Kind::Number | Kind::List => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        };
        let all = self.attributes.iter().map(|(n, kind, text)| (n.clone(), value(*kind, text)));
        Value::Object(all.collect())
    }

    /// The detail type of the event that it is on a bus.
    pub fn detail_type(&self) -> String {
        self.body["detail-type"].as_str().unwrap_or("Notification").to_string()
    }
}

/// 32 hexadecimal digits as a UUID of version 8, whose bits are its maker's.
fn uuid(digits: &str) -> String {
    let mut text = String::with_capacity(36);
    for (n, c) in digits.chars().take(32).enumerate() {
        if matches!(n, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(match n {
            12 => '8',
            16 => 'a',
            _ => c,
        });
    }
    text
}
