//! Alarms and insights as annotations at the line of their rule.

use super::{severity, words as said};
use crate::model::{Raised, RuleHeader};
use crate::report::clean::visible;
use crate::report::eval::github::{advice, kind};
use crate::report::eval::subject::title;
use crate::report::github::Kind;

/// The kind, title and message of the annotation, if a change has one.
pub(in crate::report::eval) fn said(
    rule: &RuleHeader,
    raised: &Raised,
) -> Option<(Kind, String, String)> {
    let severity = severity(rule, raised)?;
    let name = format!("{} ({})", rule.name, severity.word());
    let message = format!("{}: {}", visible(title(rule)), said::prose(rule, raised));
    Some((kind(severity), name, advice(rule, message)))
}

/// The file of a rule, if it is one that can be annotated: those of a built-in pack are not.
pub(in crate::report::eval) fn file(rule: &RuleHeader) -> &str {
    if rule.file.starts_with("pack:") { "" } else { &rule.file }
}
