//! From a value to the tests that hold for it, without trying each: one file a kind of test. All
//! are built once and never change.

pub mod affix;
pub mod blocks;
pub mod ranges;
pub mod wildcards;
