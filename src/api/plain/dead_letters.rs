//! Dead letters: listed, shown, delivered again, forgotten.

use super::findings::page;
use super::reply::{Answer, Asked};
use crate::daemon::courier::Order;
use crate::daemon::dead_letters::{self, Wanted};
use crate::store::{Kv, Space, StoreError};
use serde_json::json;
use tokio::sync::oneshot;

/// Which of them are meant.
fn wanted(asked: &Asked<'_>) -> Wanted {
    Wanted { target: asked.parameter("target"), rule: asked.parameter("rule") }
}

pub(super) async fn list(asked: &Asked<'_>) -> Answer {
    let (from, most) = match (page(asked), asked.number("limit", 100, 1_000)) {
        (Ok(from), Ok(most)) => (from, most),
        (Err(answer), _) | (_, Err(answer)) => return answer,
    };
    match dead_letters::list(asked.api.daemon.kv(), &wanted(asked), &from, most) {
        Ok(page) => Answer::ok(json!({"dead-letters": page.letters, "next": page.next})),
        Err(error) => Answer::store(&error),
    }
}

pub(super) async fn show(asked: &Asked<'_>) -> Answer {
    let id = asked.name.as_deref().unwrap_or_default();
    match dead_letters::show(asked.api.daemon.kv(), id) {
        Ok(Some(letter)) => Answer::ok(letter),
        Ok(None) => Answer::error(404, "unknown", "there is no such dead letter"),
        Err(error) => Answer::store(&error),
    }
}

/// The keys of those that are meant.
fn keys(kv: &dyn Kv, asked: &Asked<'_>, most: usize) -> Result<Vec<Vec<u8>>, StoreError> {
    let Some(id) = asked.parameter("id") else {
        return dead_letters::keys(kv, &wanted(asked), most);
    };
    let Some(key) = dead_letters::key(&id) else { return Ok(Vec::new()) };
    Ok(kv.get(Space::DEAD, &key)?.map(|_| key).into_iter().collect())
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
    match keys(kv, asked, usize::MAX).and_then(|keys| dead_letters::purge(kv, keys)) {
        Ok(purged) => Answer::ok(json!({"purged": purged})),
        Err(error) => Answer::store(&error),
    }
}
