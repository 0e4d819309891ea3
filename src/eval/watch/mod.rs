//! What records mean to alarms and baselines: datapoints, from inputs of metrics and through metric filters.
//!
//! `listening` holds the metric filters of a run, `listener` takes records through them on any
//! thread, `sensed` is what it finds; `watching` gathers that in input order, and at the end moves
//! the alarms through the time of the inputs; `trouble` is what went wrong.

mod listener;
mod listening;
mod sensed;
mod trouble;
mod watching;

pub use listener::Listener;
pub use listening::Listening;
pub use sensed::{Hit, Sensed, default_datum};
pub use trouble::Trouble;
pub use watching::{Heard, Watching};
