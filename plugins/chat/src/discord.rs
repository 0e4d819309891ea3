//! Discord: an embed. All its texts together may have 6000 characters.

use crate::message::{Message, cut};
use serde_json::{Value, json};

const MOST: usize = 5500;

/// The body of a request to a webhook.
pub fn body(message: &Message) -> Value {
    let (title, text) = (cut(&message.title, 256), cut(&message.text, 3000));
    let mut left = MOST - title.chars().count() - text.chars().count();
    let mut fields = Vec::new();
    for (name, value) in message.fields.iter().take(25) {
        let (name, value) = (cut(name, 256), cut(value, 1024));
        let size = name.chars().count() + value.chars().count();
        if size > left {
            break;
        }
        left -= size;
        fields.push(json!({"name": name, "value": value, "inline": value.chars().count() < 40}));
    }
    let footer = format!("{} · {}", message.severity.word(), cut(&message.source, 200));
    let mut embed = json!({
        "title": title,
        "color": message.severity.colour(),
        "timestamp": message.time,
        "fields": fields,
        "footer": {"text": footer},
    });
    if !message.text.trim().is_empty() {
        embed["description"] = json!(text);
    }
    if let Some(link) = &message.link {
        embed["url"] = json!(link);
    }
    // Nobody is called by what stands in an event.
    json!({"embeds": [embed], "allowed_mentions": {"parse": []}})
}
