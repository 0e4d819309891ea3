//! AWS Config's advanced queries over configuration items.
//!
//! `parse` makes a [`Query`] of a text (`token`, `cursor`, `condition`, `check`), a [`Run`] asks it
//! of every item (`path` follows properties, `test` and `literal` compare) and keeps of every
//! resource what its newest state gives: a row, or its share of a group (`aggregate`). The
//! [`Answer`] is written by `output`; `watch` says what the query asked for in vain.
//! Memory grows with the number of resources, by a few hundred bytes each, and with the rows of the
//! result, not with the items.

mod aggregate;
mod answer;
mod ast;
mod check;
mod condition;
mod cursor;
mod like;
mod literal;
mod output;
mod parse;
mod path;
mod project;
mod run;
mod scalar;
mod test;
#[cfg(test)]
mod tests;
mod token;
mod watch;

pub use answer::{Answer, Layout};
pub use ast::Query;
pub use output::QueryFormat;
pub use parse::parse;
pub use run::{Counts, Run};

use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::span::Span;

/// A mistake in a query.
fn bad(span: Span, message: impl Into<String>) -> Diag {
    Diag::new(Code::TL801, span, message)
}
