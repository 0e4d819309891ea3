//! What can be wrong with a rule, and where.

/// What is wrong with a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct RuleError {
    /// What.
    pub kind: RuleErrorKind,
    /// The first byte of the rule that is to blame.
    pub from: usize,
    /// The byte after the last.
    pub to: usize,
}

impl RuleError {
    pub(super) fn at(kind: RuleErrorKind, from: usize, to: usize) -> Self {
        Self { kind, from, to }
    }
}

/// What can be wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleErrorKind {
    /// A text without end.
    #[error("a quoted name does not end")]
    Quote,
    /// Something else should stand here.
    #[error("expected {0}, found `{1}`")]
    Expected(&'static str, String),
    /// The rule ends too early.
    #[error("expected {0}, the rule ends")]
    Ends(&'static str),
    /// `)` without `(`.
    #[error("`)` closes nothing")]
    Close,
    /// `(` without `)`.
    #[error("`(` is not closed")]
    Open,
    /// An alarm without a name.
    #[error("an alarm's name is empty")]
    NoName,
    /// A number that `AT_LEAST` does not take.
    #[error("AT_LEAST takes 1 to {0} or 1% to 100%, not `{1}`")]
    Least(usize, String),
    /// A limit of AWS.
    #[error("a rule has at most {0} {1}")]
    Limit(usize, &'static str),
}
