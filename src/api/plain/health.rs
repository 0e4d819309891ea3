//! Is it alive, and does it take events?

use super::reply::{Answer, Asked};
use crate::daemon::log::EventLog;
use serde_json::json;

/// So many entries behind, the daemon is not ready.
const BEHIND: u64 = 500_000;

pub(super) async fn alive(_: &Asked<'_>) -> Answer {
    Answer::ok(json!({"alive": true}))
}

pub(super) async fn ready(asked: &Asked<'_>) -> Answer {
    let daemon = &asked.api.daemon;
    let log = daemon.log();
    let trouble = log.trouble().map(|error| error.to_string());
    let behind = log.next(0).saturating_sub(log.position(0));
    let not_loaded = daemon.not_loaded().map(|problems| problems.0);
    let rules = daemon.rules();
    let takes = trouble.is_none() && behind < BEHIND;
    let body = json!({
        "ready": takes,
        "store": trouble.map_or_else(|| json!("ok"), |why| json!({"failed": why})),
        "behind": behind,
        "rules": {
            "digest": rules.digest,
            "in-force": rules.bundle.rules.len() + rules.bundle.compliance.len()
                + rules.bundle.alarms.len() + rules.bundle.baselines.len(),
            "newest-in-force": not_loaded.is_none(),
            "problems": not_loaded,
            "hidden": rules.hidden,
        },
    });
    Answer { status: if takes { 200 } else { 503 }, body, retry_after: None }
}
