//! `tripline serve`: the daemon.

mod loader;
