//! Floor 10: the daemon's inside. What comes in is appended to the `log` before anyone is told that
//! it was accepted; one thread takes it from there in order (`core`), through the rules (`ruleset`);
//! the `courier` delivers what matched. State lives in a [`Kv`](crate::store::Kv), and changes
//! together with the position in the log.

pub mod archive;
pub mod audit_log;
#[cfg(feature = "wasm")]
pub mod backup;
pub mod clock;
mod codec;
pub mod command;
pub mod compliance;
#[cfg(feature = "wasm")]
pub mod controls;
#[cfg(feature = "wasm")]
pub mod core;
#[cfg(feature = "wasm")]
pub mod courier;
pub mod dead_letters;
pub mod exports;
pub mod feed;
pub mod finding;
#[cfg(feature = "wasm")]
pub mod fsck;
pub mod intake;
pub mod journal;
#[cfg(feature = "wasm")]
mod live;
pub mod log;
pub mod replay;
pub mod retention;
#[cfg(feature = "wasm")]
pub mod ruleset;
pub mod schedules;
pub mod senses;
#[cfg(feature = "wasm")]
pub mod state;
pub mod tally;
#[cfg(all(test, feature = "wasm"))]
pub(crate) mod testing;
#[cfg(all(test, feature = "wasm"))]
mod timing;
#[cfg(feature = "wasm")]
mod told;
pub mod trace;
pub mod watched;

#[cfg(feature = "wasm")]
pub use live::{Daemon, DaemonError, Parts, Setup};
