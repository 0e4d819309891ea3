//! What there is: the resources of configuration items, counted, and how they are related.
//!
//! A [`Census`] keeps of every resource its newest state: a few hundred bytes each, however large
//! the items are, and the relationships only when a picture is wanted. [`Web`] is the graph of
//! those, [`Web::around`] a part of it to draw.

mod census;
mod draw;
#[cfg(test)]
mod tests;
mod web;

pub use census::{Census, Count, Resource, Totals};
pub use web::Web;
