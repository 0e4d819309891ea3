//! What PutMetricData refuses, with the codes that the service answers.

use std::fmt;

/// The code of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalCode {
    /// A value that may not be.
    InvalidParameterValue,
    /// Two that exclude each other.
    InvalidParameterCombination,
    /// One that has to be there.
    MissingParameter,
    /// A call of more than a megabyte.
    RequestEntityTooLarge,
}

impl RefusalCode {
    /// The spelling of the interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidParameterValue => "InvalidParameterValue",
            Self::InvalidParameterCombination => "InvalidParameterCombination",
            Self::MissingParameter => "MissingParameter",
            Self::RequestEntityTooLarge => "RequestEntityTooLarge",
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a datum is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The code.
    pub code: RefusalCode,
    /// A sentence in the service's manner, with the parameter's full name.
    pub message: String,
}

impl Refusal {
    /// A parameter with a value that may not be.
    pub(super) fn value(message: String) -> Self {
        Self { code: RefusalCode::InvalidParameterValue, message }
    }

    /// A parameter that has to be there.
    pub(super) fn missing(parameter: &str) -> Self {
        let message = format!("The parameter {parameter} is required.");
        Self { code: RefusalCode::MissingParameter, message }
    }

    /// Two parameters that exclude each other.
    pub(super) fn both(one: &str, other: &str) -> Self {
        let message = format!(
            "The parameters {one} and {other} are mutually exclusive and you have specified both."
        );
        Self { code: RefusalCode::InvalidParameterCombination, message }
    }

    /// A list that is too long.
    pub(super) fn many(parameter: &str, most: usize) -> Self {
        Self::value(format!("The collection {parameter} must not have a size greater than {most}."))
    }
}
