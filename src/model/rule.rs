//! What every rule has, whatever its kind.

use crate::base::span::Span;
use std::sync::Arc;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth recording.
    Info,
    /// Worth a look some day.
    Low,
    /// Worth a look soon.
    Medium,
    /// Worth a look now.
    High,
    /// Worth waking somebody.
    Critical,
}

impl Severity {
    /// All, from the least to the most.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Its word in files and outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// The section that a rule stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RuleKind {
    /// `rules`
    #[default]
    Event,
    /// `compliance`
    Compliance,
    /// `alarms`
    Alarm,
    /// `baselines`
    Baseline,
}

/// Whether an event rule fires, and on what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleState {
    /// It fires; AWS withholds read-only management events from it.
    #[default]
    Enabled,
    /// It does not fire.
    Disabled,
    /// It fires on read-only management events too.
    EnabledWithAllCloudtrailManagementEvents,
}

impl RuleState {
    /// All, with their words.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("enabled", Self::Enabled),
        ("disabled", Self::Disabled),
        (
            "enabled-with-all-cloudtrail-management-events",
            Self::EnabledWithAllCloudtrailManagementEvents,
        ),
    ];
}

/// The part of a rule that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHeader {
    /// The section that it stands in.
    pub kind: RuleKind,
    /// Its name, unique in its section of the bundle.
    pub name: String,
    /// One line; the name when the file gives none.
    pub title: String,
    /// A paragraph, possibly empty.
    pub description: String,
    /// A rule without one only routes: its matches are no findings.
    pub severity: Option<Severity>,
    /// Where to read more.
    pub references: Vec<String>,
    /// The controls it implements, such as `CIS-3.0:4.3`.
    pub controls: Vec<String>,
    /// Free words, such as ATT&CK techniques.
    pub tags: Vec<String>,
    /// What to do about a finding, possibly empty.
    pub fix: String,
    /// The place of its name in the rule file.
    pub span: Span,
    /// The rule file as the user named it, and the line of the rule's name there.
    pub file: Arc<str>,
    /// The line of the rule's name in `file`, from 1.
    pub line: u32,
}
