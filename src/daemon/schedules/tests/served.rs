//! Schedules in a daemon: deliveries, events on the bus, objects.

use super::at;
use crate::daemon::log::Entry;
use crate::daemon::timing::{Folder, Manual, Texts, runtime, start, until};
use crate::store::{Kv, Memory, Space};
use std::sync::Arc;

const RULES: &str = "schedules:
  beat:
    cron: 0/10 * * * ? *
    targets: [{target: own, input-transformer: {input-template: '{\"beat\": <aws.events.rule-arn>}'}}]
rules:
  beat: {pattern: {source: [aws.scheduler]}, targets: [own, heard]}
targets:
  own: {plugin: file, config: {folder: own}, grants: {files: [own]}}
  heard: {plugin: file, config: {folder: heard}, grants: {files: [heard]}}
";

/// Waits until schedules are known to the store.
fn until_kept(kv: &Arc<dyn Kv>) {
    let kept = || kv.scan(Space::SCHEDULES, b"cursor/", Some(b"cursor0"), 1).expect("readable");
    until("schedules are kept", || !kept().is_empty());
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn a_schedule_reaches_its_targets_and_the_rules_that_hear_it() {
    let runtime = runtime();
    let _entered = runtime.enter();
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let (loader, clock) = (Texts::new(RULES), Manual::new(at("12:05:00")));
    let daemon = start(&kv, &loader, &clock);
    let beats = || count(&loader.written("own"), "\"beat\"");
    let heard = |folder: &str| count(&loader.written(folder), "\"Scheduled Event\"");
    for (minute, fired) in [(10, 1), (20, 2)] {
        clock.set(at(&format!("12:{minute}:01")));
        until("the schedule's own target", || beats() == fired);
        until("targets of the rule", || heard("heard") == fired && heard("own") == fired);
    }
    let fires = daemon.tally().counts().schedules["beat"];
    assert_eq!((fires.total, fires.late, fires.missed), (2, 0, 0));
    runtime.block_on(daemon.drain());
    let own = loader.written("own");
    assert!(
        own.contains("arn:aws:scheduler:us-east-1:000000000000:schedule/default/beat"),
        "{own}"
    );
    // Over a restart nothing comes again, and the next one comes.
    clock.set(at("12:29:50"));
    let daemon = start(&kv, &loader, &clock);
    clock.set(at("12:30:00"));
    until("the third", || beats() == 3 && heard("heard") == 3 && heard("own") == 3);
    runtime.block_on(daemon.drain());
    assert_eq!((beats(), heard("own"), heard("heard")), (3, 3, 3));
    assert_eq!(kv.scan(Space::QUEUE, &[], None, usize::MAX).expect("readable"), []);
}

#[test]
fn a_target_that_is_stopped_gets_every_event_later_over_restarts() {
    let runtime = runtime();
    let _entered = runtime.enter();
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let text = "schedules: {s: {cron: 0/10 * * * ? *, targets: [own], catch-up: last}}\n\
                targets: {own: {plugin: file, config: {folder: own}, grants: {files: [own]}}}\n";
    let (loader, clock) = (Texts::new(text), Manual::new(at("12:05:00")));
    let daemon = start(&kv, &loader, &clock);
    assert_eq!(runtime.block_on(daemon.stop_target("own", true)), Ok(true));
    until_kept(&kv);
    runtime.block_on(daemon.drain());
    for (round, time) in (1..).zip(["12:15:00", "12:25:00", "12:35:00"]) {
        clock.set(at(time));
        let daemon = start(&kv, &loader, &clock);
        let waiting = || kv.scan(Space::QUEUE, &[], None, usize::MAX).expect("readable").len();
        until("it waits in the queue", || waiting() == round);
        runtime.block_on(daemon.drain());
    }
    let daemon = start(&kv, &loader, &clock);
    assert_eq!(runtime.block_on(daemon.stop_target("own", false)), Ok(true));
    until("all of them", || count(&loader.written("own"), "\"Scheduled Event\"") == 3);
    runtime.block_on(daemon.drain());
}

#[test]
fn what_was_accepted_between_two_moments_is_one_object() {
    let runtime = runtime();
    let _entered = runtime.enter();
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let folder = Folder::new("served");
    let text = format!(
        "schedules: {{hourly: {{cron: 0 * * * ? *, export: {{what: events, to: '{}'}}}}}}\n",
        folder.0.display()
    );
    let (loader, clock) = (Texts::new(&text), Manual::new(at("11:59:30")));
    let daemon = start(&kv, &loader, &clock);
    for time in ["11:59:40", "12:00:00", "12:59:59", "13:00:00"] {
        let body =
            format!("{{\"id\":\"{time}\",\"source\":\"a\",\"detail-type\":\"b\",\"detail\":{{}}}}");
        let entry = Entry::event("default".into(), at(time).as_millisecond(), body.into_bytes());
        runtime.block_on(daemon.accept(&[entry], None)).expect("accepted");
    }
    until_kept(&kv);
    runtime.block_on(daemon.drain());
    // Down over 12:00; the first window after that holds all since the beginning.
    clock.set(at("12:30:00"));
    let daemon = start(&kv, &loader, &clock);
    until("the first object", || folder.files().len() == 1);
    runtime.block_on(daemon.drain());
    clock.set(at("12:59:59"));
    let daemon = start(&kv, &loader, &clock);
    clock.set(at("13:00:00"));
    until("the second object", || folder.files().len() == 2);
    until("it is counted", || daemon.tally().counts().exports.contains_key("hourly"));
    let export = daemon.tally().counts().exports["hourly"].clone();
    assert_eq!((export.objects, export.rows, export.failed, export.error), (1, 2, 0, None));
    runtime.block_on(daemon.drain());
    let files = folder.files();
    let ids = |text: &str| -> Vec<String> {
        let id = |line: &str| {
            let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
            event["id"].as_str().unwrap_or_default().to_owned()
        };
        text.lines().map(id).collect()
    };
    assert_eq!(files[0].0, "hourly-2026-03-02T11-59-30Z.ndjson");
    assert_eq!(ids(&files[0].1), ["11:59:40"]);
    assert_eq!(files[1].0, "hourly-2026-03-02T12-00-00Z.ndjson");
    assert_eq!(ids(&files[1].1), ["12:00:00", "12:59:59"]);
}

#[test]
fn other_rules_have_other_schedules_and_keep_the_old_ones_where_they_were() {
    let runtime = runtime();
    let _entered = runtime.enter();
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let target = "targets: {own: {plugin: file, config: {folder: own}, grants: {files: [own]}}}\n";
    let text = |schedules: &str| format!("schedules: {{{schedules}}}\n{target}");
    let keeps = "stays: {cron: 0/10 * * * ? *, targets: [own]}";
    let (loader, clock) = (
        Texts::new(&text(&format!("{keeps}, goes: {{cron: 0/10 * * * ? *, targets: [own]}}"))),
        Manual::new(at("12:05:00")),
    );
    let daemon = start(&kv, &loader, &clock);
    until_kept(&kv);
    let row = |name: &str| kv.get(Space::SCHEDULES, name.as_bytes()).expect("readable");
    let before = row("cursor/stays");
    assert!(before.is_some() && row("cursor/goes").is_some());
    loader.set(&text(&format!("{keeps}, comes: {{rate: 1 hour, targets: [own]}}")));
    assert!(daemon.reload().is_ok());
    let came = || loader.written("own").contains("schedule/default/comes");
    until("a rate begins at once", came);
    until("what is gone is forgotten", || row("cursor/goes").is_none());
    assert_eq!(row("cursor/stays"), before);
    runtime.block_on(daemon.drain());
}
