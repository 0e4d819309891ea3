//! Floor 10: the daemon.
//!
//! `compliance` is what rules say of configuration items, kept up to date entry by entry of the
//! log, and told to the API and the page.

pub mod compliance;
