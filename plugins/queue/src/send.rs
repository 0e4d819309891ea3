//! Sending: an item becomes a message, unless it was sent within the last five minutes.

use crate::settings::Settings;
use crate::store::{self, Message};
use tripline_plugin::{Context, Error, Item, json, sign, state};

/// How long an item is known, in milliseconds.
const KNOWN: u64 = 300_000;

/// Sends an item. What is too large for the state stays too large.
pub fn send(settings: &Settings, item: &Item, cx: &Context, now: u64) -> Result<(), Error> {
    let known = format!("d/{}", sign::repetition_key(cx, item));
    let until = state::get(&known)?.and_then(|bytes| String::from_utf8(bytes).ok());
    if until.and_then(|text| text.parse::<u64>().ok()).is_some_and(|until| until > now) {
        return Ok(());
    }
    let group = settings.fifo.as_ref().map(|fifo| {
        let value = item.value();
        fifo.group.get(&value).map(|v| json::plain(v).into_owned()).unwrap_or_default()
    });
    let message = Message {
        number: store::next_number()?,
        id: item.id.clone(),
        body: item.body.clone(),
        attributes: item.attributes.clone(),
        rule: cx.rule.clone(),
        sent: now,
        expires: now.saturating_add(settings.retention.0),
        at: now.saturating_add(settings.delay.0),
        count: 0,
        first: None,
        handle: None,
        group,
        died: None,
    };
    store::save(&message)?;
    store::enter(&message)?;
    let until = now + KNOWN;
    state::put(&format!("e/{until:014}/{}", &known[2..]), b"")?;
    state::put(&known, until.to_string().as_bytes())
}
