//! `GET /status`: how the daemon is, in one document; what `tripline top` shows.

use super::reply::{Answer, Asked};
use super::targets;
use crate::daemon::dead_letters;
use crate::daemon::log::EventLog;
use serde_json::{Map, Value, json};

/// Dead letters that are counted.
const DEAD: usize = 1_000;
/// Troubles that are shown.
const TROUBLES: usize = 5;

pub(super) async fn show(asked: &Asked<'_>) -> Answer {
    let daemon = &asked.api.daemon;
    let Some(look) = daemon.courier().look().await else {
        return Answer::error(503, "ending", "the daemon is ending");
    };
    let dead = match dead_letters::count(daemon.kv(), DEAD) {
        Ok(dead) => dead,
        Err(error) => return Answer::store(&error),
    };
    let (log, rules, counts) = (daemon.log(), daemon.rules(), daemon.tally().counts());
    let (next, position) = (log.next(0), log.position(0));
    let minute = asked.now.as_millisecond().div_euclid(60_000);
    let mut matches = Map::new();
    for (name, of) in &counts.rules {
        // The last whole minute and the one that runs.
        let lately = of.minutes.iter().filter(|(at, _)| *at + 1 >= minute).map(|(_, n)| n);
        let one = json!({
            "total": of.total,
            "lately": lately.sum::<u64>(),
            "last": jiff::Timestamp::from_millisecond(of.last).ok().map(|at| at.to_string()),
        });
        matches.insert(name.clone(), one);
    }
    let mut alarms = Map::new();
    for alarm in daemon.state().senses.states() {
        let name = alarm.identity.name.clone();
        alarms.insert(name, alarm.state.value.word().into());
    }
    let troubles: Vec<&String> = counts.last.iter().rev().take(TROUBLES).collect();
    Answer::ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "time": asked.now.to_string(),
        "started": daemon.started().to_string(),
        "store": {
            "failed": log.trouble().map(|error| error.to_string()),
            "bytes": daemon.kv().bytes(),
        },
        "log": {
            "next": next,
            "position": position,
            "behind": next.saturating_sub(position),
            "bytes-waiting": log.waiting(),
        },
        "rules": {
            "digest": rules.digest,
            "in-force": rules.bundle.rules.len() + rules.bundle.compliance.len()
                + rules.bundle.alarms.len() + rules.bundle.baselines.len(),
            "newest-in-force": daemon.not_loaded().is_none(),
        },
        "alarms": alarms,
        "events": counts.events,
        "matches": matches,
        "targets": Value::Object(targets::all(&look)),
        "calls-under-way": look.running,
        "dead-letters": { "count": dead, "more": dead == DEAD },
        "troubles": { "count": counts.troubles, "last": troubles },
    }))
}
