//! Findings as annotations of a GitHub workflow, at the input's line, or at the rule's for alarms and
//! insights.

use super::compliance::github::Said;
use super::compliance::words as said;
use super::raised::github as raised;
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
    said: Said,
}

impl<W: Write> Github<W> {
    /// Annotations onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, rules: Arc::default(), base: Base::here(), said: Said::default() }
    }

    fn annotate(
        &mut self,
        (kind, title, message): (Kind, &str, &str),
        file: &str,
        line: Option<u64>,
        column: Option<u64>,
    ) -> io::Result<()> {
        let properties = [("line", line), ("col", column)];
        let file = self.base.relative(file);
        Annotation { kind, file: &file, properties: &properties, title, message }
            .write(&mut self.out)
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
                let message = format!("{}: {}", visible(title(rule)), sentence(matched));
                let name = format!("{} ({})", rule.name, severity.word());
                let message = advice(rule, message);
                (kind(severity), &matched.input, Some(matched.place), name, message)
            }
            Effect::Compliance(result) => {
                let rule = &self.rules[result.rule.index()];
                let Some((kind, name, message)) = self.said.result(rule, result) else {
                    return Ok(());
                };
                (kind, &result.input, result.place, name, message)
            }
            Effect::Raised(of) => {
                let rule = &self.rules[of.rule.index()];
                let Some((kind, name, message)) = raised::said(rule, of) else { return Ok(()) };
                let (file, line) = (raised::file(rule).to_owned(), rule.line);
                return self.annotate((kind, &name, &message), &file, Some(line.into()), None);
            }
            Effect::Notice(notice) => {
                let title = format!("tripline ({})", notice.kind.word());
                let text = said::notice(notice);
                let file = notice.file.as_ref();
                let (file, line) =
                    file.map_or(("", None), |(f, line)| (&**f, Some((*line).into())));
                return self.annotate((Kind::Warning, &title, &text), file, line, None);
            }
            Effect::Invocation(_)
            | Effect::Delivery(_)
            | Effect::Performed(_)
            | Effect::Transition(_)
            | Effect::Rollup(_) => return Ok(()),
            Effect::Fault(fault) => {
                let message = visible(&fault.message).into_owned();
                (Kind::Error, &fault.input, fault.place, "tripline".to_owned(), message)
            }
        };
        let (line, column) = (place.map(|p| p.line), place.map(|p| p.column));
        self.annotate((kind, &name, &message), input, line, column)
    }

    fn end(&mut self, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

/// What a finding is annotated as.
pub(super) fn kind(severity: Severity) -> Kind {
    match severity {
        Severity::Critical | Severity::High => Kind::Error,
        Severity::Medium => Kind::Warning,
        Severity::Low | Severity::Info => Kind::Notice,
    }
}

/// A message with what to do about it.
pub(super) fn advice(rule: &RuleHeader, mut message: String) -> String {
    let fix = fix(rule);
    if !fix.is_empty() {
        message.push_str("\nfix: ");
        message.push_str(&fix);
    }
    message
}
