//! Compliance in the daemon.

mod differential;
mod external;
mod reading;
mod reloads;
mod speed;
mod testing;
