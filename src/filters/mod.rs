//! Floor 3: the filter patterns of log groups: terms, JSON selectors, columns between blanks, and
//! what metric filters make of the records that match.
//!
//! [`FilterPattern`] is one pattern, read and matched by itself. [`FilterSet`] is many of them over
//! one pass of each record: the selectors of all patterns lie in one tree, equal tests are one.
//! Pure: texts and bytes in, plain data out; nothing here knows of files, rules or the time.

mod columns;
mod compare;
mod cursor;
mod error;
mod expression;
mod glob;
mod json;
mod metric;
mod number;
mod pattern;
mod plain;
mod selector;
mod set;
mod terms;
#[cfg(test)]
mod tests;
mod tokens;
mod translate;
mod words;

pub use columns::{Column, Columns};
pub use compare::{Compare, Order, Scalar, Value};
pub use error::PatternError;
pub use expression::Expression;
pub use glob::Glob;
pub use json::{Expr, Test};
pub use metric::{Datum, Dropped, Extraction, MetricError, Transformation};
pub use pattern::{FilterPattern, Pattern};
pub use selector::{Selector, Step};
pub use set::{FilterId, FilterScratch, FilterSet, FilterSetBuilder};
pub use terms::{Find, Terms};
pub use tokens::Extracted;

/// Longest pattern, in characters.
pub const PATTERN_CHARS: usize = 1024;
/// Most regular expressions in one pattern.
pub const EXPRESSIONS: usize = 2;
/// Most selectors with a wildcard in one pattern.
pub const WILDCARDS: usize = 3;
