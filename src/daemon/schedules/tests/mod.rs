//! Schedules in a time that is told: what fires over restarts, jumps of the clock and reloads.

mod jumps;
mod served;
mod stories;

use super::{Fired, Schedules, Timed};
use crate::model::Home;
use crate::rules::testing::bundle_with;
use crate::store::{Durability, Kv, Memory, Space};
use jiff::{SignedDuration, Timestamp};

/// A day at a time of it.
fn at(time: &str) -> Timestamp {
    format!("2026-03-02T{time}Z").parse().expect("a time")
}

/// The schedules of the section's text.
fn timed(schedules: &str) -> Vec<Timed> {
    let text =
        format!("targets: {{t: {{plugin: log}}, u: {{plugin: log}}}}\nschedules:\n{schedules}");
    let (bundle, found) = bundle_with(&[("r.yaml", &text)], &[]);
    let found: Vec<_> = found.iter().filter(|line| !line.starts_with("TL208")).collect();
    assert!(found.is_empty(), "{found:?}");
    Timed::all(&bundle, &Home::default())
}

fn open(kv: &Memory, schedules: &str, now: &str) -> Schedules {
    Schedules::restore(kv, timed(schedules), at(now)).expect("readable")
}

/// Writes what is to be kept down.
fn keep(schedules: &mut Schedules, kv: &Memory) {
    kv.write(schedules.rows(), Durability::Now).expect("written");
}

/// The moments that fire: `12:10`, `12:10 late`.
fn moments(fired: &[Fired]) -> Vec<String> {
    let show = |fired: &Fired| {
        let late = if fired.late { " late" } else { "" };
        format!("{}{late}", fired.scheduled.strftime("%H:%M"))
    };
    fired.iter().map(show).collect()
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

fn rows(kv: &Memory) -> usize {
    kv.scan(Space::SCHEDULES, b"cursor/", Some(b"cursor0"), usize::MAX).expect("readable").len()
}
