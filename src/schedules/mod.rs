//! Schedules as AWS writes them: `cron()`, `rate()` and `at()`, in the dialect of EventBridge's
//! rules and in that of EventBridge Scheduler.
//!
//! Pure: no clock is read here. A schedule says when it fires after a moment and when it fired
//! before one; `due` says what a caller that looks now and then has to do.
//! Where AWS documents nothing, docs/schedules.md tells what is done.

mod at;
mod catch_up;
mod cron;
mod days;
mod error;
mod expression;
mod field;
mod fires;
mod local;
mod piece;
mod rate;
mod schedule;
mod values;
mod walk;
mod window;

#[cfg(test)]
mod tests;

pub use at::At;
pub use catch_up::{CatchUp, Due, Fire, PRECISION, due};
pub use cron::Cron;
pub use error::ExpressionError;
pub use expression::{Dialect, Expression, LONGEST};
pub use fires::Fires;
pub use rate::{Rate, Unit};
pub use schedule::Schedule;
pub use window::FlexibleWindow;
