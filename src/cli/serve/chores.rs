//! What is done from time to time: rules are read again when their files change or on SIGHUP, old
//! things are forgotten, watched folders are looked at.

use crate::daemon::journal::Journal;
use crate::daemon::log::EventLog;
use crate::daemon::{Daemon, audit_log, retention, watched};
use crate::settings::Settings;
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// How often the files of rules are looked at.
const RULES: Duration = Duration::from_secs(2);
/// How often old things are forgotten.
const FORGET: Duration = Duration::from_secs(60);
/// How often watched folders are looked at.
const WATCH: Duration = Duration::from_secs(5);

/// Starts the chores; aborting the handle ends them.
pub(super) fn start(
    daemon: &Arc<Daemon>,
    settings: &Settings,
    journal: &Arc<Journal>,
) -> JoinHandle<()> {
    let (daemon, journal) = (Arc::clone(daemon), Arc::clone(journal));
    let settings = Arc::new(settings.clone());
    let mut hangup = signal(SignalKind::hangup()).ok();
    tokio::spawn(async move {
        let mut rules = every(RULES);
        let mut forget = every(FORGET);
        let mut watch = every(WATCH);
        let mut stamp = daemon.stamp();
        loop {
            tokio::select! {
                () = heard(&mut hangup) => {
                    stamp = daemon.stamp();
                    reload(&daemon, &journal, "signal").await;
                }
                _ = rules.tick() => {
                    let now = daemon.stamp();
                    if now != stamp {
                        stamp = now;
                        reload(&daemon, &journal, "files").await;
                    }
                }
                _ = forget.tick() => tidy(&daemon, &settings, &journal).await,
                _ = watch.tick(), if !settings.watch.is_empty() => {
                    look(&daemon, &settings, &journal).await;
                }
            }
        }
    })
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn heard(hangup: &mut Option<tokio::signal::unix::Signal>) {
    match hangup {
        Some(hangup) => drop(hangup.recv().await),
        None => std::future::pending().await,
    }
}

async fn reload(daemon: &Arc<Daemon>, journal: &Journal, why: &str) {
    let own = Arc::clone(daemon);
    let Ok(loaded) = tokio::task::spawn_blocking(move || own.reload()).await else { return };
    let (outcome, about) = match &loaded {
        Ok(rules) => {
            let fields = [("digest", rules.digest.as_str().into()), ("why", why.into())];
            journal.info("other rules are in force", &fields);
            ("in force", json!({"digest": rules.digest}))
        }
        Err(problems) => {
            journal.error(
                "the rules have errors, the old ones stay in force",
                &[("problems", problems.0.as_str().into())],
            );
            ("refused", json!({"problems": problems.0}))
        }
    };
    if let Err(error) =
        audit_log::note(daemon.kv(), Timestamp::now(), why, "reload", outcome, &about)
    {
        journal.error("a change could not be written down", &[("why", error.to_string().into())]);
    }
}

async fn tidy(daemon: &Arc<Daemon>, settings: &Arc<Settings>, journal: &Journal) {
    let (own, settings) = (Arc::clone(daemon), Arc::clone(settings));
    let done = tokio::task::spawn_blocking(move || {
        retention::forget(own.kv(), own.log(), &settings.retention, Timestamp::now())?;
        own.archives().forget(&own.rules().bundle.archives, Timestamp::now())?;
        own.replays().forget(Timestamp::now())?;
        let roomy = retention::make_room(own.kv(), own.log(), settings.quota)?;
        Ok::<_, crate::store::StoreError>((roomy, own.log().position(0)))
    });
    match done.await {
        Ok(Ok((true, _))) | Err(_) => {}
        Ok(Ok((false, _))) => {
            journal.warn("the store is beyond its quota, and nothing can go", &[]);
        }
        Ok(Err(error)) => {
            journal.error("old things cannot go", &[("why", error.to_string().into())]);
        }
    }
}

async fn look(daemon: &Arc<Daemon>, settings: &Arc<Settings>, journal: &Journal) {
    let (own, settings) = (Arc::clone(daemon), Arc::clone(settings));
    let looked = tokio::task::spawn_blocking(move || {
        let account = own.home().account.clone();
        let look = |watch| watched::look(watch, own.kv(), own.log(), &account, SystemTime::now());
        settings.watch.iter().map(look).collect::<Result<Vec<_>, _>>()
    });
    match looked.await {
        Ok(Ok(all)) => {
            for looked in all {
                if looked.objects > 0 {
                    let fields =
                        [("objects", looked.objects.into()), ("records", looked.records.into())];
                    journal.info("objects of a watched folder were taken", &fields);
                }
                for fault in looked.faults {
                    journal.warn("a watched folder", &[("problem", fault.into())]);
                }
            }
        }
        Ok(Err(error)) => journal.error("a watched folder", &[("why", error.to_string().into())]),
        Err(_) => {}
    }
}
