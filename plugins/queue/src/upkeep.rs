//! What goes by itself, what goes all at once, and how much there is.

use crate::store;
use serde_json::{Value, json};
use tripline_plugin::{Context, Error, deadline, state};

/// How many things a sweep removes at most: as many as may come by one invocation, and more.
const SWEEP: u32 = 32;
/// How many keys are asked for at a time.
const PAGE: u32 = 500;
/// How many messages are removed before the time is looked at.
const PURGE: u32 = 50;

/// Removes messages whose retention ended, and forgets items of more than five minutes ago.
pub fn sweep(now: u64) -> Result<(), Error> {
    let due = |prefix| -> Result<Vec<String>, Error> {
        let keys = state::keys(prefix, None, SWEEP)?;
        Ok(keys.into_iter().filter(|key| store::time_of(key) <= now).collect())
    };
    for key in due("r/")? {
        if let Some(message) = store::load(store::number_of(&key))?.filter(|m| m.end() == key) {
            store::remove(&message, now)?;
        }
        state::delete(&key)?;
    }
    for key in due("e/")? {
        if let Some(known) = key.rsplit('/').next() {
            state::delete(&format!("d/{known}"))?;
        }
        state::delete(&key)?;
    }
    Ok(())
}

/// Removes all messages, or all dead letters. `more` says that time ran out before the end.
pub fn purge(dead: bool, cx: &Context, now: u64) -> Result<Value, Error> {
    let prefix = if dead { "x/" } else { "m/" };
    let mut purged = 0u64;
    loop {
        let keys = state::keys(prefix, None, PURGE)?;
        if keys.is_empty() {
            return Ok(json!({"purged": purged, "more": false}));
        }
        if deadline::remaining_ms() < u64::from(cx.timeout_ms) / 5 {
            return Ok(json!({"purged": purged, "more": true}));
        }
        for key in keys {
            // One by one: what is left when time runs out is a queue as any other.
            if !dead && let Some(message) = store::load(store::number_of(&key))? {
                store::remove(&message, now)?;
            }
            state::delete(&key)?;
            purged += 1;
        }
    }
}

/// Counts messages by their keys, without reading them.
pub fn stats(now: u64) -> Result<Value, Error> {
    let (mut visible, mut later, mut all, mut dead) = (0u64, 0u64, 0u64, 0u64);
    each_key("v/", |key| if store::time_of(key) <= now { visible += 1 } else { later += 1 })?;
    each_key("m/", |_| all += 1)?;
    each_key("x/", |_| dead += 1)?;
    let oldest = match state::keys("m/", None, 1)?.first() {
        Some(key) => store::load(store::number_of(key))?,
        None => None,
    };
    Ok(json!({
        "visible": visible,
        "in-flight-or-delayed": later,
        "waiting-in-groups": all.saturating_sub(visible + later),
        "dead": dead,
        "oldest-age-ms": oldest.map(|message| now.saturating_sub(message.sent)),
    }))
}

fn each_key(prefix: &str, mut see: impl FnMut(&str)) -> Result<(), Error> {
    let mut after: Option<String> = None;
    loop {
        let keys = state::keys(prefix, after.as_deref(), PAGE)?;
        keys.iter().for_each(|key| see(key));
        match keys.into_iter().next_back() {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}
