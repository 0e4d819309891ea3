//! Backups: begun with one request, asked after with another, since they take their time.

use super::reply::{Answer, Asked};
use crate::daemon::backup::{Backup, Backups, NoBackup};
use serde_json::{Value, json};
use std::sync::Arc;

const NOT_ALLOWED: &str = "the settings allow no backups: they name no folder `backups`";

fn backups<'a>(asked: &'a Asked<'_>) -> Result<&'a Arc<Backups>, Answer> {
    let not_allowed = || Answer::error(409, "no-backups", NOT_ALLOWED);
    asked.api.daemon.backups().ok_or_else(not_allowed)
}

fn shown(backup: &Backup) -> Value {
    let (ended, made) = match &backup.ended {
        Some((at, made)) => (Some(at.to_string()), Some(made)),
        None => (None, None),
    };
    json!({
        "name": backup.name,
        "began": backup.began.to_string(),
        "ended": ended,
        "pairs": made.and_then(|made| made.as_ref().ok()),
        "error": made.and_then(|made| made.as_ref().err()),
    })
}

pub(super) async fn begin(asked: &Asked<'_>) -> Answer {
    let backups = match backups(asked) {
        Ok(backups) => backups,
        Err(answer) => return answer,
    };
    let usual = || asked.now.strftime("tripline-%Y%m%dT%H%M%SZ").to_string();
    let name = asked.parameter("to").unwrap_or_else(usual);
    match backups.begin(&name, asked.now) {
        Ok(backup) => {
            let body = shown(&backup);
            let daemon = Arc::clone(&asked.api.daemon);
            // Whoever began it asks how it ends.
            drop(tokio::task::spawn_blocking(move || daemon.back_up(&backup)));
            Answer::ok(body)
        }
        Err(refused @ NoBackup::Name(_)) => Answer::bad(&refused.to_string()),
        Err(refused) => Answer::error(409, "no-backup", &refused.to_string()),
    }
}

pub(super) async fn last(asked: &Asked<'_>) -> Answer {
    match backups(asked) {
        Ok(backups) => Answer::ok(json!({"last": backups.last().as_ref().map(shown)})),
        Err(answer) => answer,
    }
}
