//! What a rule says of an item, and how many outcomes make one.

use std::fmt;

/// The outcome of a rule for an item; AWS Config's words, with ERROR made visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComplianceType {
    /// The rule does not concern the item.
    NotApplicable,
    /// The item is as the rule asks.
    Compliant,
    /// A declared input is absent.
    InsufficientData,
    /// The rule cannot be answered.
    Error,
    /// The item is not as the rule asks.
    NonCompliant,
}

impl ComplianceType {
    /// AWS's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::Compliant => "COMPLIANT",
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::Error => "ERROR",
            Self::NonCompliant => "NON_COMPLIANT",
        }
    }

    /// The outcome with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [
            Self::NotApplicable,
            Self::Compliant,
            Self::InsufficientData,
            Self::Error,
            Self::NonCompliant,
        ];
        all.into_iter().find(|outcome| outcome.word() == word)
    }

    /// The outcome of several: NON_COMPLIANT over ERROR over INSUFFICIENT_DATA over COMPLIANT.
    /// INSUFFICIENT_DATA when there is none, or none that applies, as AWS has it.
    #[must_use]
    pub fn rolled_up(all: impl IntoIterator<Item = Self>) -> Self {
        match all.into_iter().max() {
            None | Some(Self::NotApplicable) => Self::InsufficientData,
            Some(worst) => worst,
        }
    }
}

impl fmt::Display for ComplianceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::ComplianceType::{
        self, Compliant, Error, InsufficientData, NonCompliant, NotApplicable,
    };

    #[test]
    fn the_worst_decides() {
        let up = |all: &[ComplianceType]| ComplianceType::rolled_up(all.iter().copied());
        assert_eq!(up(&[Compliant, NonCompliant, Error]), NonCompliant);
        assert_eq!(up(&[Compliant, Error, InsufficientData]), Error);
        assert_eq!(up(&[Compliant, InsufficientData, NotApplicable]), InsufficientData);
        assert_eq!(up(&[NotApplicable, Compliant]), Compliant);
        assert_eq!(up(&[NotApplicable]), InsufficientData);
        assert_eq!(up(&[]), InsufficientData);
    }
}
