//! What makes the exit code: findings, known ones left out.

use crate::base::ids::RuleId;
use crate::base::text::reason;
use crate::cli::args::EvalArgs;
use crate::cli::exit::Failure;
use crate::model::{
    Change, ComplianceType, Effect, Evaluation, Fate, Raised, RuleHeader, RunInfo, Severity,
    Standing, Summary,
};
use crate::report::baseline::{Baseline, Finding};
use std::fs::File;
use std::io::{self, Write};

/// Counts what makes the exit code.
pub(super) struct Findings<'a> {
    pub run: &'a RunInfo,
    pub known: Option<Baseline>,
    /// All findings, when they are to be written.
    pub all: Option<Baseline>,
    /// Is missing data an error?
    pub strict: bool,
}

impl Findings<'_> {
    /// Takes note of an effect.
    pub fn count(&mut self, effect: &Effect, summary: &mut Summary) {
        match effect {
            Effect::Fault(_) => summary.errors += 1,
            Effect::Match(found) => {
                summary.matches += 1;
                self.finding(found.rule, found, false, summary);
            }
            Effect::Compliance(result) => self.result(result, summary),
            Effect::Delivery(end) => {
                summary.undelivered += u64::from(end.fate != Fate::Delivered);
            }
            Effect::Raised(raised) => self.raised(raised, summary),
            Effect::Invocation(_)
            | Effect::Performed(_)
            | Effect::Transition(_)
            | Effect::Rollup(_)
            | Effect::Notice(_) => {}
        }
    }

    fn result(&mut self, result: &Evaluation, summary: &mut Summary) {
        match result.compliance {
            ComplianceType::Error => summary.errors += 1,
            ComplianceType::InsufficientData => summary.errors += u64::from(self.strict),
            ComplianceType::NonCompliant if result.waived.is_none() => {
                // Against an earlier state, what was so before is known.
                let known = result.standing == Some(Standing::Unchanged);
                self.finding(result.rule, result, known, summary);
            }
            ComplianceType::NonCompliant
            | ComplianceType::Compliant
            | ComplianceType::NotApplicable => {}
        }
    }

    fn raised(&mut self, raised: &Raised, summary: &mut Summary) {
        match &raised.what {
            Change::Alarm(_) => summary.alarms += 1,
            Change::Insight(_) => summary.insights += u64::from(raised.alarming),
        }
        if raised.alarming {
            self.finding(raised.rule, raised, false, summary);
        }
    }

    /// Counts a finding of a rule, if its severity makes it one, and keeps it for
    /// `--write-baseline`.
    fn finding(&mut self, rule: RuleId, found: &impl Finding, known: bool, summary: &mut Summary) {
        let RuleHeader { name, severity: Some(severity), .. } = &self.run.rules[rule.index()]
        else {
            return;
        };
        let known = known || self.known.as_ref().is_some_and(|known| known.contains(name, found));
        summary.findings += 1;
        summary.known += u64::from(known);
        let counts = |least: Severity| *severity >= least;
        summary.failing += u64::from(self.run.fail_on.is_some_and(counts) && !known);
        if let Some(all) = &mut self.all {
            all.insert(name, found);
        }
    }
}

/// Writes the file of `--write-baseline`.
pub(super) fn write_baseline(args: &EvalArgs, findings: &Findings<'_>) -> Result<(), Failure> {
    let (Some(path), Some(all)) = (&args.write_baseline, &findings.all) else { return Ok(()) };
    let write = || {
        let mut file = io::BufWriter::new(File::create(path)?);
        all.write(&mut file)?;
        file.flush()
    };
    write()
        .map_err(|e| Failure::usage(format!("cannot write `{}`: {}", path.display(), reason(&e))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;
    use crate::base::span::Span;
    use crate::model::{AlarmChange, RuleKind};

    fn rule(name: &str, severity: Option<Severity>) -> RuleHeader {
        RuleHeader {
            kind: RuleKind::Alarm,
            name: name.into(),
            title: name.into(),
            description: String::new(),
            severity,
            references: Vec::new(),
            controls: Vec::new(),
            tags: Vec::new(),
            fix: String::new(),
            span: Span { source: SourceId(0), start: 0, end: 0 },
            file: "a.yaml".into(),
            line: 1,
        }
    }

    fn change(rule: usize, alarm: &str, second: i64, to: &'static str) -> Effect {
        let from = if to == "OK" { "ALARM" } else { "OK" };
        Effect::Raised(Box::new(Raised {
            rule: RuleId::new(rule),
            time: jiff::Timestamp::from_second(second).expect("a time"),
            alarming: to == "ALARM",
            reason: format!("at {second}"),
            event: "{}".into(),
            what: Change::Alarm(AlarmChange { alarm: alarm.into(), from, to, suppressed_by: None }),
        }))
    }

    #[test]
    fn a_known_alarm_may_go_off_again() {
        let rules = [rule("cpu", Some(Severity::High)), rule("helper", None)];
        let run = RunInfo { rules: rules.into(), fail_on: Some(Severity::Low) };
        let count = |known, effects: &[Effect]| {
            let all = Some(Baseline::default());
            let mut findings = Findings { run: &run, known, all, strict: false };
            let mut summary = Summary::default();
            effects.iter().for_each(|effect| findings.count(effect, &mut summary));
            (summary, findings.all)
        };
        let story = [
            change(0, "cpu", 60, "ALARM"),
            change(0, "cpu", 120, "OK"),
            change(1, "helper", 60, "ALARM"),
        ];
        let (summary, all) = count(None, &story);
        assert_eq!((summary.alarms, summary.findings, summary.failing), (3, 1, 1));
        assert_eq!(all.as_ref().map(Baseline::len), Some(1));
        let later = [change(0, "cpu", 900, "ALARM"), change(0, "cpu of i-1", 960, "ALARM")];
        let (summary, again) = count(all, &later);
        assert_eq!((summary.findings, summary.known, summary.failing), (2, 1, 1));
        assert_eq!(again.map(|all| all.len()), Some(2));
    }
}
