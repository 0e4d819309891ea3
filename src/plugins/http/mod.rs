//! Requests of plugins over HTTP: which addresses a grant covers, and how they are sent.

mod address;
mod client;
mod origin;

pub use client::Client;
pub(super) use origin::Address;
pub use origin::Origin;
