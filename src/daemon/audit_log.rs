//! Who changed what: calls that change something, and changes of the rules.

use crate::store::{Durability, Kv, Space, StoreError, Write};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// Tells records of one moment apart.
static TURN: AtomicU32 = AtomicU32::new(0);

/// Writes down that someone did something; `outcome` says what came of it, `about` to what.
///
/// # Errors
/// The store.
pub fn note(
    kv: &dyn Kv,
    now: Timestamp,
    who: &str,
    what: &str,
    outcome: &str,
    about: &Value,
) -> Result<(), StoreError> {
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let key = [&now.as_millisecond().to_be_bytes()[..], &turn.to_be_bytes()].concat();
    let text = json!({
        "time": now.to_string(), "key": who, "operation": what, "outcome": outcome, "about": about,
    });
    kv.write(vec![Write::put(Space::AUDIT, key, text.to_string())], Durability::Later)
}

/// The last records, the newest first.
///
/// # Errors
/// The store.
pub fn last(kv: &dyn Kv, most: usize) -> Result<Vec<Value>, StoreError> {
    let mut all = Vec::new();
    let mut next = kv.last(Space::AUDIT, None)?;
    while let Some((key, value)) = next {
        all.extend(serde_json::from_slice::<Value>(&value));
        if all.len() >= most {
            break;
        }
        // The key before this one: the same with its end cut, in the order of bytes.
        let Some(before) = before(key) else { break };
        next = kv.last(Space::AUDIT, Some(&before))?;
    }
    Ok(all)
}

/// The last key of this length that sorts before a key.
fn before(mut key: Vec<u8>) -> Option<Vec<u8>> {
    let at = key.iter().rposition(|byte| *byte > 0)?;
    key[at] -= 1;
    key[at + 1..].fill(u8::MAX);
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::{last, note};
    use crate::store::Memory;
    use jiff::Timestamp;
    use serde_json::json;

    #[test]
    fn the_newest_first() {
        let kv = Memory::default();
        for n in 0..300 {
            let now = Timestamp::from_millisecond(1_000 + n / 3).expect("a time");
            note(&kv, now, "ann", "PutRule", "done", &json!({"n": n})).expect("memory");
        }
        let all = last(&kv, 1_000).expect("memory");
        let numbers: Vec<_> = all.iter().filter_map(|one| one["about"]["n"].as_i64()).collect();
        assert_eq!(numbers.len(), 300);
        assert!(numbers.windows(2).all(|pair| pair[0] > pair[1]), "{numbers:?}");
        assert_eq!(last(&kv, 3).expect("memory").len(), 3);
    }
}
