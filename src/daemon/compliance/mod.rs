//! Compliance that survives the daemon.
//!
//! [`Compliance`] takes configuration items and evaluations from elsewhere, one after the other,
//! and tells which results changed. At any time its results are those that `tripline eval` finds in
//! all items so far. What must survive is handed out as rows, to be written in one batch with the
//! position in the log: whoever starts from an earlier batch and takes what followed again comes to
//! the same results and the same events. So every time has to come from the log, never from a clock.
//!
//! In memory are the resources, their results and the items that rules look at again; the texts of
//! items are in the store (`rows`). `known` has what was told of results, `changes` compares.

mod bytes;
mod changes;
mod error;
mod external;
mod forget;
mod history;
mod known;
mod read;
mod record;
mod restore;
mod results;
mod rows;
mod shown;
mod snapshot;
mod take;
#[cfg(test)]
mod tests;

pub use changes::{Changed, Found};
pub use error::ComplianceError;
pub use external::ExternalEvaluation;
pub use history::{Order, Version, Window};
pub use read::Discovered;
pub use record::ResourceConfig;
pub use results::{Filter, Page, Position, Standing};

use crate::audit::Live;
use external::External;
use known::{Known, Names};
use rows::Rows;
use std::collections::BTreeMap;

/// Levels of nesting in an item, those in its strings included.
const DEPTH: usize = 1000;

/// What rules say of all resources, and what is known of those.
#[derive(Debug)]
pub struct Compliance {
    live: Live,
    rows: Rows,
    names: Names,
    /// By resource: what was told of its results.
    known: BTreeMap<u64, Vec<Known>>,
    external: External,
    /// The number of the next resource that is new.
    next: u64,
}
