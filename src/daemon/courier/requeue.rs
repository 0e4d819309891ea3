//! Dead letters put back into the queue of a store that no daemon has open: the next one delivers
//! them.

use super::dead;
use super::row::{Row, RowKey};
use crate::daemon::log::{Seq, position};
use crate::store::{Durability, Kv, Space, StoreError, Write};
use jiff::Timestamp;
use std::collections::HashMap;

/// Where the numbers of what is put back begin. Those of a daemon are from zero on, and from twice
/// this on.
const FIRST: u64 = 1 << 62;
/// Letters of a batch.
const BATCH: usize = 500;

/// Puts letters back by their keys; gives how many. What cannot be read stays where it is.
///
/// # Errors
/// The store.
pub fn requeue(kv: &dyn Kv, keys: &[Vec<u8>], now: Timestamp) -> Result<usize, StoreError> {
    let upto = position(kv)?.saturating_sub(1);
    let mut next: HashMap<String, u64> = HashMap::new();
    let mut done = 0;
    for some in keys.chunks(BATCH) {
        let mut writes = Vec::with_capacity(2 * some.len());
        for key in some {
            let Some(document) = kv.get(Space::DEAD, key)? else { continue };
            let document = serde_json::from_slice(&document).unwrap_or_default();
            let Some((target, row)) = letter(&document) else { continue };
            let sub = match next.get(target) {
                Some(sub) => *sub,
                None => free(kv, target, upto)?,
            };
            if sub == 2 * FIRST {
                continue;
            }
            next.insert(target.to_owned(), sub + 1);
            let row = Row { born: now, ..row };
            writes.push(Write::put(Space::QUEUE, RowKey::new(target, upto, sub).0, row.encode()));
            writes.push(Write::remove(Space::DEAD, key.clone()));
        }
        done += writes.len() / 2;
        if !writes.is_empty() {
            kv.write(writes, Durability::Now)?;
        }
    }
    Ok(done)
}

fn letter(document: &serde_json::Value) -> Option<(&str, Row)> {
    Some((document.get("target")?.as_str()?, dead::row(document)?))
}

/// The first number of a target and an entry that is not taken; twice [`FIRST`] when all are.
fn free(kv: &dyn Kv, target: &str, upto: Seq) -> Result<u64, StoreError> {
    let first = RowKey::new(target, upto, FIRST).0;
    let end = RowKey::new(target, upto, 2 * FIRST - 1).0;
    let last = kv.last(Space::QUEUE, Some(&end))?.map(|(key, _)| key);
    let Some(last) = last.filter(|last| last.len() == first.len() && *last >= first) else {
        return Ok(FIRST);
    };
    Ok(last.last_chunk().map_or(FIRST, |bytes| u64::from_be_bytes(*bytes) + 1))
}

#[cfg(test)]
mod tests {
    use super::requeue;
    use crate::daemon::courier::proof;
    use crate::daemon::courier::row::Row;
    use crate::daemon::dead_letters::{Wanted, keys};
    use crate::deliver::Role;
    use crate::model::Item;
    use crate::store::{Durability, Kv, Memory, Space, Write};
    use jiff::Timestamp;
    use serde_json::json;

    #[test]
    fn each_letter_is_in_the_queue_once() {
        let kv = Memory::default();
        let item = Item { id: "i".into(), body: "{}".into(), attributes: Vec::new() };
        let row = Row {
            rule: "r".into(),
            rule_arn: "arn".into(),
            entry: 0,
            role: Role::Event,
            event_id: None,
            order_key: None,
            born: Timestamp::UNIX_EPOCH,
            hops: 0,
            attempts: 7,
            event: "{}".into(),
            item,
        };
        let hex: String = row.encode().iter().map(|byte| format!("{byte:02x}")).collect();
        for n in 0u8..6 {
            let target = if n < 3 { "a" } else { "ab" };
            let row = if n == 5 { "no row" } else { hex.as_str() };
            let letter = json!({"target": target, "rule": "r", "row": row});
            let write = Write::put(Space::DEAD, [n], letter.to_string());
            kv.write(vec![write], Durability::Now).expect("memory");
        }
        let now = Timestamp::from_millisecond(5_000).expect("a time");
        for round in 0..2 {
            let all = keys(&kv, &Wanted::default(), 9).expect("memory");
            assert_eq!(requeue(&kv, &all[..all.len().min(2)], now), Ok(2), "{round}");
        }
        let all = keys(&kv, &Wanted::default(), 9).expect("memory");
        assert_eq!(requeue(&kv, &all, now), Ok(1), "one cannot be read");
        let queue = kv.scan(Space::QUEUE, &[], None, 99).expect("memory");
        assert_eq!(queue.len(), 5);
        for (key, value) in &queue {
            proof::delivery(key, value, 1).expect("a row");
            let row = Row::decode(value).expect("a row");
            assert_eq!((row.born, row.attempts), (now, 0));
        }
        assert_eq!(keys(&kv, &Wanted::default(), 9).expect("memory"), [vec![5]]);
    }
}
