//! Floor 5: compliance rules over configuration items. An item is a tree in AWS's spelling; what
//! comes out is an outcome with the value that decided it. No files, no clock: the time is given.
//!
//! `condition` is the language as data, built by the readers of rule files; `evaluate` gives it
//! its meaning over `path`, `pipe` and `test`; `truth` has the logic of four values.

pub mod condition;
pub mod evaluate;
pub mod message;
pub mod node;
pub mod params;
pub mod path;
pub mod pipe;
pub mod selector;
pub mod test;
pub mod truth;
pub mod value;
mod wants;

pub use condition::{
    Block, Check, Clause, Condition, OnEmpty, Over, Quantifier, Related, RelatedBy,
};
pub use evaluate::{
    Evaluated, Evidence, Explained, Facts, Find, NoItems, Search, SearchBy, Seen, Trace, Turns,
    What,
};
pub use message::Template;
pub use node::Node;

pub use params::Params;
pub use path::{Path, PathError};
pub use pipe::{Query, Scope};
pub use selector::Selector;
pub use test::{CLAUSE_OPERATORS, Test};
pub use truth::{Answer, Truth};
