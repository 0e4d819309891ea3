//! What a receiver does with a message: acknowledges it, or asks for more or less time.

use crate::store::{self, Message};
use serde_json::{Value, json};
use tripline_plugin::span::Span;
use tripline_plugin::{Error, state};

/// Removes the messages for good.
pub fn ack(handles: &[String], now: u64) -> Result<Value, Error> {
    each(handles, "acked", |message| store::remove(&message, now).map(|()| None))
}

/// Lets the messages be in flight for so long from now; no time at all makes them visible.
pub fn extend(handles: &[String], flight: Span, now: u64) -> Result<Value, Error> {
    each(handles, "extended", |mut message| {
        if message.at <= now {
            return Ok(Some("it is not in flight any more"));
        }
        state::delete(&message.turn())?;
        message.at = now.saturating_add(flight.0);
        store::save(&message)?;
        state::put(&message.turn(), b"").map(|()| None)
    })
}

/// Does something to each message, and says with which handles that did not go.
fn each(
    handles: &[String],
    done: &str,
    mut act: impl FnMut(Message) -> Result<Option<&'static str>, Error>,
) -> Result<Value, Error> {
    let (mut good, mut failed) = (Vec::new(), Vec::new());
    for handle in handles {
        let fault = match find(handle)? {
            None => Some("no message has this receipt handle now"),
            Some(message) => act(message)?,
        };
        match fault {
            None => good.push(handle),
            Some(why) => failed.push(json!({"receipt-handle": handle, "message": why})),
        }
    }
    Ok(json!({done: good, "failed": failed}))
}

/// The message that was received last with this handle.
fn find(handle: &str) -> Result<Option<Message>, Error> {
    let Some((number, random)) = handle.split_once('.') else { return Ok(None) };
    let Ok(number) = u64::from_str_radix(number, 16) else { return Ok(None) };
    Ok(store::load(number)?.filter(|message| message.handle.as_deref() == Some(random)))
}
