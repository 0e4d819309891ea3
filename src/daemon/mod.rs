//! Floor 10: the daemon's inside. What comes in is appended to the `log` before anyone is told that
//! it was accepted; one thread takes it from there in order (`core`), through the rules (`ruleset`);
//! the `courier` delivers what matched. State lives in a [`Kv`](crate::store::Kv), and changes
//! together with the position in the log.

pub mod clock;
mod codec;
#[cfg(feature = "wasm")]
pub mod core;
#[cfg(feature = "wasm")]
pub mod courier;
pub mod exports;
#[cfg(feature = "wasm")]
mod live;
pub mod log;
#[cfg(feature = "wasm")]
pub mod ruleset;
pub mod schedules;
pub mod tally;
#[cfg(all(test, feature = "wasm"))]
#[allow(clippy::panic, reason = "a test that fails says where")]
mod testing;

#[cfg(feature = "wasm")]
pub use live::{Daemon, DaemonError, Parts, Setup};
