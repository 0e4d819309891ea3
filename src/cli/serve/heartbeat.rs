//! Signs of life: an event that goes the way of all events, through the log, a rule of its own and
//! the courier, to one target. It comes only while all of that works, so that its absence means
//! trouble.

use crate::api::Envelope;
use crate::base::units::show_duration;
use crate::daemon::Daemon;
use crate::daemon::journal::Journal;
use crate::daemon::log::Entry;
use crate::settings::Heartbeat;
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

/// The rule that routes them; the only one that sees them.
const RULE: &str = "tripline.heartbeat";
const SOURCE: &str = "tripline";
const DETAIL_TYPE: &str = "tripline Heartbeat";
/// The namespace of their ids.
const IDS: Uuid = Uuid::from_u128(0x51f2_9d0e_7a34_4c57_9b1e_0c8f_6e2d_b7a1);
/// What retries know as the oldest and the youngest age.
const AGES: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(86_400));

/// The name that diagnostics give to the rule's text.
pub(super) const FILE: &str = "heartbeat.json";

/// The text of a rules file that routes them. A sign of life is of no use once the next one is there.
pub(super) fn rules(heartbeat: &Heartbeat) -> String {
    let age = show_duration(heartbeat.every.clamp(AGES.0, AGES.1));
    let target = json!({"target": heartbeat.target, "retry": {"maximum-event-age": age}});
    let pattern = json!({"source": [SOURCE], "detail-type": [DETAIL_TYPE]});
    json!({"rules": {RULE: {"pattern": pattern, "targets": [target]}}}).to_string()
}

/// Puts one every so often; aborting the handle ends them.
pub(super) fn start(
    daemon: &Arc<Daemon>,
    heartbeat: &Heartbeat,
    journal: &Arc<Journal>,
) -> JoinHandle<()> {
    let (daemon, journal) = (Arc::clone(daemon), Arc::clone(journal));
    let every = heartbeat.every;
    tokio::spawn(async move {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let entry = entry(&daemon, every, Timestamp::now());
            if let Err(refused) = daemon.accept(&[entry], None).await {
                let why = [("why", refused.to_string().into())];
                journal.warn("no sign of life: the log takes nothing", &why);
            }
        }
    })
}

fn entry(daemon: &Daemon, every: Duration, now: Timestamp) -> Entry {
    let started = daemon.started().to_string();
    let detail = json!({
        "every-seconds": every.as_secs(),
        "started": started,
        "rules": daemon.rules().digest,
        "newest-rules-in-force": daemon.not_loaded().is_none(),
    });
    let envelope = Envelope {
        id: Uuid::new_v5(&IDS, format!("{started} {now}").as_bytes()),
        detail_type: DETAIL_TYPE,
        source: SOURCE,
        home: daemon.home(),
        time: now,
        resources: &[],
        detail: &detail.to_string(),
    };
    let bus = Arc::from(crate::rules::DEFAULT_BUS);
    let entry = Entry::event(bus, now.as_millisecond(), envelope.write());
    Entry { only: vec![Arc::from(RULE)], ..entry }
}

#[cfg(test)]
mod tests {
    use super::{Heartbeat, rules};
    use std::time::Duration;

    #[test]
    fn the_rule_lets_none_outlive_the_next() {
        for (every, age) in [(1, "1m"), (90, "90s"), (3_600, "1h"), (86_400, "1d")] {
            let every = Duration::from_secs(every);
            let text = rules(&Heartbeat { every, target: "pager".to_owned() });
            let rules: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let target = &rules["rules"]["tripline.heartbeat"]["targets"][0];
            assert_eq!(target["target"], "pager");
            assert_eq!(target["retry"]["maximum-event-age"], age, "{text}");
        }
    }
}
