//! Floor 11: AWS's operations over the daemon. A service is a folder, an operation a function in it
//! with a row in the service's table; `context` is what operations get, `accept` how what they accept
//! is made safe before they answer, `envelope` the events that come of it. `constraint` and `paging` are
//! what AWS's operations have in common; `defined`, `destination` and `route` what is put over the API.
//!
//! An operation either does what AWS's does, so that another one shows its effect, or is no row.

mod accept;
mod config;
mod constraint;
mod context;
mod defined;
mod destination;
mod envelope;
mod events;
mod id;
mod operation;
mod paging;
pub mod plain;
mod route;
mod scheduler;
#[cfg(test)]
mod testing;

pub use accept::{Accepting, Incoming, accept, refusal};
pub use context::{Api, Caller, Compat, Context, Permission};
pub use envelope::Envelope;
pub use operation::{Operation, Run, find};
