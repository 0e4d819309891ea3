//! Floor 3: how often APIs are called, and when that is unusual: CloudTrail Insights.
//!
//! `Counts` takes calls in any order and tells the insights of all of them; `Stream` takes them as
//! they come. Both count calls by series (account, region, API, error code) and minute, and put
//! every series to the same state machine (`watch`). The test is ours, the arithmetic and the JSON
//! are AWS's. Pure: no files, no clock. Formulas and measurements are in `docs/insights.md`.

mod call;
mod cells;
mod counts;
mod insight;
mod kept;
mod load;
mod past;
mod record;
mod settings;
mod stream;
mod table;
mod tail;
mod tell;
#[cfg(test)]
mod tests;
pub mod traffic;
mod turn;
mod watch;

pub use call::{Call, Events, InsightType, identity};
pub use counts::{Counts, Refused};
pub use insight::{Attribution, Insight, InsightState, Share, Statistics, baseline_duration};
pub use load::Loader;
pub use record::{event_json, record_json};
pub use settings::{
    BACK, CALM, COLD, DROUGHT, LEAST_EXPECTED, MORE, RARE, RECORD, RECORD_NEW, RECORD_SPREAD,
    Settings, WINDOW,
};
pub use stream::Stream;
