//! Everything that is neither a conformance case nor a golden diagnostic: one binary, one module a
//! subject.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]
#![allow(clippy::format_push_string, reason = "texts of tests are built as they read")]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]
#![allow(missing_docs, reason = "tests are read, not linked to")]

mod cli;
mod compliance;
#[cfg(all(feature = "wasm", feature = "serve"))]
mod crash;
#[cfg(feature = "wasm")]
mod deliver;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod diff;
mod differential;
mod examples;
mod generate;
mod inputs;
mod invocations;
mod items;
mod metrics;
#[cfg(feature = "wasm")]
mod monitoring;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod operating;
mod packs;
mod pictures;
#[cfg(feature = "wasm")]
mod plugin_cases;
#[cfg(feature = "wasm")]
mod plugin_command;
#[cfg(feature = "wasm")]
mod plugin_scaffolds;
mod program;
mod query;
#[cfg(feature = "wasm")]
mod queue;
mod real_data;
mod records;
mod regressions;
#[cfg(all(feature = "wasm", feature = "serve"))]
mod serve;
#[cfg(all(feature = "serve", feature = "wasm"))]
mod served;
#[cfg(feature = "wasm")]
mod server;
mod templates;
mod tidy;
mod wanted;
mod wire;
