//! Slack: an attachment with a coloured edge, made of blocks.

use crate::message::{Message, cut};
use serde_json::{Value, json};

/// The body of a request to an incoming webhook.
pub fn body(message: &Message) -> Value {
    let title = cut(&message.title, 150);
    let mut blocks = vec![json!({"type": "header", "text": {"type": "plain_text", "text": title}})];
    if !message.text.trim().is_empty() {
        blocks.push(json!({"type": "section", "text": mrkdwn(&message.text, 3000)}));
    }
    // Slack takes ten fields a section.
    for fields in message.fields.chunks(10) {
        let fields = fields.iter().map(|(name, value)| {
            let text = format!("*{}*\n{}", escaped(name), escaped(&cut(value, 1500)));
            json!({"type": "mrkdwn", "text": cut(&text, 2000)})
        });
        blocks.push(json!({"type": "section", "fields": fields.collect::<Vec<_>>()}));
    }
    if let Some(link) = &message.link {
        let text = json!({"type": "plain_text", "text": "Open"});
        blocks.push(json!({"type": "actions", "elements":
            [{"type": "button", "text": text, "url": cut(link, 3000)}]}));
    }
    let words = format!("{} · {} · {}", message.severity.word(), message.source, message.time);
    blocks.push(json!({"type": "context", "elements": [mrkdwn(&words, 2000)]}));
    json!({
        "text": escaped(&title),
        "attachments": [{"color": format!("#{:06x}", message.severity.colour()), "blocks": blocks}],
    })
}

fn mrkdwn(text: &str, most: usize) -> Value {
    json!({"type": "mrkdwn", "text": cut(&escaped(text), most)})
}

/// Without these three, nobody can be named and nothing linked by what stands in an event.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
