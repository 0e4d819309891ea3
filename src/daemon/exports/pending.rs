//! Windows that wait to be written, and the last that was, in the space of schedules.

use crate::exports::{Progress, Window, Written};
use crate::store::{Kv, Space, StoreError, Write, after_prefix};

/// Before the name of the schedule and the window.
const PENDING: &[u8] = b"pending/";
/// Before the name of the schedule.
const DONE: &str = "done/";

/// A window that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its key.
    pub key: Vec<u8>,
    /// The schedule.
    pub name: String,
    /// The window.
    pub window: Window,
}

/// Has a window wait: to be written in the batch that moves its schedule on.
#[must_use]
pub fn begin(name: &str, window: Window) -> Write {
    let mut progress = Progress::default();
    progress.begin(window);
    Write::put(Space::SCHEDULES, key(name, window), progress.to_json().to_string())
}

/// A window of a schedule, as if it waited.
#[must_use]
pub fn of(name: &str, window: Window) -> Pending {
    Pending { key: key(name, window), name: name.to_owned(), window }
}

fn key(name: &str, window: Window) -> Vec<u8> {
    let (from, to) = (window.from().as_nanosecond(), window.to().as_nanosecond());
    let place = format!("{name}/{from:020}/{to:020}");
    [PENDING, place.as_bytes()].concat()
}

/// The windows that wait: those of a schedule together, the oldest first.
///
/// # Errors
/// The store cannot be read.
pub fn all(kv: &dyn Kv) -> Result<Vec<Pending>, StoreError> {
    let end = after_prefix(PENDING);
    let pairs = kv.scan(Space::SCHEDULES, PENDING, end.as_deref(), usize::MAX)?;
    let pending = |(key, value): (Vec<u8>, Vec<u8>)| {
        let place = std::str::from_utf8(key.strip_prefix(PENDING)?).ok()?;
        let name = place.split_once('/')?.0.to_owned();
        let progress = Progress::from_json(&serde_json::from_slice(&value).ok()?)?;
        Some(Pending { window: progress.pending()?, key, name })
    };
    Ok(pairs.into_iter().filter_map(pending).collect())
}

/// How far the export of a schedule is.
///
/// # Errors
/// The store cannot be read.
pub fn progress(kv: &dyn Kv, name: &str) -> Result<Progress, StoreError> {
    let kept = kv.get(Space::SCHEDULES, format!("{DONE}{name}").as_bytes())?;
    let kept = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
    Ok(kept.as_ref().and_then(Progress::from_json).unwrap_or_default())
}

/// What is written once the object of a window is there.
///
/// # Errors
/// The store cannot be read.
pub fn end(kv: &dyn Kv, pending: Pending, written: Written) -> Result<Vec<Write>, StoreError> {
    let mut progress = progress(kv, &pending.name)?;
    progress.begin(pending.window);
    progress.end(written);
    let done = format!("{DONE}{}", pending.name);
    let done = Write::put(Space::SCHEDULES, done, progress.to_json().to_string());
    Ok(vec![Write::remove(Space::SCHEDULES, pending.key), done])
}
