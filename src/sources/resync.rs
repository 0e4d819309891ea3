//! Where a record may begin again after something that is broken.

use super::keys::Holds;
use memchr::memmem;

/// Bytes before the place searched so far that a search may look back at.
pub(crate) const LOOK_BACK: usize = 192;
/// Bytes behind a line's `{` that tell a document from a record.
pub(crate) const LOOK_AHEAD: usize = 14;

/// How documents begin, as services write them.
const DOCUMENTS: [&[u8]; 2] = [b"{\"Records\"", b"{\"fileVersion\""];
/// The first keys of CloudTrail records, or a key near the start.
const RECORD_KEYS: [&[u8]; 1] = [b"\"eventVersion\""];
/// The same for configuration items, in files and in answers.
const ITEM_KEYS: [&[u8]; 3] =
    [b"\"relatedEvents\"", b"\"configurationItemVersion\"", b"\"accountId\""];
/// The same for log events.
const LOG_KEYS: [&[u8]; 2] = [b"\"logStreamName\"", b"\"timestamp\""];
/// Bytes allowed between the brackets and the key of a pretty-printed record.
const BLANKS: usize = 128;

/// The next place at or after `min` where a record seems to begin: a line that begins with `{`
/// or, in a list, an object that begins as its records do. Everything before `searched` has been
/// looked at before.
pub(crate) fn find(
    buffer: &[u8],
    min: usize,
    searched: usize,
    list: Option<Holds>,
) -> Option<usize> {
    let line = line(buffer, min.max(searched));
    let keys: &[&[u8]] = match list {
        None => return line,
        Some(Holds::Records) => &RECORD_KEYS,
        Some(Holds::Items | Holds::Rows) => &ITEM_KEYS,
        Some(Holds::Logs) => &LOG_KEYS,
    };
    let first = |key: &&[u8]| {
        let from = min.max(searched.saturating_sub(key.len() - 1));
        let before = buffer.get(from..line.unwrap_or(buffer.len())).unwrap_or_default();
        memmem::find_iter(before, key).find_map(|at| object_of(buffer, min, from + at))
    };
    keys.iter().filter_map(first).min().or(line)
}

/// Does a whole document, not a record, begin here?
pub(crate) fn is_document(rest: &[u8]) -> bool {
    DOCUMENTS.iter().any(|d| rest.starts_with(d))
}

fn line(buffer: &[u8], from: usize) -> Option<usize> {
    let start = from.saturating_sub(1);
    let breaks = memchr::memchr_iter(b'\n', buffer.get(start..)?);
    breaks.map(|n| start + n + 1).find(|p| *p >= from && buffer.get(*p) == Some(&b'{'))
}

/// The `{` right before the key at `key`, unless a `:` stands before it: then the object is the
/// `detail` of an event.
fn object_of(buffer: &[u8], min: usize, key: usize) -> Option<usize> {
    let lowest = min.max(key.saturating_sub(BLANKS));
    let mut open = last_solid(buffer, lowest, key)?;
    if buffer.get(open) == Some(&b',') {
        open = behind_version(buffer, lowest, open)?;
    }
    if buffer.get(open) != Some(&b'{') {
        return None;
    }
    let before = last_solid(buffer, lowest, open);
    (before.and_then(|b| buffer.get(b)) != Some(&b':')).then_some(open)
}

/// The solid place before `"version": "..."`, which ends at `comma`: answers of the API begin with
/// it, but so do other objects, so that only the key behind it tells.
fn behind_version(buffer: &[u8], lowest: usize, comma: usize) -> Option<usize> {
    let close = last_solid(buffer, lowest, comma)?;
    let open = memchr::memrchr(b'"', buffer.get(lowest..close)?)? + lowest;
    let colon = last_solid(buffer, lowest, open)?;
    let end = last_solid(buffer, lowest, colon)? + 1;
    let key = end.checked_sub(b"\"version\"".len()).filter(|k| *k >= lowest)?;
    (buffer.get(colon) == Some(&b':') && buffer.get(key..end) == Some(b"\"version\""))
        .then(|| last_solid(buffer, lowest, key))?
}

fn last_solid(buffer: &[u8], from: usize, to: usize) -> Option<usize> {
    let range = buffer.get(from..to)?;
    range.iter().rposition(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r')).map(|n| from + n)
}
