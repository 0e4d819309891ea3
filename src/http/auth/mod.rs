//! Who calls, and what they may do.
//!
//! Signatures of AWS's version 4, bearer tokens, and sessions of the page, which a token begins. A
//! server without keys and tokens is open: everybody is admin, whatever they send, and only what
//! browsers could be tricked into is refused (docs/settings.md). The clock is given.

mod access;
mod caller;
mod refusal;
mod session;
mod site;

pub use access::Access;
pub use caller::{By, Caller};
pub use refusal::Refusal;
pub use session::SessionKey;

#[cfg(test)]
mod tests;
