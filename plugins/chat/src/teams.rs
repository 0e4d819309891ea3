//! Teams: an adaptive card, as a workflow that posts to a channel takes it.

use crate::message::{Message, Severity, cut};
use serde_json::{Value, json};

/// The body of a request to a workflow.
pub fn body(message: &Message) -> Value {
    let colour = match message.severity {
        Severity::Critical | Severity::High => "Attention",
        Severity::Medium => "Warning",
        Severity::Low => "Accent",
        Severity::Info => "Default",
    };
    let mut parts = vec![json!({"type": "TextBlock", "text": plain(&message.title, 200),
        "size": "Large", "weight": "Bolder", "color": colour, "wrap": true})];
    if !message.text.trim().is_empty() {
        parts.push(json!({"type": "TextBlock", "text": plain(&message.text, 4000), "wrap": true}));
    }
    let mut facts = vec![
        json!({"title": "Severity", "value": message.severity.word()}),
        json!({"title": "Source", "value": plain(&message.source, 200)}),
        json!({"title": "Time", "value": message.time}),
    ];
    let fact = |(name, value): &(String, String)| json!({"title": plain(name, 100), "value": plain(value, 1000)});
    facts.extend(message.fields.iter().map(fact));
    parts.push(json!({"type": "FactSet", "facts": facts}));
    let mut card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": parts,
    });
    if let Some(link) = &message.link {
        card["actions"] = json!([{"type": "Action.OpenUrl", "title": "Open", "url": link}]);
    }
    json!({"type": "message", "attachments": [{
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": null,
        "content": card,
    }]})
}

/// Cards know a little Markdown; an event is not to write links.
fn plain(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in cut(text, most).chars() {
        if matches!(c, '\\' | '[' | ']' | '*' | '_' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
