//! Floor 7: the host of wasm plugins. A plugin is a component of `schemas/wit`, called through
//! `Function::invoke`, with what its target is granted and nothing else. Whatever it does, the host
//! goes on: every call ends in an `Outcome`. Start reading at `host`, then `function`.
//!
//! wasmtime is met only here.

mod abi;
pub mod builtin;
mod cache;
mod check;
mod componentize;
mod engine;
mod fault;
mod function;
mod host;
pub mod http;
mod inspect;
pub mod limits;
mod manifest;
mod plugin;
pub mod ports;
mod probe;
mod rights;
mod session;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
#[allow(clippy::panic, reason = "tests fail by panic")]
mod tests;

pub use cache::Cache;
pub use check::check;
pub use componentize::{WIT, componentize, with_manifest};
pub use function::Function;
pub use host::{Host, Overrides, config_text};
pub use inspect::{HANDLER, Inspection, NotAPlugin, inspect};
pub use manifest::{Ask, Manifest, SECTION};
pub use plugin::{NoPlugin, Plugin};
pub use rights::Rights;
pub use session::Facts;
