//! Floor 7: exports: windows of rows as objects in folders and object stores.
//!
//! [`run`] takes the rows of one window from a [`Source`], encodes them as they come and hands them
//! to a [`Sink`]. An object is there whole or not at all, and its name follows from the schedule and
//! the window alone, so that a window written again is the same object. [`Progress`] is what has to
//! be kept over a crash. Everything blocks: call it from a thread that may.

mod access;
mod columns;
mod compress;
mod csv;
mod encode;
mod error;
mod json;
mod name;
mod ndjson;
mod parquet;
mod progress;
mod row;
mod run;
mod sink;
#[cfg(test)]
mod tests;
mod window;

pub use crate::rules::export::{Compress, Destination, ExportSpec, Format, Prefix, What};
pub use access::Access;
pub use columns::{Column, Kind, columns};
pub use compress::gzip;
pub use error::ExportError;
pub use name::object_name;
pub use progress::Progress;
pub use row::{Row, RowError};
pub use run::{Source, SourceError, Task, Written, run};
pub use sink::Sink;
pub use window::Window;
