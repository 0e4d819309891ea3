//! tripline: declarative rules compiled into one matching graph.
//!
//! Floors, each using only those below it:
//! `base` (ids, places, diagnostics) → `read`, `fields` (texts to trees, bytes to fields) →
//! `operators` (the pattern language), `inputs` (what targets get), `items` (Config's items),
//! `filters` (filter patterns of logs), `logs` (log events), `metrics` (datapoints, statistics,
//! metric math), `anomaly` (bands), `insights` (baselines of calls), `schedules` (cron, rate, at),
//! `wire` (AWS's protocols) →
//! `alarms` (states of alarms), `graph` (the matching graph and its frozen plan) → `engine` (matching, explaining, the reference matcher), `compliance` (the evaluation of
//! compliance rules), `plot` (pictures of metrics) → `rules` (rule files) → `sources`, `report`,
//! `deliver`, `plugins` (inputs, outputs, decisions about deliveries, the wasm host), `store`, `http`,
//! `exports` (what survives the daemon, its server, its exports) → `eval`, `inventory`, `query` →
//! `dispatch` → `testing`, `daemon` → `api`, `page` → `cli`.

pub mod alarms;
pub mod anomaly;
#[cfg(all(feature = "serve", feature = "wasm"))]
pub mod api;
pub mod audit;
pub mod base;
pub mod cli;
pub mod compliance;
#[cfg(feature = "serve")]
pub mod daemon;
pub mod deliver;
#[cfg(feature = "wasm")]
pub mod dispatch;
pub mod engine;
pub mod eval;
#[cfg(feature = "serve")]
pub mod exports;
pub mod fields;
pub mod filters;
pub mod graph;
#[cfg(feature = "serve")]
pub mod http;
pub mod inputs;
pub mod insights;
pub mod inventory;
pub mod items;
pub mod lints;
pub mod logs;
pub mod metrics;
pub mod model;
pub mod monitor;
pub mod operators;
pub mod packs;
#[cfg(all(feature = "serve", feature = "wasm"))]
pub mod page;
pub mod plot;
#[cfg(feature = "wasm")]
pub mod plugins;
pub mod query;
pub mod read;
pub mod report;
pub mod rules;
pub mod schedules;
#[cfg(feature = "serve")]
pub mod settings;
pub mod sources;
#[cfg(feature = "serve")]
pub mod store;
pub mod testing;
pub mod wire;

/// The matcher for programs that embed it: patterns in, a plan out; events in, rules out.
pub mod matching {
    pub use crate::base::ids::RuleId;
    pub use crate::engine::{PlanBuilder, Scratch};
    pub use crate::fields::EventError;
    pub use crate::graph::Plan;
}
