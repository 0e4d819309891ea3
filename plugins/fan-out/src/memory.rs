//! Who has a message already, for when it is tried again. Kept only while some subscriber lacks it;
//! what nobody comes back for is forgotten after a day, a few keys whenever something is kept.

use serde::{Deserialize, Serialize};
use tripline_plugin::{Context, Error, log, state};

const DAY: u64 = 86_400_000;
const PREFIX: &str = "sent/";
/// How many of the keys behind a new one are looked at. Keys are digests, so all have their turn.
const SWEEP: u32 = 4;

/// What is known of a message.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    /// Who has it.
    pub names: Vec<String>,
    /// When this was written, in milliseconds since 1970.
    at: u64,
}

/// What is known of the message with this id.
pub fn recall(id: &str) -> Result<Memory, Error> {
    let bytes = state::get(&format!("{PREFIX}{id}"))?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// Keeps who has the message, or forgets it. What cannot be kept is not worth failing what was
/// delivered: then everybody gets the message again.
pub fn keep(id: &str, names: Option<Vec<String>>, cx: &Context) {
    let key = format!("{PREFIX}{id}");
    let kept = match names {
        None => state::delete(&key),
        Some(names) => write(&key, &Memory { names, at: cx.began_ms() }),
    };
    if let Err(error) = kept {
        log::warn(&format!("{id}: it is not known who has it: {error}"));
    }
}

fn write(key: &str, memory: &Memory) -> Result<(), Error> {
    let now = memory.at;
    let text = serde_json::to_vec(memory).map_err(|error| Error::permanent(error.to_string()))?;
    state::put(key, &text)?;
    for other in state::keys(PREFIX, Some(key), SWEEP)? {
        let old = recall(&other[PREFIX.len()..])?.at.saturating_add(DAY) < now;
        if old {
            state::delete(&other)?;
        }
    }
    Ok(())
}
