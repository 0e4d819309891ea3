//! Are the rows of the courier what it wrote? For `fsck`.

use super::dead;
use super::row::{Row, RowKey};
use crate::daemon::log::Seq;

/// The target of a delivery in the queue; `position` is the first entry that is not worked off.
///
/// # Errors
/// What is wrong with the row, in words.
pub(in crate::daemon) fn delivery<'k>(
    key: &'k [u8],
    value: &[u8],
    position: Seq,
) -> Result<&'k str, &'static str> {
    let at = key.iter().position(|byte| *byte == 0).ok_or("its key names no target")?;
    let target = std::str::from_utf8(&key[..at]).map_err(|_| "its key names no target")?;
    let number: &[u8; 8] = key[at + 1..].first_chunk().ok_or("its key is too short")?;
    if key.len() != RowKey::new(target, 0, 0).0.len() {
        return Err("its key has another length");
    }
    if Seq::from_be_bytes(*number) >= position.max(1) {
        return Err("it is of an event that is not worked off");
    }
    Row::decode(value).map(|_| target).ok_or("it cannot be read")
}

/// The target of a dead letter.
///
/// # Errors
/// What is wrong with it, in words.
pub(in crate::daemon) fn dead_letter(value: &[u8]) -> Result<String, &'static str> {
    let document: serde_json::Value = serde_json::from_slice(value).map_err(|_| "it is no JSON")?;
    let target = document["target"].as_str().ok_or("it names no target")?;
    dead::row(&document).map(|_| target.to_owned()).ok_or("it holds no delivery")
}
