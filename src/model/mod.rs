//! Floor 1: the plain data that travels between the parts, with no behaviour of its own.

mod arn;
mod compliance;
mod compliance_type;
mod delivered;
mod effect;
mod invocation;
mod raised;
mod rule;

pub use arn::Home;
pub use compliance::{
    ComplianceCounts, Evaluation, Notice, NoticeKind, Resource, Rollup, RollupOf, Standing,
    Transition, Waived,
};
pub use compliance_type::ComplianceType;
pub use delivered::{Delivered, Fate, SideEffect};
pub use effect::{
    Effect, Fault, FaultKind, Match, Place, Planned, PlannedError, RunInfo, Sent, Subject, Summary,
};
pub use invocation::{
    BreakKind, Invocation, Invoked, Item, ItemFailure, LogLevel, LogLine, Outcome, PutEvent,
    Refusal,
};
pub use raised::{AlarmChange, Change, InsightChange, Raised};
pub use rule::{RuleHeader, RuleKind, RuleState, Severity};
