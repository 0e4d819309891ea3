//! The rule sets: what is measured, over which events, and what the figure should reach.

pub mod adversarial;
pub mod goals;
pub mod lots;
pub mod table;
pub mod trail;
pub mod trail_mixed;

use crate::data::Stream;
use crate::rules::Rule;
pub use goals::Goal;
pub use table::SETS;

/// One rule set over one stream.
#[derive(Debug, Clone, Copy)]
pub struct Set {
    /// The name used in tables and options.
    pub name: &'static str,
    /// The events it runs over.
    pub stream: Stream,
    /// How many rules it has.
    pub size: usize,
    /// Makes that many rules.
    pub rules: fn(usize) -> Vec<Rule>,
    /// What our figure should reach.
    pub goal: Goal,
}

/// The set whose rate the share goals are taken from.
pub const ONE_RULE: &str = "TRAIL_EXACT_1";

/// The set of that name, in any case.
pub fn find(name: &str) -> Option<&'static Set> {
    SETS.iter().find(|set| set.name.eq_ignore_ascii_case(name))
}
