//! A suite of the alarms and one of the baselines, a case for each that has a severity: findings
//! are a failure, an alarm whose state never changed is skipped, since nothing fed it.

use super::Found;
use super::words as said;
use crate::base::time;
use crate::model::{RuleHeader, RuleKind, Severity};
use crate::report::eval::groups::Groups;
use crate::report::eval::junit::case;
use crate::report::eval::subject;
use crate::report::junit::{Case, Suite, Verdict};
use crate::report::words::thousands;

/// Adds the suites that have cases.
pub(in crate::report::eval) fn suites(groups: &Groups, suites: &mut Vec<Suite>) {
    for (name, kind) in [("alarms", RuleKind::Alarm), ("baselines", RuleKind::Baseline)] {
        let cases: Vec<Case> = groups
            .raising(kind)
            .filter_map(|(rule, found)| {
                let verdict = verdict(rule, rule.severity?, found);
                let line = Some(u64::from(rule.line));
                let file = rule.file.to_string();
                Some(Case { file, line, ..case(name, rule.name.clone(), verdict) })
            })
            .collect();
        if !cases.is_empty() {
            suites.push(Suite { name: name.into(), cases });
        }
    }
}

fn verdict(rule: &RuleHeader, severity: Severity, found: Option<&Found>) -> Verdict {
    let findings = match found {
        None if rule.kind == RuleKind::Alarm => {
            return Verdict::Skipped("the alarm's state never changed".into());
        }
        Some(found) if found.findings.count > 0 => &found.findings,
        Some(_) | None => return Verdict::Passed,
    };
    let counted = said::counted(findings.kept.first(), findings.count);
    let message = format!("{}: {} ({counted})", severity.word(), subject::title(rule));
    let mut lines: Vec<String> = findings
        .kept
        .iter()
        .map(|finding| {
            let (at, change) = (time::show(finding.raised.time), said::change(&finding.raised));
            format!("{at} {change}: {}", said::sentence(rule, finding))
        })
        .collect();
    if findings.more() > 0 {
        lines.push(format!("and {} more", thousands(findings.more())));
    }
    let fix = subject::fix(rule);
    if !fix.is_empty() {
        lines.push(format!("fix: {fix}"));
    }
    Verdict::Failure(message, lines.join("\n"))
}
