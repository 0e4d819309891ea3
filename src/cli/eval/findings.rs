//! What makes the exit code: findings, known ones left out.

use crate::base::ids::RuleId;
use crate::base::text::reason;
use crate::cli::args::EvalArgs;
use crate::cli::exit::Failure;
use crate::model::{
    Change, ComplianceType, Effect, Evaluation, Fate, Raised, RunInfo, Severity, Standing, Summary,
};
use crate::report::baseline::Baseline;
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
                let known = self.known.as_ref().map(|k| k.contains(self.name(found.rule), found));
                if self.finding(found.rule, known == Some(true), summary)
                    && let Some(all) = &mut self.all
                {
                    all.insert(&self.run.rules[found.rule.index()].name, found);
                }
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
                let known = self.known.as_ref().map(|k| k.contains(self.name(result.rule), result));
                // Against an earlier state, what was so before is known.
                let known = known == Some(true) || result.standing == Some(Standing::Unchanged);
                if self.finding(result.rule, known, summary)
                    && let Some(all) = &mut self.all
                {
                    all.insert(&self.run.rules[result.rule.index()].name, result);
                }
            }
            ComplianceType::NonCompliant
            | ComplianceType::Compliant
            | ComplianceType::NotApplicable => {}
        }
    }

    fn raised(&self, raised: &Raised, summary: &mut Summary) {
        match &raised.what {
            Change::Alarm(_) => summary.alarms += 1,
            Change::Insight(_) => summary.insights += u64::from(raised.alarming),
        }
        if raised.alarming {
            self.finding(raised.rule, false, summary);
        }
    }

    fn name(&self, rule: RuleId) -> &str {
        &self.run.rules[rule.index()].name
    }

    /// Counts a finding of a rule, if its severity makes it one.
    fn finding(&self, rule: RuleId, known: bool, summary: &mut Summary) -> bool {
        let Some(severity) = self.run.rules[rule.index()].severity else { return false };
        summary.findings += 1;
        summary.known += u64::from(known);
        let counts = |least: Severity| severity >= least;
        summary.failing += u64::from(self.run.fail_on.is_some_and(counts) && !known);
        true
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
