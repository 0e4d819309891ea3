//! Metrics as CloudWatch has them.
//!
//! [`readers`] make [`Datum`]s of bytes, `validate` refuses what the service refuses, a [`Store`]
//! keeps them (here [`Memory`]) and gives them back by period as [`Aggregate`]s, of which
//! [`Statistic`]s are computed. [`math`] reads, checks and evaluates expressions over series.
//! Everything is pure: bytes and times go in, values come out.

mod aggregate;
mod compute;
mod datum;
mod index;
mod kept;
mod load;
pub mod math;
mod memory;
mod metric;
pub mod period;
mod raw;
pub mod readers;
mod refusal;
mod samples;
mod series;
mod statistic;
mod store;
mod tally;
#[cfg(test)]
mod tests;
mod unit;
pub mod validate;

pub use aggregate::{Aggregate, Known};
pub use datum::{Datum, Resolution, Sample, StatisticSet};
pub use load::Loader;
pub use memory::{MOST_SERIES, Memory, MetricId, SeriesId};
pub use metric::{MOST_DIMENSIONS, Metric};
pub use raw::{RawDatum, RawSet};
pub use refusal::{Refusal, RefusalCode};
pub use samples::{EXACT, Samples};
pub use statistic::{Bounds, Statistic, StatisticKind};
pub use store::{Reading, Store, StoreError, Window};
pub use tally::Tally;
pub use unit::{UNITS, Unit};
