//! Cases of alarms: series and log lines in, states after each interval and events out.
//!
//! `series` reads values such as `5+1x2 _`, `timeline` states such as `OK x3 ALARM`, `given` both
//! documents; `play` moves the alarms of a bundle through the time of a case as `eval` does, and
//! `judge` compares.

mod coverage;
mod given;
mod judge;
mod play;
mod series;
mod timeline;

pub use coverage::AlarmCoverage;
pub(super) use given::given;
pub use given::{Watched, metrics};
pub(super) use judge::{brought_forth, judge};
pub(super) use play::{Play, play};
pub use timeline::Timeline;
pub(super) use timeline::{events, timelines};
