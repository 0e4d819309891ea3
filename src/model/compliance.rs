//! What compliance rules find: results for resources, what waives them, how they roll up, and how
//! they went over time.

use super::{ComplianceType, Place};
use crate::base::ids::RuleId;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// A resource in one of its versions, as results name it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resource {
    /// `AWS::EC2::Instance`.
    pub resource_type: String,
    /// What it is called within its type, account and region.
    pub resource_id: String,
    /// Its name, if it has one besides its id.
    pub name: Option<String>,
    /// Its ARN, if it has one.
    pub arn: Option<String>,
    /// The account's 12 digits.
    pub account: Option<String>,
    /// The region; `global` for IAM and its like.
    pub region: Option<String>,
    /// When this version was captured.
    pub captured: Option<Timestamp>,
}

/// The result of a compliance rule for a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The rule, an index into `RunInfo::rules`.
    pub rule: RuleId,
    /// The resource.
    pub resource: Arc<Resource>,
    /// The outcome.
    pub compliance: ComplianceType,
    /// What to tell people: the rule's message, or the reason. Empty for what is as it should be.
    pub message: String,
    /// The path of the value that decided, such as `$.configuration.encrypted`.
    pub path: Option<String>,
    /// That value as JSON, shortened.
    pub value: Option<String>,
    /// The input's name.
    pub input: Arc<str>,
    /// The 0-based position of the item in its input.
    pub index: u64,
    /// Where in the input the value that decided stands, or else the item.
    pub place: Option<Place>,
    /// The exception that accepts it.
    pub waived: Option<Arc<Waived>>,
    /// How it stands against an earlier state; `None` when the run compares with none.
    pub standing: Option<Standing>,
}

/// The exception that accepts a result. It marks a result and never hides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The name of the waiver.
    pub waiver: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, `2026-06-30`.
    pub expires: String,
    /// Where it was decided, such as a ticket's number.
    pub ticket: Option<String>,
}

/// A result against that of an earlier state (`--against`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// NON_COMPLIANT or ERROR now, and not before.
    New,
    /// NON_COMPLIANT or ERROR before, and not now, or the resource is gone.
    Fixed,
    /// The same as before.
    Unchanged,
}

impl Standing {
    /// Its word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Fixed => "fixed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// How many results of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComplianceCounts {
    /// COMPLIANT
    pub compliant: u64,
    /// NON_COMPLIANT, waived ones included.
    pub non_compliant: u64,
    /// NOT_APPLICABLE
    pub not_applicable: u64,
    /// INSUFFICIENT_DATA
    pub insufficient_data: u64,
    /// ERROR
    pub error: u64,
    /// Of those NON_COMPLIANT, the waived ones.
    pub waived: u64,
}

impl ComplianceCounts {
    /// Counts a result.
    pub fn add(&mut self, compliance: ComplianceType, waived: bool) {
        *match compliance {
            ComplianceType::Compliant => &mut self.compliant,
            ComplianceType::NonCompliant => &mut self.non_compliant,
            ComplianceType::NotApplicable => &mut self.not_applicable,
            ComplianceType::InsufficientData => &mut self.insufficient_data,
            ComplianceType::Error => &mut self.error,
        } += 1;
        self.waived += u64::from(waived && compliance == ComplianceType::NonCompliant);
    }

    /// Adds other counts.
    pub fn join(&mut self, other: &Self) {
        self.compliant += other.compliant;
        self.non_compliant += other.non_compliant;
        self.not_applicable += other.not_applicable;
        self.insufficient_data += other.insufficient_data;
        self.error += other.error;
        self.waived += other.waived;
    }

    /// All of them as one: NON_COMPLIANT over ERROR over INSUFFICIENT_DATA over COMPLIANT.
    #[must_use]
    pub fn status(&self) -> ComplianceType {
        let of = |count, compliance| (count > 0).then_some(compliance);
        ComplianceType::rolled_up(
            [
                of(self.non_compliant, ComplianceType::NonCompliant),
                of(self.error, ComplianceType::Error),
                of(self.insufficient_data, ComplianceType::InsufficientData),
                of(self.compliant, ComplianceType::Compliant),
            ]
            .into_iter()
            .flatten(),
        )
    }

    /// COMPLIANT of COMPLIANT, NON_COMPLIANT and ERROR, from 0 to 1; `None` without any.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let all = self.compliant + self.non_compliant + self.error;
        (all > 0).then(|| self.compliant as f64 / all as f64)
    }
}

/// What results roll up to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RollupOf {
    /// A compliance rule.
    Rule(String),
    /// A resource: its type and id.
    Resource(String, String),
    /// A control of a standard.
    Control(String),
    /// A pack.
    Pack(String),
}

impl fmt::Display for RollupOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(name) | Self::Control(name) | Self::Pack(name) => f.write_str(name),
            Self::Resource(kind, id) => write!(f, "{kind} {id}"),
        }
    }
}

/// Results rolled up; `counts` tells their status and score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollup {
    /// Of what.
    pub of: RollupOf,
    /// How many of each kind; for a pack and a control these are pairs of rule and resource.
    pub counts: ComplianceCounts,
}

/// A change of a rule's result for a resource from one of its versions to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The rule, an index into `RunInfo::rules`.
    pub rule: RuleId,
    /// The resource in the version that made the difference.
    pub resource: Arc<Resource>,
    /// The result before; `None` for the first version known.
    pub from: Option<ComplianceType>,
    /// The result from this version on.
    pub to: ComplianceType,
    /// What to tell people of the new result.
    pub message: String,
    /// The path of the value that decided.
    pub path: Option<String>,
    /// What changed from the version before, in AWS's words (`Configuration.Encrypted`), as far as
    /// the item tells or the two versions do.
    pub changes: Vec<String>,
    /// For what was fixed: seconds since it became NON_COMPLIANT.
    pub seconds: Option<i64>,
    /// The input's name.
    pub input: Arc<str>,
    /// The 0-based position of the item in its input.
    pub index: u64,
    /// Where in the input.
    pub place: Option<Place>,
}

/// What is wrong with a waiver, or with a rule that cannot be evaluated: told with the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What kind.
    pub kind: NoticeKind,
    /// The waiver, the managed rule's identifier or the input that it is about.
    pub subject: String,
    /// In words, lower case, no full stop.
    pub message: String,
    /// The file that names it, with the line.
    pub file: Option<(Arc<str>, u32)>,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// A waiver's last day is over; what it accepted counts again.
    WaiverExpired,
    /// Nothing was there for a waiver to accept.
    WaiverUnused,
    /// A rule of a conformance pack that is not evaluated, or a baseline that knows too little.
    NotEvaluated,
    /// A resource came twice with the same capture time, or with none.
    Duplicate,
    /// Records matched a metric filter and gave no datum.
    NoDatum,
}

impl NoticeKind {
    /// Its word in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::WaiverExpired => "waiver-expired",
            Self::WaiverUnused => "waiver-unused",
            Self::NotEvaluated => "not-evaluated",
            Self::Duplicate => "duplicate-resource",
            Self::NoDatum => "no-datum",
        }
    }
}
