//! Dead letters: listed, shown, delivered again, forgotten.

use super::findings::{hex, next, page, unhex};
use super::reply::{Answer, Asked};
use crate::daemon::courier::Order;
use crate::store::{Durability, Kv, Space, StoreError, Write};
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// Rows that are looked at in one go.
const ROWS: usize = 1_000;

/// A dead letter as it is shown; its event only where it is asked for.
fn shown(key: &[u8], value: &[u8], whole: bool) -> Option<Value> {
    let Value::Object(mut fields) = serde_json::from_slice(value).ok()? else { return None };
    fields.shift_remove("row");
    let event = fields.shift_remove("event").unwrap_or_default();
    if whole {
        let parsed = event.as_str().and_then(|text| serde_json::from_str(text).ok());
        fields.insert("event".to_owned(), parsed.unwrap_or(event));
    }
    let mut all = serde_json::Map::new();
    all.insert("id".to_owned(), json!(hex(key)));
    all.extend(fields);
    Some(Value::Object(all))
}

/// Which of them are meant.
struct Wanted {
    target: Option<String>,
    rule: Option<String>,
}

impl Wanted {
    fn of(asked: &Asked<'_>) -> Self {
        Self { target: asked.parameter("target"), rule: asked.parameter("rule") }
    }

    fn takes(&self, letter: &Value) -> bool {
        let is = |wanted: &Option<String>, name: &str| {
            wanted.as_deref().is_none_or(|own| letter[name].as_str() == Some(own))
        };
        is(&self.target, "target") && is(&self.rule, "rule")
    }
}

pub(super) async fn list(asked: &Asked<'_>) -> Answer {
    let (mut from, most) = match (page(asked), asked.number("limit", 100, 1_000)) {
        (Ok(from), Ok(most)) => (from, most),
        (Err(answer), _) | (_, Err(answer)) => return answer,
    };
    let wanted = Wanted::of(asked);
    let mut letters = Vec::new();
    loop {
        let rows = match asked.api.daemon.kv().scan(Space::DEAD, &from, None, ROWS + 1) {
            Ok(rows) => rows,
            Err(error) => return Answer::store(&error),
        };
        for (key, value) in rows.iter().take(ROWS) {
            let Some(letter) = shown(key, value, false).filter(|one| wanted.takes(one)) else {
                continue;
            };
            if letters.len() == most {
                let body = json!({"dead-letters": letters, "next": hex(key)});
                return Answer::ok(body);
            }
            letters.push(letter);
        }
        match next(&rows, ROWS).and_then(|key| unhex(&key)) {
            Some(key) => from = key,
            None => return Answer::ok(json!({"dead-letters": letters, "next": null})),
        }
    }
}

pub(super) async fn show(asked: &Asked<'_>) -> Answer {
    let key = asked.name.as_deref().and_then(unhex).unwrap_or_default();
    match asked.api.daemon.kv().get(Space::DEAD, &key) {
        Ok(value) => value.and_then(|value| shown(&key, &value, true)).map_or_else(
            || Answer::error(404, "unknown", "there is no such dead letter"),
            Answer::ok,
        ),
        Err(error) => Answer::store(&error),
    }
}

/// The keys of those that are meant.
fn keys(kv: &dyn Kv, asked: &Asked<'_>, most: usize) -> Result<Vec<Vec<u8>>, StoreError> {
    if let Some(id) = asked.parameter("id") {
        let key = unhex(&id).unwrap_or_default();
        return Ok(kv.get(Space::DEAD, &key)?.map(|_| key).into_iter().collect());
    }
    let wanted = Wanted::of(asked);
    let mut keys = Vec::new();
    let mut from = Vec::new();
    loop {
        let rows = kv.scan(Space::DEAD, &from, None, ROWS + 1)?;
        let own = rows.iter().take(ROWS);
        let own = own.filter(|(k, v)| shown(k, v, false).is_some_and(|one| wanted.takes(&one)));
        keys.extend(own.map(|(key, _)| key.clone()));
        let last = next(&rows, ROWS).and_then(|key| unhex(&key));
        match last.filter(|_| keys.len() < most) {
            Some(key) => from = key,
            None => {
                keys.truncate(most);
                return Ok(keys);
            }
        }
    }
}

pub(super) async fn redrive(asked: &Asked<'_>) -> Answer {
    let most = match asked.number("limit", 1_000, 100_000) {
        Ok(most) => most,
        Err(answer) => return answer,
    };
    let daemon = &asked.api.daemon;
    let keys = match keys(daemon.kv(), asked, most) {
        Ok(keys) => keys,
        Err(error) => return Answer::store(&error),
    };
    let found = keys.len();
    let (reply, redriven) = oneshot::channel();
    if !daemon.courier().order(Order::Redrive(keys, reply)).await {
        return Answer::error(503, "ending", "the daemon is ending");
    }
    let redriven = redriven.await.unwrap_or(0);
    // What has no target any more stays where it is.
    Answer::ok(json!({"redriven": redriven, "left": found - redriven}))
}

pub(super) async fn purge(asked: &Asked<'_>) -> Answer {
    let kv = asked.api.daemon.kv();
    let keys = match keys(kv, asked, usize::MAX) {
        Ok(keys) => keys,
        Err(error) => return Answer::store(&error),
    };
    let purged = keys.len();
    let gone: Vec<_> = keys.into_iter().map(|key| Write::remove(Space::DEAD, key)).collect();
    match kv.write(gone, Durability::Now) {
        Ok(()) => Answer::ok(json!({"purged": purged})),
        Err(error) => Answer::store(&error),
    }
}
