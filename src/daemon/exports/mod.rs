//! Exports at work: windows of schedules that fired become objects.
//!
//! The queue is in the store. A window is `pending` from the batch that moved its schedule on until
//! its object is there; a process that ends in between writes the same object again. `run` is the
//! thread that works the queue off, `now` an export by hand, `source` tells where rows are, `events` reads them from the log,
//! `findings` is the form of their rows.

mod events;
pub mod findings;
mod now;
pub mod pending;
mod run;
mod source;
#[cfg(test)]
mod tests;

pub use now::{NotExported, now, window};
pub use run::{Exports, Pace, Setup};
pub use source::{Rows, Stored};

use crate::rules::{Bundle, ExportSpec};
use std::collections::BTreeMap;

/// The exports of a bundle, by schedule.
#[must_use]
pub fn specs(bundle: &Bundle) -> BTreeMap<String, ExportSpec> {
    let exports = bundle.schedules.iter();
    exports.filter_map(|own| Some((own.name.clone(), own.export.clone()?))).collect()
}
