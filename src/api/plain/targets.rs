//! Targets: how they are, pausing them; reading the rules again.

use super::reply::{Answer, Asked};
use crate::daemon::courier::Look;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) async fn list(asked: &Asked<'_>) -> Answer {
    match asked.api.daemon.courier().look().await {
        Some(look) => Answer::ok(json!({"targets": all(&look), "calls-under-way": look.running})),
        None => Answer::error(503, "ending", "the daemon is ending"),
    }
}

/// All targets by name.
pub(super) fn all(look: &Look) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, target) in &look.targets {
        let mut counts = Map::new();
        let own = look.counts.iter().filter(|of| of.target == *name);
        for (key, value) in own.flat_map(|of| of.counts.named()) {
            let sum = counts.get(key).and_then(Value::as_u64).unwrap_or(0) + value;
            counts.insert(key.to_owned(), json!(sum));
        }
        all.insert(
            name.to_string(),
            json!({
                "waiting-in-memory": target.live,
                "more-on-disk": target.more,
                "paused": target.stopped,
                "last-delivered": target.delivered.map(|at| at.to_string()),
                "last-lost": target.lost.map(|at| at.to_string()),
                "counts": counts,
            }),
        );
    }
    all
}

pub(super) async fn pause(asked: &Asked<'_>) -> Answer {
    stop(asked, true).await
}

pub(super) async fn resume(asked: &Asked<'_>) -> Answer {
    stop(asked, false).await
}

async fn stop(asked: &Asked<'_>, stop: bool) -> Answer {
    let name = asked.name.as_deref().unwrap_or_default();
    match asked.api.daemon.stop_target(name, stop).await {
        Ok(true) => Answer::ok(json!({"target": name, "paused": stop})),
        Ok(false) => Answer::error(404, "unknown-target", &format!("no target is called `{name}`")),
        Err(error) => Answer::store(&error),
    }
}

pub(super) async fn reload(asked: &Asked<'_>) -> Answer {
    let daemon = Arc::clone(&asked.api.daemon);
    match tokio::task::spawn_blocking(move || daemon.reload()).await {
        Ok(Ok(rules)) => Answer::ok(json!({"digest": rules.digest})),
        Ok(Err(problems)) => Answer::error(422, "bad-rules", &problems.0),
        Err(_) => Answer::error(500, "bug", "the rules could not be loaded"),
    }
}
