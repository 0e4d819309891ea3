//! Findings as annotations of a GitHub workflow, at the input's line.

use super::subject::{fix, sentence, title};
use super::{Out, Report};
use crate::model::{Effect, RuleHeader, RunInfo, Severity, Summary};
use crate::report::clean::visible;
use crate::report::github::{Annotation, Kind};
use crate::report::uri::Base;
use std::io::{self, Write};
use std::sync::Arc;

/// The annotations.
#[derive(Debug)]
pub(super) struct Github<W: Write = Out> {
    out: W,
    rules: Arc<[RuleHeader]>,
    base: Base,
}

impl<W: Write> Github<W> {
    /// Annotations onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, rules: Arc::default(), base: Base::here() }
    }
}

impl<W: Write + Send> Report for Github<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.rules = Arc::clone(&info.rules);
        Ok(())
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        let (kind, input, place, name, message) = match effect {
            Effect::Match(matched) => {
                let rule = &self.rules[matched.rule.index()];
                let Some(severity) = rule.severity else { return Ok(()) };
                let kind = match severity {
                    Severity::Critical | Severity::High => Kind::Error,
                    Severity::Medium => Kind::Warning,
                    Severity::Low | Severity::Info => Kind::Notice,
                };
                let mut message = format!("{}: {}", visible(title(rule)), sentence(matched));
                let fix = fix(rule);
                if !fix.is_empty() {
                    message.push_str("\nfix: ");
                    message.push_str(&fix);
                }
                let name = format!("{} ({})", rule.name, severity.word());
                (kind, &matched.input, Some(matched.place), name, message)
            }
            Effect::Invocation(_)
            | Effect::Delivery(_)
            | Effect::Performed(_)
            | Effect::Compliance(_)
            | Effect::Transition(_)
            | Effect::Rollup(_)
            | Effect::Notice(_) => return Ok(()),
            Effect::Fault(fault) => {
                let message = visible(&fault.message).into_owned();
                (Kind::Error, &fault.input, fault.place, "tripline".to_owned(), message)
            }
        };
        let properties = [("line", place.map(|p| p.line)), ("col", place.map(|p| p.column))];
        let file = self.base.relative(input);
        Annotation { kind, file: &file, properties: &properties, title: &name, message: &message }
            .write(&mut self.out)
    }

    fn end(&mut self, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}
