//! Results as annotations: findings by their severity, errors as errors, what lacks data as a
//! warning for each rule and reason, what is waived as a notice.

use super::words as said;
use super::{Outcome, severity};
use crate::base::ids::RuleId;
use crate::model::{Evaluation, RuleHeader};
use crate::report::clean::visible;
use crate::report::eval::github::{advice, kind};
use crate::report::eval::subject::title;
use crate::report::github::Kind;
use std::collections::BTreeSet;

/// How many reasons of INSUFFICIENT_DATA are remembered, so that each is said once. GitHub shows
/// few annotations, and one missing input concerns every resource.
const REASONS: usize = 10_000;

/// What was already said.
#[derive(Debug, Default)]
pub(in crate::report::eval) struct Said {
    lacking: BTreeSet<(RuleId, String)>,
}

impl Said {
    /// The kind, title and message of a result's annotation, if it has one.
    pub(in crate::report::eval) fn result(
        &mut self,
        rule: &RuleHeader,
        result: &Evaluation,
    ) -> Option<(Kind, String, String)> {
        let name = |word: &str| format!("{} ({word})", rule.name);
        let sentence = format!("{}: {}", visible(title(rule)), said::prose(result));
        Some(match Outcome::of(result) {
            Outcome::Finding => {
                let severity = severity(rule);
                (kind(severity), name(severity.word()), advice(rule, sentence))
            }
            Outcome::Error => (Kind::Error, name(result.compliance.word()), sentence),
            Outcome::Waived => {
                let waived = result.waived.as_deref().map(said::waiver).unwrap_or_default();
                (Kind::Notice, name("waived"), format!("{sentence}\nwaived: {waived}"))
            }
            Outcome::Lacking => {
                if self.lacking.len() < REASONS
                    && !self.lacking.insert((result.rule, result.message.clone()))
                {
                    return None;
                }
                let message = format!("{}: {}", visible(title(rule)), said::message(result));
                (Kind::Warning, name(result.compliance.word()), message)
            }
            Outcome::Compliant | Outcome::NotApplicable => return None,
        })
    }
}
