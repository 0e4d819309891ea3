//! JUnit XML: a suite for each rule with a severity, a failed case for each finding, and a suite
//! for the inputs with errors. The form wants counts first, so it is written at the end.

use super::groups::Groups;
use super::lines::fault_word;
use super::{Out, Report, subject};
use crate::model::{Effect, Fault, Match, RuleHeader, RunInfo, Summary};
use crate::report::clean::visible;
use crate::report::junit::{Case, Suite, Verdict, write};
use crate::report::words::thousands;
use std::io::{self, Write};

/// How many findings of a rule, and how many errors, become cases of their own.
const SHOWN: usize = 100;

/// The file.
#[derive(Debug)]
pub(super) struct Junit<W: Write = Out> {
    out: W,
    groups: Groups,
}

impl<W: Write> Junit<W> {
    /// A file onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, groups: Groups::default() }
    }
}

impl<W: Write + Send> Report for Junit<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.groups = Groups::new(&info.rules, SHOWN);
        Ok(())
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        self.groups.add(effect);
        Ok(())
    }

    fn end(&mut self, _: &Summary) -> io::Result<()> {
        let mut suites = Vec::new();
        for (rule, group) in self.groups.all().filter(|(rule, _)| rule.severity.is_some()) {
            let mut cases: Vec<Case> = group.samples.iter().map(|m| finding(rule, m)).collect();
            if cases.is_empty() {
                cases.push(case(&rule.name, "no findings".into(), Verdict::Passed));
            }
            let more = group.count - group.samples.len() as u64;
            if more > 0 {
                let text = format!("and {} more findings", thousands(more));
                let verdict = Verdict::Failure(text.clone(), String::new());
                cases.push(case(&rule.name, text, verdict));
            }
            suites.push(Suite { name: rule.name.clone(), cases });
        }
        if self.groups.fault_count > 0 {
            let mut cases: Vec<Case> = self.groups.faults.iter().map(fault).collect();
            let more = self.groups.fault_count - cases.len() as u64;
            if more > 0 {
                let text = format!("and {} more errors", thousands(more));
                let verdict = Verdict::Error(text.clone(), String::new());
                cases.push(case("inputs", text, verdict));
            }
            suites.push(Suite { name: "inputs".into(), cases });
        }
        write(&mut self.out, &suites)?;
        self.out.flush()
    }
}

fn case(class: &str, name: String, verdict: Verdict) -> Case {
    let class = class.to_owned();
    Case { name, class, file: String::new(), line: None, seconds: None, verdict }
}

/// A finding as a failed case.
fn finding(rule: &RuleHeader, matched: &Match) -> Case {
    let sentence = subject::sentence(matched);
    let time = matched.time.as_deref().map(visible).unwrap_or_default();
    let severity = rule.severity.map(crate::model::Severity::word).unwrap_or_default();
    let message = format!("{severity}: {}", subject::title(rule));
    let mut body = format!("{time} {sentence}\n{}", subject::place(matched)).trim().to_owned();
    if let Some(id) = &matched.event_id {
        body.push_str("\nevent-id: ");
        body.push_str(id);
    }
    let fix = subject::fix(rule);
    if !fix.is_empty() {
        body.push_str("\nfix: ");
        body.push_str(&fix);
    }
    Case {
        file: matched.input.to_string(),
        line: Some(matched.place.line),
        // Viewers take cases of one name for one case, so the place is part of the name.
        ..case(
            &rule.name,
            format!("{}#{}: {sentence}", visible(&matched.input), matched.index),
            Verdict::Failure(message, body),
        )
    }
}

/// A fault as a case in error.
fn fault(fault: &Fault) -> Case {
    let index = fault.index.map(|i| format!("#{i}")).unwrap_or_default();
    let name = format!("{}{index} ({})", visible(&fault.input), fault_word(fault.kind));
    Case {
        file: fault.input.to_string(),
        line: fault.place.map(|p| p.line),
        ..case("inputs", name, Verdict::Error(fault.message.clone(), subject::fault(fault)))
    }
}
