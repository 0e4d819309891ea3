//! Metric math: expressions over series.
//!
//! `token` and `parse` make an [`Expression`] of a text, `check` finds the types of its parts, and
//! [`Sheet`] holds the entries of a request together: which uses which, and in which order they are
//! evaluated. What is not in its inputs an expression asks of [`Outside`].

mod alarm;
mod along;
mod ast;
mod calendar;
mod check;
mod choose;
mod doubt;
mod evaluate;
mod fault;
mod function;
mod outside;
mod pair;
mod parse;
mod reduce;
mod several;
mod sheet;
mod token;
mod types;

pub use alarm::{MOST_ENTRIES, MOST_METRICS};
pub use ast::Expression;
pub use doubt::{Doubt, DoubtKind};
pub use fault::MathFault;
pub use function::{FUNCTIONS, Function, Gives, Takes, Which};
pub use outside::{Nothing, Outside};
pub use parse::{MOST_CHARACTERS, parse};
pub use sheet::{Entry, EntryKind, Sheet};
pub use types::{Range, Series, Type, Value};
