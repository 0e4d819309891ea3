//! Floor 0: what everything else stands on. Knows nothing of rules, events or files.

pub mod bytes;
pub mod codes;
pub mod csv;
pub mod diag;
pub mod fold;
pub mod hex;
pub mod ids;
pub mod limits;
pub mod number;
pub mod span;
pub mod suggest;
pub mod text;
pub mod time;
pub mod units;
