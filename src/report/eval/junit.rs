//! JUnit XML: a suite for each event rule with a severity and each compliance rule, a case for each
//! finding or result, suites for the alarms and the baselines, and one for the inputs with errors. The form wants counts first, so it is
//! written at the end.

use super::compliance::junit as results;
use super::grouped::Form;
use super::groups::Groups;
use super::lines::fault_word;
use super::{raised, subject};
use crate::model::{Fault, Match, RuleHeader, Summary};
use crate::report::clean::visible;
use crate::report::junit::{Case, Suite, Verdict, write};
use crate::report::words::thousands;
use std::io::{self, Write};

/// The file.
#[derive(Debug)]
pub(super) struct Junit;

impl<W: Write> Form<W> for Junit {
    const SHOWN: usize = 100;

    fn write(&self, out: &mut W, groups: &Groups, _: &Summary) -> io::Result<()> {
        let mut suites = Vec::new();
        for (rule, group) in groups.events().filter(|(rule, _)| rule.severity.is_some()) {
            let mut cases: Vec<Case> = group.kept.iter().map(|m| finding(rule, m)).collect();
            if cases.is_empty() {
                cases.push(case(&rule.name, "no findings".into(), Verdict::Passed));
            }
            rest(&mut cases, &rule.name, group.more(), "findings", Verdict::Failure);
            suites.push(Suite { name: rule.name.clone(), cases });
        }
        results::suites(groups, &mut suites);
        raised::junit::suites(groups, &mut suites);
        if groups.faults.count > 0 {
            let mut cases: Vec<Case> = groups.faults.kept.iter().map(fault).collect();
            rest(&mut cases, "inputs", groups.faults.more(), "errors", Verdict::Error);
            suites.push(Suite { name: "inputs".into(), cases });
        }
        write(out, &suites)
    }
}

/// One case for all that are counted only.
pub(super) fn rest(
    cases: &mut Vec<Case>,
    class: &str,
    more: u64,
    what: &str,
    verdict: impl FnOnce(String, String) -> Verdict,
) {
    if more > 0 {
        let text = format!("and {} more {what}", thousands(more));
        cases.push(case(class, text.clone(), verdict(text, String::new())));
    }
}

/// A case without a place.
pub(super) fn case(class: &str, name: String, verdict: Verdict) -> Case {
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
