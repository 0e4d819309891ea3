//! Receiving: messages whose turn has come leave for a while, each with a handle to show later.

use crate::dead;
use crate::settings::Settings;
use crate::store::{self, Message};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use tripline_plugin::span::Span;
use tripline_plugin::{Error, date, log, random, sign, state};

/// What an answer has room for: with one message more than fits, of 1 MiB at most, it still has
/// less than the 6 MiB that an output may have.
#[derive(Debug, Default)]
pub struct Room {
    taken: usize,
}

impl Room {
    const MOST: usize = 4 << 20;

    /// Takes a message; not when there is no room, but always one.
    pub fn takes(&mut self, message: &Value) -> bool {
        let free = self.taken < Self::MOST;
        self.taken += message.to_string().len();
        free
    }
}

/// Receives at most so many messages, each for so long; fewer when an answer would be too long.
pub fn receive(settings: &Settings, most: usize, flight: Span, now: u64) -> Result<Value, Error> {
    let mut received = Vec::new();
    let mut seen = BTreeSet::new();
    let mut after: Option<String> = None;
    let mut room = Room::default();
    while received.len() < most {
        let page = u32::try_from(most - received.len()).unwrap_or(u32::MAX);
        let keys = state::keys("v/", after.as_deref(), page)?;
        let due: Vec<String> = keys.into_iter().filter(|key| store::time_of(key) <= now).collect();
        let Some(last) = due.last() else { break };
        after = Some(last.clone());
        for key in due {
            let message = store::load(store::number_of(&key))?.filter(|m| m.turn() == key);
            let Some(mut message) = message else {
                state::delete(&key)?;
                continue;
            };
            // With no time in flight, its turn comes again at once; not in the same answer.
            if !seen.insert(message.number) {
                continue;
            }
            if let Some(redrive) = &settings.redrive
                && message.count >= redrive.max_receive_count
            {
                if let Err(error) = dead::bury(redrive, &message, now) {
                    // A bus that does not take it must not keep the others from their receivers.
                    log::warn(&format!("{}: still no dead letter: {error}", message.id));
                    postpone(&key, &mut message, now.saturating_add(flight.0))?;
                }
                continue;
            }
            message.count += 1;
            message.first = message.first.or(Some(now));
            message.handle = Some(sign::hex(&random::bytes(16)));
            let answer = shown(&message);
            if !room.takes(&answer) {
                return Ok(json!({"messages": received}));
            }
            postpone(&key, &mut message, now.saturating_add(flight.0))?;
            received.push(answer);
        }
    }
    Ok(json!({"messages": received}))
}

/// Writes a message whose next turn is at a later time.
fn postpone(key: &str, message: &mut Message, at: u64) -> Result<(), Error> {
    state::delete(key)?;
    message.at = at;
    store::save(message)?;
    state::put(&message.turn(), b"")
}

/// A message as receivers see it.
pub fn shown(message: &Message) -> Value {
    let attributes = message.attributes.iter().map(|(name, value)| (name.clone(), json!(value)));
    let mut shown = json!({
        "message-id": message.id,
        "sequence-number": message.number.to_string(),
        "body": message.body,
        "rule": message.rule,
        "attributes": attributes.collect::<Map<_, _>>(),
        "sent": time(message.sent),
        "receive-count": message.count,
    });
    if let Some(handle) = &message.handle {
        shown["receipt-handle"] = json!(format!("{:x}.{handle}", message.number));
    }
    if let Some(first) = message.first {
        shown["first-received"] = time(first);
    }
    if let Some(group) = &message.group {
        shown["group"] = json!(group);
    }
    if let Some(died) = message.died {
        shown["died"] = time(died);
    }
    shown
}

fn time(ms: u64) -> Value {
    json!(date::rfc3339(i64::try_from(ms).unwrap_or(0)))
}
