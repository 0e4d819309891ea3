//! Alarms on metrics through time.

use super::at;
use crate::alarms::{
    ActionsDue, AlarmSettings, AlarmState, Comparison, LowSample, MetricAlarm, MissingData, Mute,
    Notify, Point, SetError, Slot, Threshold, WarmUp,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

const START: &str = "2026-01-01T00:00:00Z";

/// Breaches over 5; a minute each; `a`, `o`, `i` are the actions.
fn settings(n: u32, change: impl FnOnce(&mut AlarmSettings)) -> AlarmSettings {
    let threshold = Threshold::Static(Comparison::Greater, 5.0);
    let mut settings = AlarmSettings::new(60, n, threshold);
    let one = |name: &str| vec![name.to_owned()];
    settings.notify =
        Notify { alarm: one("a"), ok: one("o"), insufficient_data: one("i"), ..Notify::default() };
    change(&mut settings);
    settings.check().expect("some");
    settings
}

/// The states after each minute, one letter each, and what was to run at which minute. A value is
/// a digit, `_` is missing.
fn story(settings: AlarmSettings, values: &str) -> (String, Vec<(i64, ActionsDue)>) {
    let start = at(START);
    let minute = |at: Timestamp| at.duration_since(start).as_secs() / 60;
    let values: Vec<Option<f64>> = values.chars().map(|c| c.to_digit(10).map(f64::from)).collect();
    let mut read = |slot: Slot| {
        let index = usize::try_from(minute(slot.start)).ok();
        let value = index.and_then(|index| values.get(index).copied().flatten());
        Point { value, samples: value, ..Point::missing(slot.start) }
    };
    let mut alarm = MetricAlarm::new(Arc::new(settings), start);
    let (mut states, mut due) = (String::new(), Vec::new());
    let end = start + SignedDuration::from_mins(values.len() as i64);
    alarm.run(end, &mut read, &mut |now, record, step| {
        due.extend(step.due.into_iter().map(|due| (minute(now), due)));
        states.truncate(minute(now).max(1) as usize - 1);
        states.push(match record.value {
            AlarmState::Ok => 'o',
            AlarmState::Alarm => 'A',
            AlarmState::InsufficientData => 'i',
        });
    });
    (states, due)
}

fn told(due: &[(i64, ActionsDue)]) -> String {
    let one = |(minute, due): &(i64, ActionsDue)| format!("{}{minute}", due.actions.concat());
    due.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn actions_run_on_transitions_only() {
    let (states, due) = story(settings(1, |_| {}), "19911");
    assert_eq!(states, "oAAoo");
    assert_eq!(told(&due), "o1 a2 o4");
    let (states, due) = story(settings(1, |s| s.notify.enabled = false), "191");
    assert_eq!((states.as_str(), due.len()), ("oAo", 0));
}

#[test]
fn missing_data_through_time() {
    let treat = |treat| settings(2, |s| s.treat_missing_data = treat);
    // The range is 4 minutes: points are looked at again until they leave it.
    assert_eq!(story(treat(MissingData::Missing), "11______").0, "oooooiii");
    assert_eq!(story(treat(MissingData::NotBreaching), "99______").0, "oAAAoooo");
    assert_eq!(story(treat(MissingData::Breaching), "11______").0, "oooooAAA");
    assert_eq!(story(treat(MissingData::Ignore), "99______").0, "iAAAAAAA");
    // A lone breach is no alarm yet; when it is old and nothing came, it is.
    assert_eq!(story(treat(MissingData::Missing), "9___").0, "iAAA");
}

#[test]
fn percentiles_of_few_samples() {
    let few = |low_sample| {
        settings(1, |s| {
            (s.percentile, s.low_sample) = (Some(25.0), low_sample);
            s.threshold = Threshold::Static(Comparison::Greater, 5.0);
        })
    };
    assert_eq!(story(few(LowSample::Evaluate), "191").0, "oAo");
    // Samples are the values here: always fewer than 40.
    assert_eq!(story(few(LowSample::Ignore), "191").0, "iii");
}

#[test]
fn warming_up() {
    let warm =
        |whole| settings(2, |s| s.warm_up = Some(WarmUp { time: Duration::from_secs(300), whole }));
    assert_eq!(story(warm(true), "99999999").0, "iiiiAAAA");
    assert_eq!(story(warm(false), "9_999999").0, "iiAAAAAA");
    assert_eq!(story(warm(false), "9______").0, "iiiiiii");
}

#[test]
fn one_incident_pages_once() {
    let calm = settings(1, |s| s.notify.group_wait = Some(Duration::from_secs(180)));
    let (states, due) = story(calm, "1919199999999111111");
    assert_eq!(states, "oAoAoAAAAAAAAoooooo");
    assert_eq!(told(&due), "a4 o17");
    let again = settings(1, |s| s.notify.repeat_every = Some(Duration::from_secs(240)));
    let (_, due) = story(again, "19999999999111111");
    assert_eq!(told(&due), "o1 a2 a6 a10 o12");
    assert_eq!(due.iter().filter(|(_, due)| due.repeated).count(), 2);
}

#[test]
fn muted_actions_run_when_the_window_ends() {
    let mute = Mute::new("2-3 0 * * *", Duration::from_secs(240), TimeZone::UTC).expect("some");
    let muted = settings(1, |s| s.notify.mutes.push(mute));
    let (states, due) = story(muted.clone(), "1119999999");
    assert_eq!(states, "oooAAAAAAA");
    assert_eq!(told(&due), "o1 a7");
    assert!(due[1].1.after_mute && !due[0].1.after_mute);
    // Back before the window ends: only the state that holds is told.
    assert_eq!(told(&story(muted, "1119111111").1), "o1 o7");
}

#[test]
fn clocks_that_jump() {
    let start = at(START);
    let mut alarm = MetricAlarm::new(Arc::new(settings(1, |_| {})), start);
    let reads = std::cell::Cell::new(0);
    let mut read = |slot: Slot| {
        reads.set(reads.get() + 1);
        Point::new(slot.start, 9.0)
    };
    let later = start + SignedDuration::from_hours(24 * 365);
    assert!(alarm.step(later, &mut read).transition.is_some());
    // Back again: nothing until the time that was reached.
    assert!(alarm.step(start, &mut read).transition.is_none());
    assert_eq!(reads.get(), 3);
    assert!(alarm.next() > later);
    assert!(alarm.step(Timestamp::MAX, &mut read).transition.is_none());
    alarm.run(Timestamp::MAX, &mut read, &mut |_, _, _| {});
}

#[test]
fn states_set_by_hand() {
    let start = at(START);
    let mut alarm = MetricAlarm::new(Arc::new(settings(1, |_| {})), start);
    let long = "x".repeat(1024);
    assert_eq!(alarm.set_state(AlarmState::Ok, &long, None, start), Err(SetError::Reason));
    let step = alarm.set_state(AlarmState::Alarm, "a test", Some("{}"), start).expect("some");
    assert_eq!(step.due[0].actions, ["a"]);
    assert_eq!(alarm.state().reason, "a test");
    let minute = start + SignedDuration::from_mins(1);
    let mut quiet = |slot: Slot| Point::new(slot.start, 1.0);
    let look = alarm.look(minute, &mut quiet);
    assert_eq!((look.state, look.points.len(), look.judgement.breaching), (AlarmState::Ok, 3, 0));
    let back = alarm.step(minute, &mut quiet);
    assert_eq!(back.transition.expect("some").to.value, AlarmState::Ok);
}

#[test]
fn limits_of_settings() {
    let threshold = Threshold::Static(Comparison::Greater, 5.0);
    let of = |period, n, change: fn(&mut AlarmSettings)| {
        let mut settings = AlarmSettings::new(period, n, threshold);
        change(&mut settings);
        settings.check().map_err(|e| e.to_string())
    };
    assert_eq!(of(60, 1440, |_| {}), Ok(()));
    assert_eq!(of(3600, 168, |_| {}), Ok(()));
    let error = |text: &str| Err(text.to_owned());
    assert_eq!(of(60, 1441, |_| {}), error("1441 periods of 60 seconds reach over 1 day"));
    assert_eq!(of(86_400, 8, |_| {}), error("8 periods of 86400 seconds reach over 7 days"));
    let period = "a period is 10, 20 or 30 seconds or a multiple of 60, not 7";
    assert_eq!(of(7, 1, |_| {}), error(period));
    assert!(of(0, 1, |_| {}).is_err() && of(60, 0, |_| {}).is_err());
    let m = |s: &mut AlarmSettings| s.datapoints_to_alarm = Some(3);
    assert_eq!(of(60, 2, m), error("datapoints to alarm are 1 to 2, not 3"));
    assert!(of(60, u32::MAX, |_| {}).is_err() && of(u32::MAX, u32::MAX, |_| {}).is_err());
    assert!(of(60, 3, |s| s.evaluation_range = Some(2)).is_err());
    assert!(of(60, 3, |s| s.evaluation_range = Some(104)).is_err());
}
