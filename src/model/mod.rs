//! Floor 1: the plain data that travels between the parts. No behaviour.

mod effect;
mod rule;

pub use effect::{Effect, Fault, FaultKind, Match, Place, RunInfo, Subject, Summary};
pub use rule::{RuleHeader, RuleState, Severity};
