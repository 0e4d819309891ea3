//! `GET /findings`.

use super::reply::{Answer, Asked};
use crate::base::hex::{hex, unhex};
use crate::store::{Pairs, Space};
use serde_json::{Value, json};

pub(super) async fn list(asked: &Asked<'_>) -> Answer {
    let (from, most) = match (page(asked), asked.number("limit", 100, 1_000)) {
        (Ok(from), Ok(most)) => (from, most),
        (Err(answer), _) | (_, Err(answer)) => return answer,
    };
    match asked.api.daemon.kv().scan(Space::FINDINGS, &from, None, most + 1) {
        Ok(rows) => {
            let next = next(&rows, most);
            let read = |(_, value): &(Vec<u8>, Vec<u8>)| serde_json::from_slice(value).ok();
            let findings: Vec<Value> = rows.iter().take(most).filter_map(read).collect();
            Answer::ok(json!({"findings": findings, "next": next}))
        }
        Err(error) => Answer::store(&error),
    }
}

/// The key that a page begins with.
pub(super) fn page(asked: &Asked<'_>) -> Result<Vec<u8>, Answer> {
    let Some(text) = asked.parameter("after") else { return Ok(Vec::new()) };
    unhex(&text).ok_or_else(|| Answer::bad("`after` is not from an earlier answer"))
}

/// The `next` of an answer with so many rows, if there are more.
pub(super) fn next(rows: &Pairs, most: usize) -> Option<String> {
    rows.get(most).map(|(key, _)| hex(key))
}
