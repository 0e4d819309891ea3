//! Composite alarms through time.

use super::at;
use crate::alarms::{
    AlarmRule, AlarmState, ChildState, CompositeAlarm, CompositeSettings, Notify, Step, Suppression,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const START: &str = "2022-07-22T15:56:14.552Z";

struct World {
    alarm: CompositeAlarm,
    others: BTreeMap<&'static str, ChildState>,
}

fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}")
}

fn seconds(count: i64) -> Timestamp {
    at(START) + SignedDuration::from_secs(count)
}

impl World {
    fn new(rule: &str, suppressor: bool) -> Self {
        let one = |name: &str| vec![name.to_owned()];
        let settings = CompositeSettings {
            rule: AlarmRule::parse(rule).expect("some"),
            suppression: suppressor.then(|| Suppression {
                alarm: arn("upkeep"),
                wait: Duration::from_secs(120),
                extension: Duration::from_secs(180),
            }),
            notify: Notify { alarm: one("a"), ok: one("o"), ..Notify::default() },
        };
        let alarm = CompositeAlarm::new(Arc::new(settings), arn("all"), at(START));
        Self { alarm, others: BTreeMap::new() }
    }

    fn set(&mut self, name: &'static str, value: AlarmState, second: i64) {
        let state = ChildState { arn: arn(name), value, at: seconds(second) };
        self.others.insert(name, state);
    }

    fn step(&mut self, second: i64) -> Step {
        let others = &self.others;
        self.alarm.step(seconds(second), &|name| others.get(name).cloned())
    }
}

#[test]
fn reasons_name_who_changed() {
    let mut world = World::new("ALARM(cpu) OR ALARM(traffic)", false);
    world.set("cpu", AlarmState::Ok, -20);
    world.set("traffic", AlarmState::Ok, -10);
    let made = world.step(0).transition.expect("some").to;
    assert_eq!(
        made.reason,
        format!("{} was created and its alarm rule evaluates to OK", arn("all"))
    );
    let data = made.reason_data.expect("some");
    assert!(data.find("traffic").expect("some") < data.find("cpu").expect("some"), "{data}");
    world.set("cpu", AlarmState::Alarm, 91);
    let changed = world.step(91);
    assert_eq!(changed.due[0].actions, ["a"]);
    let record = changed.transition.expect("some").to;
    let when = "Friday 22 July, 2022 15:57:45 UTC";
    assert_eq!(record.reason, format!("{} transitioned to ALARM at {when}", arn("cpu")));
    assert_eq!(
        record.reason_data.expect("some"),
        format!(
            "{{\"triggeringAlarms\":[{{\"arn\":\"{}\",\"state\":{{\"value\":\"ALARM\",\
             \"timestamp\":\"2022-07-22T15:57:45.552+0000\"}}}}]}}",
            arn("cpu")
        )
    );
    assert_eq!(world.step(92), Step::default());
}

#[test]
fn alarms_that_are_not_there_have_too_little_data() {
    let mut world = World::new("INSUFFICIENT_DATA(gone)", false);
    assert_eq!(world.step(0).transition.expect("some").to.value, AlarmState::Alarm);
}

#[test]
fn suppressors_hold_actions_back() {
    let mut world = World::new("ALARM(cpu)", true);
    world.set("upkeep", AlarmState::Ok, -1);
    world.set("cpu", AlarmState::Ok, -1);
    assert!(world.step(0).due.is_empty());
    assert_eq!(world.alarm.next(), Some(seconds(120)));
    assert_eq!(world.step(120).due[0].actions, ["o"]);
    world.set("cpu", AlarmState::Alarm, 200);
    let step = world.step(200);
    let by = step.transition.expect("some").to.suppressed_by.map(|by| by.to_string());
    assert_eq!((by.as_deref(), step.due.len()), (Some("WaitPeriod"), 0));
    world.set("upkeep", AlarmState::Alarm, 300);
    assert!(world.step(300).due.is_empty());
    assert_eq!(world.alarm.next(), None);
    world.set("upkeep", AlarmState::Ok, 900);
    assert!(world.step(900).due.is_empty());
    assert_eq!(world.alarm.next(), Some(seconds(1080)));
    let due = world.step(1080).due;
    assert_eq!((due.len(), due[0].state), (1, AlarmState::Alarm));
    // Nothing is held: a suppressor that comes and goes has nothing run again.
    world.set("upkeep", AlarmState::Alarm, 2000);
    assert_eq!(world.step(2000), Step::default());
    world.set("upkeep", AlarmState::Ok, 2100);
    assert_eq!((world.step(2100), world.alarm.next()), (Step::default(), None));
}

#[test]
fn another_suppressor_ends_both_timers() {
    let mut world = World::new("ALARM(cpu)", true);
    assert!(world.step(0).due.is_empty());
    let settings = CompositeSettings { suppression: None, ..(**world.alarm.settings()).clone() };
    let step = world.alarm.update(Arc::new(settings), seconds(1), &|_| None);
    assert_eq!(step.due[0].actions, ["o"]);
    assert_eq!(world.alarm.next(), None);
}
