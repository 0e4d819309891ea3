//! Outputs: diagnostics, effects and test results in the forms that people and machines read.
//! One form, one file; every form writes to a `std::io::Write` and hands its errors back, so that
//! a closed pipe can end quietly.

#[macro_use]
mod format;

pub mod baseline;
pub mod diag;
pub mod eval;
pub mod schema;
pub mod tests;

mod clean;
mod github;
mod json;
mod junit;
mod sarif;
mod style;
mod uri;
mod words;

pub use crate::base::csv::cell;
pub use clean::visible;
pub use style::Style;

/// The name and version of the JSON forms.
pub const SCHEMA: &str = "tripline/1";

/// The version of tripline that the outputs name.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
