//! Effects by rule, for the forms that are grouped: counts, and samples up to a limit, so that
//! their memory depends on the rules and not on the events.

use crate::model::{
    Delivered, Effect, Fate, Fault, Match, RuleHeader, Severity, SideEffect, Summary,
};
use crate::report::clean::visible;
use crate::report::words::{bytes, count, list, thousands};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of one rule.
#[derive(Debug, Default, Clone)]
pub(super) struct Group {
    /// How often it matched.
    pub(super) count: u64,
    /// The first matches.
    pub(super) samples: Vec<Match>,
}

/// What is known of all.
#[derive(Debug, Default)]
pub(super) struct Groups {
    rules: Arc<[RuleHeader]>,
    groups: Vec<Group>,
    keep: usize,
    /// How many invocations of each target there would be, and how many have no input.
    pub(super) planned: BTreeMap<Arc<str>, (u64, u64)>,
    /// How many deliveries to a target ended in a way.
    pub(super) ended: BTreeMap<(Arc<str>, &'static str), u64>,
    /// The first deliveries that failed for good.
    pub(super) undelivered: Vec<Delivered>,
    /// Requests, files and events put.
    pub(super) performed: [u64; 3],
    /// How many faults there were.
    pub(super) fault_count: u64,
    /// The first faults.
    pub(super) faults: Vec<Fault>,
}

impl Groups {
    /// Nothing yet; keeps the first `keep` matches of each rule, and as many faults.
    pub(super) fn new(rules: &Arc<[RuleHeader]>, keep: usize) -> Self {
        let groups = vec![Group::default(); rules.len()];
        Self { rules: Arc::clone(rules), groups, keep, ..Self::default() }
    }

    /// Takes an effect.
    pub(super) fn add(&mut self, effect: &Effect) {
        match effect {
            Effect::Match(matched) => {
                let group = &mut self.groups[matched.rule.index()];
                group.count += 1;
                // What routes only is counted, not shown.
                let finding = self.rules[matched.rule.index()].severity.is_some();
                if finding && group.samples.len() < self.keep {
                    group.samples.push(matched.clone());
                }
            }
            Effect::Invocation(planned) => {
                let (made, failed) = self.planned.entry(Arc::clone(&planned.target)).or_default();
                *made += 1;
                *failed += u64::from(planned.input.is_err());
            }
            Effect::Delivery(end) => {
                let ends =
                    self.ended.entry((Arc::clone(&end.target), end.fate.word())).or_default();
                *ends += 1;
                if end.fate != Fate::Delivered && self.undelivered.len() < self.keep {
                    self.undelivered.push((**end).clone());
                }
            }
            Effect::Performed(effect) => match **effect {
                SideEffect::Request { .. } => self.performed[0] += 1,
                SideEffect::File { .. } => self.performed[1] += 1,
                SideEffect::Put { .. } => self.performed[2] += 1,
            },
            Effect::Compliance(_)
            | Effect::Transition(_)
            | Effect::Rollup(_)
            | Effect::Notice(_) => {}
            Effect::Fault(fault) => {
                self.fault_count += 1;
                if self.faults.len() < self.keep {
                    self.faults.push(fault.clone());
                }
            }
        }
    }

    /// All rules, in bundle order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&RuleHeader, &Group)> {
        self.rules.iter().zip(&self.groups)
    }

    /// The rules with findings: the most severe first, then by name.
    pub(super) fn findings(&self) -> Vec<(Severity, &RuleHeader, &Group)> {
        let mut found: Vec<_> = self
            .all()
            .filter(|(_, group)| group.count > 0)
            .filter_map(|(rule, group)| Some((rule.severity?, rule, group)))
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
        found
    }

    /// The rules without a severity that matched, by name.
    pub(super) fn routed(&self) -> Vec<(&RuleHeader, &Group)> {
        let routes =
            |(rule, group): &(&RuleHeader, &Group)| group.count > 0 && rule.severity.is_none();
        let mut routed: Vec<_> = self.all().filter(routes).collect();
        routed.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        routed
    }

    /// `12 findings (3 critical, 9 high) from 9 of 61 rules in 2,900 events, 55 inputs, 3.6 MB`.
    pub(super) fn headline(&self, summary: &Summary) -> String {
        let found = self.findings();
        let total: u64 = found.iter().map(|(_, _, group)| group.count).sum();
        let of = |s: Severity| -> u64 {
            found.iter().filter(|(severity, ..)| *severity == s).map(|(_, _, g)| g.count).sum()
        };
        let by_severity: Vec<String> = Severity::ALL
            .into_iter()
            .rev()
            .filter(|s| of(*s) > 0)
            .map(|s| format!("{} {}", thousands(of(s)), s.word()))
            .collect();
        let rules = count(summary.rules, "rule", "rules");
        let findings = if total > 0 {
            let findings = count(total, "finding", "findings");
            format!("{findings} ({}) from {} of {rules}", by_severity.join(", "), found.len())
        } else {
            format!("no findings from {rules}")
        };
        let mut read = Vec::new();
        if summary.events > 0 || summary.items == 0 {
            read.push(count(summary.events, "event", "events"));
        }
        if summary.items > 0 {
            read.push(count(summary.items, "item", "items"));
        }
        let inputs = count(summary.inputs, "input", "inputs");
        format!("{findings} in {}, {inputs}, {}", list(&read), bytes(summary.bytes))
    }

    /// What a reader of the counts must know besides.
    pub(super) fn remarks(&self, summary: &Summary) -> Vec<String> {
        let mut out = Vec::new();
        if summary.known > 0 {
            let known = count(summary.known, "finding is", "findings are");
            out.push(format!("{known} in the baseline"));
        }
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
