//! What an evaluation brings forth. Everything that is printed, written or delivered is one of
//! these, in input order.

use super::{
    ComplianceCounts, Delivered, Evaluation, Notice, Raised, Rollup, Severity, SideEffect,
    Transition,
};
use crate::base::ids::RuleId;
use std::sync::Arc;

/// A place in an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Byte offset in the (decompressed) input.
    pub offset: u64,
    /// Line, from 1.
    pub line: u64,
    /// Column in bytes, from 1.
    pub column: u64,
}

/// A few words on an event for people: who did what, where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// `source` of the event.
    pub source: String,
    /// `detail.eventName` of a CloudTrail record, else `detail-type`.
    pub what: String,
    /// The ARN, name or type of the acting identity, if the event has one.
    pub who: Option<String>,
    /// `sourceIPAddress`, if the event has one.
    pub from: Option<String>,
    /// `account`.
    pub account: Option<String>,
    /// `region`.
    pub region: Option<String>,
    /// `detail.errorCode`, if the event has one.
    pub error: Option<String>,
}

/// An event that matched an enabled rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The rule, an index into `RunInfo::rules`.
    pub rule: RuleId,
    /// The event's `id`, if it has one.
    pub event_id: Option<String>,
    /// The event's `time`, if it has one.
    pub time: Option<String>,
    /// The input's name.
    pub input: Arc<str>,
    /// The 0-based position of the event in its input.
    pub index: u64,
    /// Where the event begins in its input.
    pub place: Place,
    /// Who did what.
    pub subject: Box<Subject>,
}

/// What kind of fault it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A whole input that could not be read, or not to its end.
    Input,
    /// One event or record that is broken; the rest went on.
    Record,
    /// An event whose evaluation ended in an error.
    Evaluation,
}

/// Something that could not be read or evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// The input's name.
    pub input: Arc<str>,
    /// The 0-based position of the event, when it is one event's fault.
    pub index: Option<u64>,
    /// Where in the input.
    pub place: Option<Place>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
}

/// An invocation that the match before it would bring about; `eval` lists it and makes none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The rule, an index into `RunInfo::rules`.
    pub rule: RuleId,
    /// The 0-based position in the rule's `targets`.
    pub entry: usize,
    /// The name of the target.
    pub target: Arc<str>,
    /// The event, where the invocation is to be made.
    pub sent: Option<Box<Sent>>,
    /// Is its input JSON text?
    pub json: bool,
    /// What it would get: JSON text or any other, or why there is nothing.
    pub input: Result<Box<str>, Box<PlannedError>>,
}

/// The event of an invocation that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its `id`, if it has one.
    pub id: Option<Arc<str>>,
    /// Its position in its input.
    pub index: u64,
    /// Its JSON text.
    pub text: Arc<str>,
    /// The value at the target's `ordered-by`.
    pub order_key: Option<Arc<str>>,
}

/// Why an invocation would have no input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedError {
    /// A name for programs, such as `NO_VALUE`.
    pub code: &'static str,
    /// In words.
    pub message: String,
}

/// One effect of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A rule matched an event.
    Match(Match),
    /// A target would be invoked.
    Invocation(Planned),
    /// A delivery ended.
    Delivery(Box<Delivered>),
    /// A plugin did something outside.
    Performed(Box<SideEffect>),
    /// The result of a compliance rule for a resource.
    Compliance(Box<Evaluation>),
    /// Such a result changed from one version of the resource to the next.
    Transition(Box<Transition>),
    /// An alarm changed its state, or unusual activity started or ended.
    Raised(Box<Raised>),
    /// Results rolled up.
    Rollup(Box<Rollup>),
    /// Something to know about the rules and waivers of a run.
    Notice(Box<Notice>),
    /// Something could not be read or evaluated.
    Fault(Fault),
}

/// What is known before the first effect.
#[derive(Debug, Clone)]
pub struct RunInfo {
    /// All rules: event rules, behind them compliance rules, alarms and baselines; `RuleId`s index
    /// this.
    pub rules: Arc<[super::RuleHeader]>,
    /// The least severity that counts for the exit code; `None` with `--fail-on never`.
    pub fail_on: Option<Severity>,
}

/// What is known after the last effect.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Rules evaluated.
    pub rules: u64,
    /// Inputs read.
    pub inputs: u64,
    /// Events evaluated.
    pub events: u64,
    /// Configuration items evaluated.
    pub items: u64,
    /// Datapoints of metrics taken, those of metric filters included.
    pub datapoints: u64,
    /// Changes of alarms' states.
    pub alarms: u64,
    /// Insights that started.
    pub insights: u64,
    /// Bytes read, decompressed.
    pub bytes: u64,
    /// Matches of enabled rules.
    pub matches: u64,
    /// Matches of rules with a severity, NON_COMPLIANT results that are not waived, and alarms and
    /// insights with a severity that were raised.
    pub findings: u64,
    /// Results of compliance rules for the newest versions of resources.
    pub compliance: ComplianceCounts,
    /// Results that were carried over from the version before, since what changed is nothing that
    /// the rule reads.
    pub carried: u64,
    /// Mean time from NON_COMPLIANT to the version that fixed it, where versions tell.
    pub mean_seconds_to_repair: Option<f64>,
    /// Findings at or above `fail_on` that are not in the baseline.
    pub failing: u64,
    /// Findings that the baseline knew.
    pub known: u64,
    /// Faults.
    pub errors: u64,
    /// Records delivered twice, counted once.
    pub duplicates: u64,
    /// Read-only management events that AWS would not have sent to enabled rules.
    pub withheld: u64,
    /// Deliveries that failed for good.
    pub undelivered: u64,
    /// Seconds spent on loading and compiling rules.
    pub compile_seconds: f64,
    /// Seconds spent on evaluating.
    pub eval_seconds: f64,
}
