//! Dead letters: messages that were received too often.

use crate::receive::{Room, shown};
use crate::settings::{Redrive, Settings};
use crate::store::{self, Message};
use serde_json::{Value, json};
use tripline_plugin::events::{self, Entry};
use tripline_plugin::{Error, state};

/// Makes a message a dead letter: beside the queue, or an event on a bus.
pub fn bury(redrive: &Redrive, message: &Message, now: u64) -> Result<(), Error> {
    let dead = Message { died: Some(now), handle: None, ..message.clone() };
    match &redrive.bus {
        None => store::write(&dead.grave(), &dead)?,
        Some(bus) => {
            let entry = Entry {
                bus: Some(bus.clone()),
                source: "tripline.queue".into(),
                detail_type: "Dead Letter".into(),
                detail: shown(&dead).to_string(),
                ..Entry::default()
            };
            events::put(entry)?;
        }
    }
    store::remove(message, now)
}

/// The dead letters after a number, at most so many, and as many as an answer has room for.
pub fn list(after: Option<u64>, most: u32) -> Result<Value, Error> {
    let after = after.map(|number| format!("x/{number:016x}"));
    let mut letters = Vec::new();
    let mut room = Room::default();
    for key in state::keys("x/", after.as_deref(), most)? {
        if let Some(message) = store::read(&key, store::number_of(&key))? {
            let letter = shown(&message);
            if !room.takes(&letter) {
                break;
            }
            letters.push(letter);
        }
    }
    Ok(json!({"messages": letters}))
}

/// Sends dead letters again, the oldest first, at most so many.
pub fn redrive(settings: &Settings, most: u32, now: u64) -> Result<Value, Error> {
    let mut sent = 0;
    for key in state::keys("x/", None, most)? {
        if let Some(dead) = store::read(&key, store::number_of(&key))? {
            let message = Message {
                at: now,
                expires: now.saturating_add(settings.retention.0),
                count: 0,
                first: None,
                died: None,
                ..dead
            };
            store::save(&message)?;
            store::enter(&message)?;
            sent += 1;
        }
        state::delete(&key)?;
    }
    Ok(json!({"redriven": sent}))
}
