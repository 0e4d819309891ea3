//! `POST /exports/NAME`: an export writes its window now.

use super::reply::{Answer, Asked};
use crate::daemon::exports::window;
use serde_json::json;
use std::sync::Arc;

pub(super) async fn now(asked: &Asked<'_>) -> Answer {
    let name = asked.name.clone().unwrap_or_default();
    let rules = asked.api.daemon.rules();
    let own = rules.bundle.schedules.iter().find(|own| own.name == name);
    let Some(spec) = own.and_then(|own| own.export.clone()) else {
        let words = format!("no schedule with an export is called `{name}`");
        return Answer::error(404, "unknown-export", &words);
    };
    let (daemon, now) = (Arc::clone(&asked.api.daemon), asked.now);
    let began = tokio::task::spawn_blocking(move || {
        let found = window(daemon.kv(), &name, &spec, now)?;
        if let Some(window) = found {
            daemon.export(&name, window)?;
        }
        Ok::<_, crate::store::StoreError>(found)
    });
    match began.await {
        Ok(Ok(Some(window))) => Answer::ok(json!({
            "begun": true, "from": window.from().to_string(), "to": window.to().to_string(),
        })),
        Ok(Ok(None)) => Answer::ok(json!({"begun": false})),
        Ok(Err(error)) => Answer::store(&error),
        Err(_) => Answer::error(500, "bug", "the export could not begin"),
    }
}
