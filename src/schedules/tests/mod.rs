//! Tests of schedules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod due;
mod faults;
mod reference;
mod times;

use super::{Dialect, Expression, Schedule};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn schedule(expression: &str, dialect: Dialect, made: &str) -> Schedule {
    let read = Expression::parse(expression, dialect);
    Schedule::new(read.unwrap_or_else(|e| panic!("{expression}: {e}")), dialect, at(made))
}
