//! Rules of composite alarms: `ALARM(a) AND NOT ALARM("b")`.
//!
//! `NOT` binds closest, then `AND`, then `OR`. Reading does not recurse, so that depth is a limit
//! and not a crash; a rule is a list of steps in postfix order.

mod error;
mod evaluate;
mod order;
mod parse;
mod parts;
mod token;

pub use error::{RuleError, RuleErrorKind};
pub use order::{Loop, evaluation_order};
pub use parts::Part;

use super::state::AlarmState;

/// Longest rule, in characters.
pub const LONGEST: usize = 10_240;
/// Most alarms that a rule may name.
pub const MOST_CHILDREN: usize = 100;
/// Most elements of a rule: alarms, `TRUE`, `FALSE`, and pairs of parentheses.
pub const MOST_ELEMENTS: usize = 500;

/// A rule, ready to be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmRule {
    /// In postfix order; never empty.
    steps: Vec<RuleStep>,
    /// The alarms that are named, each once, in order of appearance.
    children: Vec<Child>,
}

/// An alarm that a rule names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its name; that of an ARN.
    pub name: String,
    /// As it is written: a name or an ARN.
    pub written: String,
    /// Where it is first named, in bytes of the rule, from and to.
    pub span: (usize, usize),
}

/// How many of a list have to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Least {
    Count(u32),
    Percent(u32),
}

/// One step; operands are children by index, and what the steps before left.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RuleStep {
    /// TRUE or FALSE.
    Always(bool),
    /// Is the child in this state?
    Is(AlarmState, usize),
    /// Are enough of these children in this state (or, negated, not in it)?
    AtLeast { least: Least, negated: bool, state: AlarmState, children: Vec<usize> },
    /// The one before, the other way round.
    Not,
    /// Of the two before.
    And,
    /// Of the two before.
    Or,
}

impl AlarmRule {
    /// The alarms that are named, each once, in order of appearance.
    #[must_use]
    pub fn children(&self) -> &[Child] {
        &self.children
    }
}

/// The name in an ARN of an alarm, or the text itself.
#[must_use]
pub fn name_of(reference: &str) -> &str {
    if !reference.starts_with("arn:") {
        return reference;
    }
    reference.split_once(":alarm:").map_or(reference, |parts| parts.1)
}
