//! The results of compliance rules in the forms: what each result is to a reader, and what the
//! grouped forms keep of them. Each form has its file here, beside the words that they share.

mod found;
mod notices;
mod rollups;
mod timelines;

pub(super) mod csv;
pub(super) mod github;
pub(super) mod junit;
pub(super) mod lines;
pub(super) mod markdown;
pub(super) mod sarif;
pub(super) mod tables;
pub(super) mod text;
pub(super) mod words;

#[cfg(test)]
mod goldens;
#[cfg(test)]
pub(in crate::report) mod testing;

pub(super) use found::{Found, Results};

use crate::model::{ComplianceType, Evaluation, RuleHeader, RuleKind, Severity};

/// What a result is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// NON_COMPLIANT, and nobody accepted it.
    Finding,
    /// NON_COMPLIANT, accepted for now.
    Waived,
    /// ERROR: nobody knows, which is never a pass.
    Error,
    /// INSUFFICIENT_DATA: an input is missing.
    Lacking,
    /// COMPLIANT
    Compliant,
    /// NOT_APPLICABLE
    NotApplicable,
}

impl Outcome {
    /// That of a result.
    pub(super) fn of(evaluation: &Evaluation) -> Self {
        match evaluation.compliance {
            ComplianceType::NonCompliant if evaluation.waived.is_some() => Self::Waived,
            ComplianceType::NonCompliant => Self::Finding,
            ComplianceType::Error => Self::Error,
            ComplianceType::InsufficientData => Self::Lacking,
            ComplianceType::Compliant => Self::Compliant,
            ComplianceType::NotApplicable => Self::NotApplicable,
        }
    }
}

/// How much the findings of a compliance rule matter: `medium` unless it says otherwise.
pub(super) fn severity(rule: &RuleHeader) -> Severity {
    rule.severity.unwrap_or(Severity::Medium)
}

/// How much the findings of a rule matter; `None` for one that has none and only routes.
pub(super) fn severity_of_any(rule: &RuleHeader) -> Option<Severity> {
    match rule.kind {
        RuleKind::Event | RuleKind::Alarm | RuleKind::Baseline => rule.severity,
        RuleKind::Compliance => Some(severity(rule)),
    }
}
