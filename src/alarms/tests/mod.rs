//! Alarms as a whole.

mod composites;
mod events;
mod reasons;
mod rules;
mod stories;

use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("some")
}
