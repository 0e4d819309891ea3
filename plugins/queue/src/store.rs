//! Messages and their indexes in the state. Numbers in keys have all their digits, so that the order
//! of keys is that of numbers.
//!
//! | key | holds | is for |
//! |---|---|---|
//! | `n` | the last number given | numbering messages |
//! | `m/NUMBER` | the message | |
//! | `v/TIME/NUMBER` | | who can be received, and from when; in flight means later |
//! | `g/GROUP/NUMBER` | | the order in a group; only one of a group has a `v` |
//! | `r/TIME/NUMBER` | | when retention ends |
//! | `d/KEY`, `e/TIME/KEY` | when it ends; | items seen in the last five minutes |
//! | `x/NUMBER` | the message | dead letters |
//!
//! A message is written before what points to it and removed after it. What points to nothing, or
//! to a message that says otherwise, is removed when it is met.

use serde::{Deserialize, Serialize};
use tripline_plugin::{Error, sign, state};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its number, in the order of sending.
    #[serde(skip)]
    pub number: u64,
    /// The id of the item.
    pub id: String,
    /// The body of the item.
    pub body: String,
    /// The attributes of the item.
    pub attributes: Vec<(String, String)>,
    /// The rule that sent it.
    pub rule: String,
    /// When it was sent, in milliseconds since 1970, as all times here.
    pub sent: u64,
    /// When its retention ends.
    pub expires: u64,
    /// From when it can be received.
    pub at: u64,
    /// How often it was received.
    pub count: u32,
    /// When it was received first.
    pub first: Option<u64>,
    /// What the last receiver must show.
    pub handle: Option<String>,
    /// The name of its group.
    pub group: Option<String>,
    /// When it became a dead letter.
    pub died: Option<u64>,
}

impl Message {
    fn key(&self) -> String {
        message_key(self.number)
    }

    /// The key by which it can be received.
    pub fn turn(&self) -> String {
        format!("v/{:014}/{:016x}", self.at, self.number)
    }

    /// The key by which its retention ends.
    pub fn end(&self) -> String {
        format!("r/{:014}/{:016x}", self.expires, self.number)
    }

    /// The key of a dead letter.
    pub fn grave(&self) -> String {
        format!("x/{:016x}", self.number)
    }

    /// The key in its group.
    pub fn place(&self) -> Option<String> {
        let group = self.group.as_deref()?;
        Some(format!("{}{:016x}", group_prefix(group), self.number))
    }
}

fn message_key(number: u64) -> String {
    format!("m/{number:016x}")
}

/// What the keys of a group begin with. A group's name may be of any length; its digest is short.
pub fn group_prefix(group: &str) -> String {
    format!("g/{}/", sign::hex(&sign::sha256(group.as_bytes())[..16]))
}

/// The number at the end of a key.
pub fn number_of(key: &str) -> u64 {
    key.rsplit('/').next().and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

/// The time in a key such as `v/TIME/NUMBER`.
pub fn time_of(key: &str) -> u64 {
    key.split('/').nth(1).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// The next number.
pub fn next_number() -> Result<u64, Error> {
    let last = state::get("n")?.and_then(|bytes| String::from_utf8(bytes).ok());
    let next = last.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) + 1;
    state::put("n", next.to_string().as_bytes())?;
    Ok(next)
}

/// A message by its number.
pub fn load(number: u64) -> Result<Option<Message>, Error> {
    read(&message_key(number), number)
}

/// A message by the key that it is kept under.
pub fn read(key: &str, number: u64) -> Result<Option<Message>, Error> {
    let Some(bytes) = state::get(key)? else { return Ok(None) };
    let message: Option<Message> = serde_json::from_slice(&bytes).ok();
    Ok(message.map(|message| Message { number, ..message }))
}

/// Writes a message.
pub fn save(message: &Message) -> Result<(), Error> {
    write(&message.key(), message)
}

/// Writes a message under a key.
pub fn write(key: &str, message: &Message) -> Result<(), Error> {
    let text = serde_json::to_vec(message);
    state::put(key, &text.map_err(|error| Error::permanent(error.to_string()))?)
}

/// Gives a message its place in its group and, if it is the group's first or has no group, its turn.
pub fn enter(message: &Message) -> Result<(), Error> {
    state::put(&message.end(), b"")?;
    let first = match (&message.group, message.place()) {
        (Some(group), Some(place)) => {
            let first = state::keys(&group_prefix(group), None, 1)?.is_empty();
            state::put(&place, b"")?;
            first
        }
        _ => true,
    };
    if first { state::put(&message.turn(), b"") } else { Ok(()) }
}

/// Removes a message with all that points to it. If it had its group's turn, the first of those that
/// are left has it now: of a redriven message that is an older one.
pub fn remove(message: &Message, now: u64) -> Result<(), Error> {
    let turn = message.turn();
    let had_turn = state::get(&turn)?.is_some();
    state::delete(&turn)?;
    state::delete(&message.end())?;
    if let (Some(group), Some(place)) = (&message.group, message.place()) {
        state::delete(&place)?;
        // Whoever waits does so for the one that has the turn, perhaps in flight.
        if had_turn {
            next_of(group, now)?;
        }
    }
    state::delete(&message.key())
}

/// Gives the first message of a group its turn.
fn next_of(group: &str, now: u64) -> Result<(), Error> {
    let prefix = group_prefix(group);
    while let Some(key) = state::keys(&prefix, None, 1)?.first() {
        if let Some(mut next) = load(number_of(key))? {
            next.at = next.at.max(now);
            save(&next)?;
            return state::put(&next.turn(), b"");
        }
        state::delete(key)?;
    }
    Ok(())
}
