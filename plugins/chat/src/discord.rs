//! Discord: an embed. All its texts together may have 6000 characters.

use crate::message::{Message, cut};
use serde_json::{Value, json};

const MOST: usize = 5500;

/// The body of a request to a webhook.
pub fn body(message: &Message) -> Value {
    let (title, text) = (shown(&message.title, 256), shown(&message.text, 3000));
    let mut left = MOST - title.chars().count() - text.chars().count();
    let mut fields = Vec::new();
    for (name, value) in message.fields.iter().take(25) {
        let (name, value) = (shown(name, 256), shown(value, 1024));
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

/// A text as it is to be seen, in at most so many characters, never empty: Discord reads Markdown,
/// and an event is not to write links, headings or lists.
pub fn shown(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.is_empty() {
        return "-".into();
    }
    let (mut out, mut length, mut line_begins) = (String::new(), 0, true);
    // Where to cut off, should the text be too long: behind a whole escape, with room for a dot.
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let escaped = match c {
            '\\' | '*' | '_' | '~' | '|' | '`' | '[' | ']' | '<' | '>' => true,
            '#' | '-' | '+' => line_begins,
            ':' => text[at..].starts_with("://"),
            _ => false,
        };
        line_begins = c == '\n' || line_begins && c.is_whitespace();
        if escaped {
            out.push('\\');
        }
        out.push(c);
        length += 1 + usize::from(escaped);
        if length < most {
            end = out.len();
        }
        if length > most {
            out.truncate(end);
            out.push('…');
            return out;
        }
    }
    out
}
