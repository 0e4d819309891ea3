//! PagerDuty: an event of the Events API, version 2.

use crate::message::{Message, Severity, cut};
use crate::settings::Action;
use serde_json::{Map, Value, json};

/// The body of a request to the Events API.
pub fn body(message: &Message, routing_key: &str) -> Value {
    let action = match message.action {
        Action::Trigger => "trigger",
        Action::Acknowledge => "acknowledge",
        Action::Resolve => "resolve",
    };
    let mut event = json!({
        "routing_key": routing_key.trim(),
        "event_action": action,
        "dedup_key": cut(&message.dedup_key, 255),
    });
    if message.action != Action::Trigger {
        return event;
    }
    let severity = match message.severity {
        Severity::Critical => "critical",
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "info",
    };
    let details = match message.fields.is_empty() {
        true => message.body.clone(),
        false => {
            let fields = message.fields.iter().map(|(name, value)| (name.clone(), json!(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    };
    let summary = match message.text.trim() {
        "" => message.title.clone(),
        text => format!("{}: {text}", message.title),
    };
    event["payload"] = json!({
        "summary": cut(&summary, 1024),
        "source": cut(&message.source, 255),
        "severity": severity,
        "timestamp": message.time,
        "custom_details": details,
    });
    event["client"] = json!("tripline");
    if let Some(link) = &message.link {
        event["links"] = json!([{"href": link, "text": "Open"}]);
    }
    event
}
