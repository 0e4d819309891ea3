//! `compliance`: rules on configuration items, and what belongs to them: named conditions, overlays,
//! waivers' choices of resources. `read` reads a rule, `condition` and what stands beside it its
//! conditions; the types are what evaluation takes.

mod block;
mod clause;
mod condition;
mod custom;
pub(super) mod globs;
mod overlay;
mod read;
mod related;
mod schema;
pub(super) mod sections;
pub(super) mod selector;
#[cfg(test)]
mod tests;
mod values;

pub use condition::{Conditions, check_unused};
pub use read::{Instance, Read, read};
pub(super) use schema::{DOCUMENTS, definitions};

use super::parameter::Parameter;
use super::target::Target;
use crate::compliance::{Check, Params, Selector};
use crate::model::RuleHeader;
use crate::operators::Wildcard;
use std::sync::Arc;

/// A compliance rule.
#[derive(Debug, Clone)]
pub struct ComplianceRule {
    /// What people read; it always has a severity.
    pub header: RuleHeader,
    /// The resource types that it concerns; one of the globs has to describe a type.
    pub types: Box<[Wildcard]>,
    /// Which resources of those types; the scope of a rule in one of AWS's templates.
    pub scope: Selector,
    /// The identifiers of AWS managed rules that it stands in for.
    pub replaces: Box<[String]>,
    /// Its parameters with their values outside of overlays.
    pub params: Vec<Parameter>,
    /// Inputs besides items without which it cannot be answered.
    pub inputs: Box<[ExtraInput]>,
    /// How it is answered. The first variant whose selector holds counts; the last one has an
    /// empty selector.
    pub how: How,
    /// The conformance pack that it was deployed by, if one was.
    pub pack: Option<Arc<str>>,
}

/// How a rule is answered.
#[derive(Debug, Clone)]
pub enum How {
    /// By its conditions.
    Conditions(Vec<Variant>),
    /// By a plugin, which gets what AWS Config sends to the Lambda function of a custom rule.
    Custom(Box<Custom>),
}

/// The conditions of a rule with the parameters of an overlay.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Which resources it is for.
    pub selector: Selector,
    /// The conditions, with the values of parameters in place.
    pub check: Arc<Check>,
    /// The parameters, for messages and `if-param`.
    pub params: Arc<Params>,
}

/// A plugin that answers a rule.
#[derive(Debug, Clone)]
pub struct Custom {
    /// What is called: the plugin with its configuration and limits, and no grants.
    pub target: Target,
    /// The rule's parameters as AWS sends them: a JSON object of strings.
    pub parameters: String,
}

/// Data that AWS Config rules ask of services and that items do not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExtraInput {
    /// IAM's credential report (CSV). Rows are items of the type `Tripline::IAM::Credential`.
    CredentialReport,
    /// The answer of `iam get-account-password-policy`: an item of the type
    /// `Tripline::IAM::PasswordPolicy`.
    PasswordPolicy,
    /// The answer of `iam get-account-summary`: an item of the type `Tripline::IAM::AccountSummary`.
    AccountSummary,
}

impl ExtraInput {
    /// All, with their words in rules.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("credential-report", Self::CredentialReport),
        ("password-policy", Self::PasswordPolicy),
        ("account-summary", Self::AccountSummary),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, input)| *input == self).map_or("", |(word, _)| word)
    }

    /// The type of its items.
    #[must_use]
    pub fn item_type(self) -> &'static str {
        match self {
            Self::CredentialReport => "Tripline::IAM::Credential",
            Self::PasswordPolicy => "Tripline::IAM::PasswordPolicy",
            Self::AccountSummary => "Tripline::IAM::AccountSummary",
        }
    }
}
