//! Floor 4: the matching graph. Patterns are lowered into one petgraph graph in which equal tests
//! and conditions are one node ([`GraphBuilder`]), and frozen into flat tables for running ([`Plan`]).

pub mod builder;
mod cost;
mod freeze;
pub mod index;
mod plan;
pub mod show;
mod steps;

pub use builder::{Edge, GraphBuilder, MatchGraph, Node, RuleInput};
pub use cost::Cost;
pub use plan::{Clause, ExactTable, Group, Op, PathRow, Plan, Step, TestKind, TestRow};

pub(crate) use plan::{Next, hash_number, hash_text};
