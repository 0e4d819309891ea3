//! Floor 5: events in, matched rules out. No files, no clock.

mod combine;
pub mod explain;
mod look_up;
mod matcher;
mod plan_builder;
mod record;
pub mod reference;
mod scratch;
mod view;

pub use plan_builder::{PlanBuilder, parse_pattern};
pub use record::RecordPlan;
pub use scratch::Scratch;
pub use view::{EventView, Words};
