//! Cases of compliance rules: items in, results per resource out.
//!
//! `expected` reads what should come of items, `tried` judges items by rules as `eval` does, `judge`
//! compares, `mutants` shows which clauses no case depends on.

mod expected;
mod judge;
mod mutants;
mod mutate;
mod tried;

pub(super) use expected::read;
pub use expected::{Expected, Said};
pub(super) use judge::{judge, strangers};
pub use mutants::{Mutants, Survivor};
pub(super) use tried::{Tried, items, newest};
