//! What grouped reports say of a run as a whole: the headline, and remarks.

use super::compliance::words as said;
use super::groups::{Block, Findings, Groups};
use super::raised::words as raised;
use crate::model::{ComplianceCounts, RuleKind, Severity, Summary};
use crate::report::clean::visible;
use crate::report::words::{bytes, count, list, span, thousands};
use std::sync::Arc;

impl Groups {
    /// `12 findings (3 critical, 9 high) from 9 of 61 rules in 2,900 events, 55 inputs, 3.6 MB`.
    pub(super) fn headline(&self, summary: &Summary) -> String {
        let mut read = Vec::new();
        if summary.events > 0 || summary.items + summary.datapoints == 0 {
            read.push(count(summary.events, "event", "events"));
        }
        if summary.items > 0 {
            let resources = match self.results.rollups.resources() {
                0 => String::new(),
                n => format!(" ({})", count(n, "resource", "resources")),
            };
            read.push(format!("{}{resources}", count(summary.items, "item", "items")));
        }
        if summary.datapoints > 0 {
            read.push(count(summary.datapoints, "datapoint", "datapoints"));
        }
        let inputs = count(summary.inputs, "input", "inputs");
        let findings = self.verdict(summary);
        format!("{findings} in {}, {inputs}, {}", list(&read), bytes(summary.bytes))
    }

    /// The part of the headline that says what was found.
    fn verdict(&self, summary: &Summary) -> String {
        let found = self.findings();
        let of = |wanted: &dyn Fn(&Block<'_>) -> bool| -> u64 {
            found.iter().filter(|block| wanted(block)).map(Block::count).sum()
        };
        let rules = count(summary.rules, "rule", "rules");
        let errors = match self.results.counts.error {
            0 => None,
            n => Some(count(n, "result in ERROR", "results in ERROR")),
        };
        let total = of(&|_| true);
        if total == 0 {
            let errors = errors.map_or(String::new(), |errors| format!(" but {errors}"));
            return format!("no findings{errors} from {rules}");
        }
        let mut parts: Vec<String> = Vec::new();
        for severity in Severity::ALL.into_iter().rev() {
            let n = of(&|block| block.severity == severity);
            if n > 0 {
                parts.push(format!("{} {}", thousands(n), severity.word()));
            }
        }
        let mut parts = parts.join(", ");
        let kinds = kinds(&found);
        if kinds.len() > 1 {
            parts = format!("{parts}; {}", kinds.join(", "));
        }
        let findings = count(total, "finding", "findings");
        let errors = errors.map_or(String::new(), |errors| format!(" and {errors}"));
        format!("{findings} ({parts}){errors} from {} of {rules}", found.len())
    }

    /// How many errors of both kinds there were; none of them is a pass.
    pub(super) fn errors(&self, summary: &Summary) -> u64 {
        summary.errors.max(self.faults.count + self.results.counts.error)
    }

    /// What a reader of the results must know besides.
    fn of_results(&self, summary: &Summary, out: &mut Vec<String>) {
        if summary.compliance != ComplianceCounts::default() {
            out.push(format!("results: {}", said::counts(&summary.compliance)));
        }
        let standing = &self.results.standing;
        if let Some([new, fixed, unchanged]) = standing {
            let (new, fixed, unchanged) =
                (thousands(*new), thousands(*fixed), thousands(*unchanged));
            out.push(format!(
                "against the earlier state: {new} newly failing, {fixed} fixed, {unchanged} failing \
                 as before"
            ));
        }
        if summary.carried > 0 {
            let carried = count(summary.carried, "result", "results");
            out.push(format!("{carried} carried over: no rule reads what changed"));
        }
        if let Some(seconds) = summary.mean_seconds_to_repair {
            out.push(format!("mean time to repair: {}", span(seconds)));
        }
    }

    /// What a reader of the counts must know besides.
    pub(super) fn remarks(&self, summary: &Summary) -> Vec<String> {
        let mut out = Vec::new();
        if summary.known > 0 {
            let known = count(summary.known, "finding is", "findings are");
            out.push(format!("{known} known from before"));
        }
        self.of_results(summary, &mut out);
        out.extend(raised::remarks(summary.alarms, summary.insights));
        for delivered in &self.undelivered {
            let (rule, target) = (visible(&delivered.rule), visible(&delivered.target));
            let reason = visible(delivered.reason.as_deref().unwrap_or_default());
            let (plugin, word) = (visible(&delivered.plugin), delivered.fate.word());
            out.push(format!(
                "{word}: rule `{rule}` to target `{target}` (plugin `{plugin}`): {reason}"
            ));
        }
        if !self.ended.is_empty() {
            let of = |((target, word), n): (&(Arc<str>, &str), &u64)| {
                format!("{} ({} {word})", visible(target), thousands(*n))
            };
            let ends: Vec<String> = self.ended.iter().map(of).collect();
            out.push(format!("deliveries: {}", ends.join(", ")));
        } else if !self.planned.is_empty() {
            let of = |(target, (made, failed)): (&Arc<str>, &(u64, u64))| {
                let failed = match failed {
                    0 => String::new(),
                    n => format!(", {} without input", thousands(*n)),
                };
                format!("{} ({}{failed})", visible(target), thousands(*made))
            };
            let targets: Vec<String> = self.planned.iter().map(of).collect();
            out.push(format!("targets not invoked: {}", targets.join(", ")));
        }
        if summary.duplicates > 0 {
            let twice = count(summary.duplicates, "record", "records");
            out.push(format!("{twice} delivered twice, counted once"));
        }
        if summary.withheld > 0 {
            let events = count(
                summary.withheld,
                "read-only management event",
                "read-only management events",
            );
            out.push(format!(
                "{events} that AWS withholds from rules in state `enabled` (see --cloudtrail-gate)"
            ));
        }
        out
    }
}

/// `13 matches, 12 NON_COMPLIANT, 2 alarms`: the kinds of findings that there are.
fn kinds(found: &[Block<'_>]) -> Vec<String> {
    let [mut matches, mut results, mut alarms, mut insights] = [0; 4];
    for block in found {
        *match (block.findings, block.rule.kind) {
            (Findings::Matches(_), _) => &mut matches,
            (Findings::Results(_), _) => &mut results,
            (Findings::Raised(_), RuleKind::Baseline) => &mut insights,
            (Findings::Raised(_), _) => &mut alarms,
        } += block.count();
    }
    let kinds = [
        (matches, "match", "matches"),
        (results, "NON_COMPLIANT", "NON_COMPLIANT"),
        (alarms, "alarm", "alarms"),
        (insights, "insight", "insights"),
    ];
    kinds.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect()
}
