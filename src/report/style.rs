//! How outputs for people look.

use crate::base::diag::Level;
use crate::model::{ComplianceType, Severity};
use anstyle::{AnsiColor, Color};
use std::fmt::{Display, Formatter, Result};

/// What the reader's screen can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Write colours.
    pub colour: bool,
    /// Columns to wrap prose at; 0 for not at all.
    pub width: usize,
}

/// Bold.
pub(super) const BOLD: anstyle::Style = anstyle::Style::new().bold();
/// For what may be overlooked.
pub(super) const DIM: anstyle::Style = anstyle::Style::new().dimmed();
/// Line numbers and arrows.
pub(super) const GUTTER: anstyle::Style = colour(AnsiColor::Blue).bold();
/// What went well.
pub(super) const GOOD: anstyle::Style = colour(AnsiColor::Green).bold();
/// What went wrong.
pub(super) const BAD: anstyle::Style = colour(AnsiColor::Red).bold();
/// What may be wrong.
pub(super) const WARNING: anstyle::Style = colour(AnsiColor::Yellow).bold();

const fn colour(colour: AnsiColor) -> anstyle::Style {
    anstyle::Style::new().fg_color(Some(Color::Ansi(colour)))
}

/// The look of a diagnostic's level.
pub(super) fn level(level: Level) -> anstyle::Style {
    match level {
        Level::Error => BAD,
        Level::Warning => WARNING,
        Level::Note => colour(AnsiColor::Cyan).bold(),
    }
}

/// The look of a severity.
pub(super) fn severity(severity: Severity) -> anstyle::Style {
    match severity {
        Severity::Critical => BAD,
        Severity::High => colour(AnsiColor::Red),
        Severity::Medium => colour(AnsiColor::Yellow),
        Severity::Low => colour(AnsiColor::Blue),
        Severity::Info => DIM,
    }
}

/// The look of a result of a compliance rule.
pub(super) fn compliance(compliance: ComplianceType) -> anstyle::Style {
    match compliance {
        ComplianceType::NonCompliant | ComplianceType::Error => BAD,
        ComplianceType::InsufficientData => WARNING,
        ComplianceType::Compliant => GOOD,
        ComplianceType::NotApplicable => DIM,
    }
}

impl Style {
    /// `text` in a look, or plain when there are no colours.
    pub(super) fn paint<T: Display>(self, look: anstyle::Style, text: T) -> Painted<T> {
        Painted { look: if self.colour { look } else { anstyle::Style::new() }, text }
    }
}

/// Text in a look.
pub(super) struct Painted<T> {
    look: anstyle::Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}{:#}", self.look, self.text, self.look)
    }
}
