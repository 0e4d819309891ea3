//! tripline: declarative rules compiled into one matching graph.
//!
//! Floors, each using only those below it:
//! `base` (ids, places, diagnostics) → `read`, `fields` (texts to trees, bytes to fields) →
//! `operators` (the pattern language) → `graph` (the matching graph and its frozen plan) →
//! `engine` (matching, explaining, the reference matcher) → `rules` (rule files) → `sources`,
//! `report` (inputs and outputs) → `cli`.

pub mod base;
pub mod engine;
pub mod model;
pub mod operators;
pub mod read;
pub mod sources;
