//! Compliance rules as suites, resources as cases: NON_COMPLIANT is a failure, ERROR an error, what
//! is waived or lacks data is skipped.

use super::words as said;
use super::{Found, severity};
use crate::model::{ComplianceCounts, ComplianceType, Evaluation, NoticeKind, RuleHeader};
use crate::report::eval::groups::Groups;
use crate::report::eval::junit::{case, rest};
use crate::report::eval::subject;
use crate::report::junit::{Case, Suite, Verdict};

/// Adds a suite for each compliance rule, and one for the rules that are not evaluated.
pub(in crate::report::eval) fn suites(groups: &Groups, suites: &mut Vec<Suite>) {
    for (rule, found) in groups.compliance() {
        let mut cases = found.map_or_else(Vec::new, |found| cases(rule, found));
        if cases.is_empty() {
            // Only a roll-up tells whether anything was decided: what nobody looked at is no pass.
            let status = groups.results.rollups.rule(&rule.name).map(ComplianceCounts::status);
            let (name, verdict) = if status == Some(ComplianceType::Compliant) {
                ("no findings", Verdict::Passed)
            } else {
                ("no results", Verdict::Skipped("the rule applies to no resource".into()))
            };
            cases.push(case(&rule.name, name.into(), verdict));
        }
        suites.push(Suite { name: rule.name.clone(), cases });
    }
    if let Some(missing) = groups.results.notices.of(NoticeKind::NotEvaluated) {
        let class = NoticeKind::NotEvaluated.word();
        let skipped = |text: String, _: String| Verdict::Skipped(text);
        let mut cases: Vec<Case> = missing
            .kept
            .iter()
            .map(|n| case(class, n.subject.clone(), Verdict::Skipped(said::notice(n))))
            .collect();
        rest(&mut cases, class, missing.more(), "rules", skipped);
        suites.push(Suite { name: class.into(), cases });
    }
}

fn cases(rule: &RuleHeader, found: &Found) -> Vec<Case> {
    let mut cases = Vec::new();
    let skipped = |text: String, _: String| Verdict::Skipped(text);
    let message = format!("{}: {}", severity(rule).word(), subject::title(rule));
    for result in &found.findings.kept {
        cases.push(of(rule, result, Verdict::Failure(message.clone(), body(rule, result))));
    }
    rest(&mut cases, &rule.name, found.findings.more(), "findings", Verdict::Failure);
    for result in &found.errors.kept {
        let verdict = Verdict::Error(said::message(result), body(rule, result));
        cases.push(of(rule, result, verdict));
    }
    rest(&mut cases, &rule.name, found.errors.more(), "errors", Verdict::Error);
    for result in &found.waived.kept {
        let waived = result.waived.as_deref().map(said::waiver).unwrap_or_default();
        cases.push(of(rule, result, Verdict::Skipped(format!("waived: {waived}"))));
    }
    rest(&mut cases, &rule.name, found.waived.more(), "waived", skipped);
    for result in &found.lacking.kept {
        let text = format!("{}: {}", result.compliance, said::message(result));
        cases.push(of(rule, result, Verdict::Skipped(text)));
    }
    rest(&mut cases, &rule.name, found.lacking.more(), "without data", skipped);
    for result in &found.passed.kept {
        let verdict = match result.compliance {
            ComplianceType::NotApplicable => Verdict::Skipped(said::message(result)),
            _ => Verdict::Passed,
        };
        cases.push(of(rule, result, verdict));
    }
    rest(&mut cases, &rule.name, found.passed.more(), "without failure", |_, _| Verdict::Passed);
    cases
}

fn of(rule: &RuleHeader, result: &Evaluation, verdict: Verdict) -> Case {
    Case {
        file: result.input.to_string(),
        line: result.place.map(|place| place.line),
        ..case(&rule.name, said::full_name(&result.resource), verdict)
    }
}

fn body(rule: &RuleHeader, result: &Evaluation) -> String {
    let mut lines = vec![said::message(result), said::evidence(result)];
    lines.push(said::place(&result.input, result.place));
    if let Some(arn) = &result.resource.arn {
        lines.push(crate::report::clean::visible(arn).into_owned());
    }
    let fix = subject::fix(rule);
    if !fix.is_empty() {
        lines.push(format!("fix: {fix}"));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
